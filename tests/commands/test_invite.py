"""Load lists of guests, print their invitations, and see what is kept, as staff do."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner, Result
from sqlalchemy import insert

from kiosk import clock
from kiosk.booth.checkin import rules, service
from kiosk.cli import kiosk
from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.errors import NotAllowed, Refused, SetupFailed, Unknown
from kiosk.journal.models import DeskKey
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.faults.people import rows
from tests.process import run

NAMES = ["㐂一", "䶮一", "堃一"]
PHONE = "13800000000"
LIST = f"姓名,电话,单位,人数,场次\n㐂一,{PHONE},实验小学,40,9:50\n䶮一,,,,\n堃一,,乙,2,slot-1\n"
TAP = "a" * 32
MORNING = datetime(2026, 12, 20, 9, 45).astimezone()


@pytest.fixture
def keyed(data: Path, made_key: tuple[dict[str, Any], str]) -> Path:
    """Return a folder whose desk can seal, and a key that `PASSPHRASE` opens."""
    with opened(Settings(data=data)), db.transaction() as tx:
        tx.execute(insert(DeskKey), made_key[0])
    return data


@pytest.fixture
def guests(tmp_path: Path) -> Path:
    return written(tmp_path, LIST)


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "guests.csv"
    file.write_bytes(text.encode("gb18030"))
    return file


def invite(*words: str, data: Path, typed: str = "") -> Result:
    return CliRunner().invoke(kiosk, ["invite", *words, "--data", str(data)], input=typed)


def loaded(file: Path, data: Path, *options: str, typed: str = PASSPHRASE) -> Result:
    return invite("load", str(file), *options, data=data, typed=f"{typed}\n")


def acts(data: Path) -> list[tuple[Any, ...]]:
    return rows(data, "SELECT actor, act, about FROM staff_act ORDER BY seq")


def held(data: Path) -> int:
    return int(rows(data, "SELECT count(*) FROM invitation")[0][0])


def come(data: Path) -> str:
    """Let the guests of one invitation check in on the day; return its id."""
    with opened(Settings(data=data)), clock.pretend(MORNING), db.transaction() as tx:
        [code] = tx.exec_driver_sql("SELECT id FROM invitation WHERE people = 40").one()
        service.check_in_invited(tx, content.current(), code, tap=TAP, has_accepted_rules=True)
    return str(code)


def test_a_list_is_taken_whole_and_recorded(keyed: Path, guests: Path) -> None:
    done = run("invite", "load", str(guests), data=keyed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Rows taken 3 (people 43), refused 0" in done.stdout
    assert held(keyed) == 3
    assert acts(keyed) == [("terminal", "invite-load", "3 rows")]


def test_no_name_or_telephone_of_the_list_is_readable_anywhere(keyed: Path, guests: Path) -> None:
    shown = loaded(guests, keyed).output + invite("show", data=keyed).output
    shown += loaded(guests, keyed).output
    stored = b"".join(file.read_bytes() for file in keyed.rglob("*") if file.is_file())
    for secret in (*NAMES, PHONE, "实验小学"):
        assert secret not in shown
        assert secret.encode() not in stored


def test_refused_rows_are_named_and_the_good_ones_are_taken(keyed: Path, tmp_path: Path) -> None:
    file = written(tmp_path, LIST + "李,见名片,,0,\n")
    done = loaded(file, keyed)
    assert done.exit_code == 1
    assert "第 5 行 B（电话）" in done.output
    assert "row 5 D" in done.output
    assert "Rows taken 3 (people 43), refused 1" in done.output
    assert held(keyed) == 3


def test_a_dry_run_keeps_nothing(keyed: Path, guests: Path) -> None:
    done = loaded(guests, keyed, "--dry-run")
    assert done.exit_code == 0
    assert "nothing was kept" in done.output
    assert held(keyed) == 0
    assert acts(keyed) == []


def test_a_second_load_of_the_same_list_doubles_nothing(
    keyed: Path, guests: Path, tmp_path: Path
) -> None:
    loaded(guests, keyed)
    again = loaded(guests, keyed)
    assert again.exit_code == 1
    assert "2-4" in again.output
    assert "Rows taken 0 (people 0), refused 0, held already 3" in again.output
    more = loaded(written(tmp_path, LIST + "李,,,,\n"), keyed)
    assert "Rows taken 1 (people 1), refused 0, held already 3" in more.output
    assert held(keyed) == 4
    assert ("terminal", "invite-compare", "3 invitations") in acts(keyed)


def test_guests_who_came_already_are_known_again(keyed: Path, guests: Path) -> None:
    loaded(guests, keyed)
    come(keyed)
    assert "Rows taken 0 (people 0), refused 0, held already 3" in loaded(guests, keyed).output
    assert held(keyed) == 3


@pytest.mark.parametrize("words", [("load",), ("print", "--out")])
def test_with_a_wrong_passphrase_nothing_is_opened_and_that_is_recorded(
    keyed: Path, guests: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    loaded(guests, keyed)
    file = guests if words == ("load",) else tmp_path / "out.pdf"
    done = invite(*words, str(file), data=keyed, typed="a wrong passphrase\n")
    assert isinstance(done.exception, NotAllowed)
    assert held(keyed) == 3
    assert not (tmp_path / "out.pdf").exists()
    act = "invite-compare-failed" if words == ("load",) else "invite-print-failed"
    assert acts(keyed)[-1][1] == act


@pytest.mark.parametrize("words", [("load",), ("print", "--out")])
def test_without_a_desk_key_the_way_to_one_is_told(
    data: Path, guests: Path, words: tuple[str, ...]
) -> None:
    done = invite(*words, str(guests), data=data)
    assert isinstance(done.exception, SetupFailed)
    assert "/staff/first" in str(done.exception)
    assert guests.read_bytes() == LIST.encode("gb18030")


def test_a_file_that_is_no_list_is_one_sentence(keyed: Path, tmp_path: Path) -> None:
    (tmp_path / "guests.csv").write_bytes(b"%PDF-1.7")
    done = loaded(tmp_path / "guests.csv", keyed)
    assert isinstance(done.exception, Refused)
    assert held(keyed) == 0


def test_too_many_guests_for_a_slot_are_told_with_the_numbers(keyed: Path, tmp_path: Path) -> None:
    done = loaded(written(tmp_path, "姓名,人数,场次\n王,30,9:00\n李,30,9:00\n"), keyed)
    assert done.exit_code == 0
    assert "60 are invited for 09:00–09:40, which takes 45" in done.output


def printed(data: Path, out: Path, *options: str, words: str = PASSPHRASE) -> tuple[set[str], str]:
    """Print invitations; return what their QR codes hold, and the text."""
    done = invite("print", "--out", str(out), *options, data=data, typed=f"{words}\n")
    assert done.exit_code == 0, done.output
    codes, text = set(), ""
    with closing(pypdfium2.PdfDocument(out)) as document:
        for page in document:
            picture = page.render(scale=300 / 72, grayscale=True).to_pil()
            found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
            codes |= {each.text for each in found}
            text += page.get_textpage().get_text_bounded()
    return codes, text


@pytest.mark.parametrize("form", ["letters", "labels"])
def test_invitations_are_printed_with_codes_that_check_their_guests_in(
    keyed: Path, guests: Path, tmp_path: Path, form: str
) -> None:
    loaded(guests, keyed)
    codes, text = printed(keyed, tmp_path / "out.pdf", "--as", form)
    ids = {rules.INVITED + name for (name,) in rows(keyed, "SELECT id FROM invitation")}
    assert codes == ids
    assert all(name in text for name in NAMES)
    assert acts(keyed)[-1] == ("terminal", "invite-print", f"3 {form}")
    assert not list(tmp_path.glob("*.part"))


def test_the_recovery_code_prints_too(
    keyed: Path, guests: Path, tmp_path: Path, made_key: tuple[dict[str, Any], str]
) -> None:
    loaded(guests, keyed)
    assert len(printed(keyed, tmp_path / "out.pdf", words=made_key[1])[0]) == 3


def test_used_invitations_and_other_slots_are_left_out(
    keyed: Path, guests: Path, tmp_path: Path
) -> None:
    loaded(guests, keyed)
    assert len(printed(keyed, tmp_path / "out.pdf", "--slot", "slot-2")[0]) == 1
    used = come(keyed)
    codes, text = printed(keyed, tmp_path / "out.pdf")
    assert len(codes) == 2
    assert rules.INVITED + used not in codes
    assert "㐂一" not in text
    none = invite("print", "--out", "x.pdf", "--slot", "slot-2", data=keyed)
    assert isinstance(none.exception, Unknown)


def test_guests_whose_check_in_was_undone_are_printed_with_their_names(
    keyed: Path, guests: Path, tmp_path: Path
) -> None:
    loaded(guests, keyed)
    come(keyed)
    with opened(Settings(data=keyed)), clock.pretend(MORNING), db.transaction() as tx:
        service.undo(tx, content.current(), TAP, tap="b" * 32, actor="wang")
    assert rows(keyed, "SELECT count(*) FROM invitation WHERE sealed IS NULL") == [(1,)]
    codes, text = printed(keyed, tmp_path / "out.pdf")
    assert len(codes) == 3
    assert "㐂一" in text


def test_an_unknown_slot_is_told_with_the_slots(keyed: Path, guests: Path) -> None:
    loaded(guests, keyed)
    done = invite("print", "--out", "x.pdf", "--slot", "noon", data=keyed)
    assert isinstance(done.exception, Unknown)
    assert "slot-1" in str(done.exception)


def test_a_file_that_cannot_be_written_leaves_no_half(
    keyed: Path, guests: Path, tmp_path: Path
) -> None:
    loaded(guests, keyed)
    out = tmp_path / "no" / "out.pdf"
    done = invite("print", "--out", str(out), data=keyed, typed=f"{PASSPHRASE}\n")
    assert isinstance(done.exception, SetupFailed)


def test_letters_that_the_font_lacks_are_told_by_code_not_by_name(
    keyed: Path, tmp_path: Path
) -> None:
    loaded(written(tmp_path, "姓名\n𠮷田\n"), keyed)
    done = invite("print", "--out", str(tmp_path / "o.pdf"), data=keyed, typed=f"{PASSPHRASE}\n")
    assert "□" in done.output
    assert "田" not in done.output


def test_what_is_kept_is_shown_in_counts(keyed: Path, guests: Path) -> None:
    loaded(guests, keyed)
    come(keyed)
    shown = invite("show", data=keyed).output
    assert "09:50–10:30  1 份 invitations  40 人 people  1 份已用 used" in shown
    assert "3 invitations, 1 used; the names of 2 are still sealed" in shown
    empty = invite("show", data=keyed.parent / "other").output
    assert "0 invitations, 0 used" in empty


def test_the_list_is_deleted_once_that_is_confirmed(keyed: Path, guests: Path) -> None:
    loaded(guests, keyed)
    come(keyed)
    assert invite("clear", data=keyed, typed="n\n").exit_code == 1
    assert held(keyed) == 3
    assert invite("clear", data=keyed, typed="y\n").exit_code == 0
    assert held(keyed) == 0
    assert acts(keyed)[-1] == ("terminal", "invite-clear", "3 rows")
    assert rows(keyed, "SELECT count(*) FROM visit") == [(1,)]
    assert invite("clear", "--yes", data=keyed).exit_code == 0


def test_the_journal_says_nothing_of_who_is_invited(keyed: Path, guests: Path) -> None:
    loaded(guests, keyed)
    invite("clear", "--yes", data=keyed)
    bodies = json.dumps([body.decode() for (body,) in rows(keyed, "SELECT body FROM record")])
    assert "invite-load" in bodies
    assert PHONE not in bodies
