"""Run the commands that staff run, on folders with answers in them."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import click
import openpyxl
import pypdfium2
import pytest
from click.testing import CliRunner, Result

from kiosk.cli import kiosk
from kiosk.content import service as content
from kiosk.errors import SetupFailed
from kiosk.journal.kinds import read_tables
from tests.commands.conftest import PEOPLE, SECRET
from tests.commands.test_start import assert_said_once_in_each_language, make_newer
from tests.conftest import PASSPHRASE
from tests.factories import pack_folder, replace_once
from tests.faults.people import Crowd, Person, gaps, lost, rows
from tests.process import BoothProcess, run

PASSWORD = "a long password"


def all_commands(group: click.Group, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from all_commands(command, (*names, name))
        else:
            yield (*names, name)


def invoke(*words: str, data: Path) -> Result:
    """Run one command in this process, which is quicker, where the process is not the promise."""
    return CliRunner().invoke(kiosk, [*words, "--data", str(data)])


@pytest.mark.parametrize("words", list(all_commands(kiosk)), ids=" ".join)
def test_every_command_explains_itself_and_takes_a_folder(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(kiosk, [*words, "--help"])
    assert shown.exit_code == 0
    assert "--data" in shown.output
    assert "KIOSK_DATA; default: instance/" in " ".join(shown.output.split())


def test_help_of_the_whole_lists_every_command(data: Path) -> None:
    shown = CliRunner().invoke(kiosk, ["--help"]).output
    for words in all_commands(kiosk):
        assert words[0] in shown


def test_staff_are_added_listed_and_given_new_passwords(data: Path) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    words = ("staff", "add", "wang", "--role", "analyst", "--password")
    added = run(*words, data=data, stdin=typed)
    assert added.returncode == 0, added.stderr
    before = rows(data, "SELECT password FROM staff")
    changed = run("staff", "passwd", "wang", "--password", "another password", data=data)
    assert changed.returncode == 0, changed.stderr
    assert rows(data, "SELECT password FROM staff") != before
    assert run("staff", "list", data=data).stdout.split() == ["wang", "analyst"]
    acts = rows(data, "SELECT actor, act FROM staff_act ORDER BY seq")
    assert acts == [("terminal", "staff-add"), ("terminal", "staff-password")]
    assert PASSWORD not in added.stdout + added.stderr


def test_code_printed_on_the_terminal_opens_the_account_at_a_running_booth(
    booth: BoothProcess,
) -> None:
    for words in (("add", "wang", "--role", "admin"), ("reset", "wang")):
        done = run("staff", *words, data=booth.data)
        assert done.returncode == 0, done.stderr
        found = re.search(r"code .*: ((?:[A-Z2-9]{4}-){2}[A-Z2-9]{4})", done.stdout)
        assert found
        assert "等待首次登录" in run("staff", "list", data=booth.data).stdout
    person = Person(booth.port)
    assert person.post("/staff/sign-in", name="wang", password=found[1]) == 303
    chosen = {"password": PASSWORD, "password_again": PASSWORD}
    assert person.post("/staff/password", **chosen) == 303
    assert person.ask("GET", "/staff/accounts")[0] == 200
    person.close()
    assert run("staff", "list", data=booth.data).stdout.split() == ["wang", "admin"]


def test_accounts_are_disabled_enabled_and_given_roles_on_the_terminal(data: Path) -> None:
    for name, role in (("zhang", "admin"), ("li", "editor")):
        words = ("staff", "add", name, "--role", role, "--password", PASSWORD)
        assert invoke(*words, data=data).exit_code == 0
    for words, listed in (
        (("disable", "li"), "li\teditor\t停用 disabled"),
        (("enable", "li"), "li\teditor"),
        (("role", "li", "analyst"), "li\tanalyst"),
    ):
        assert invoke("staff", *words, data=data).exit_code == 0
        assert invoke("staff", "list", data=data).output.splitlines()[0] == listed


@pytest.mark.parametrize(
    "words",
    [
        ("staff", "passwd", "nobody", "--password", PASSWORD),
        ("staff", "disable", "nobody"),
        ("staff", "reset", "nobody"),
        ("staff", "role", "nobody", "admin"),
        ("staff", "add", "wang", "--role", "admin", "--password", "short"),
    ],
)
def test_what_staff_commands_refuse_is_one_sentence(data: Path, words: tuple[str, ...]) -> None:
    assert_said_once_in_each_language(run(*words, data=data))


def new_pack(tmp_path: Path) -> Path:
    """Return the bundled pack with one word changed."""
    folder = pack_folder(tmp_path)
    replace_once(folder / "pack.yaml", "version: 1", "version: 2")
    return folder


def test_a_pack_is_checked_with_its_counts(data: Path, tmp_path: Path) -> None:
    done = run("content", "check", str(new_pack(tmp_path)), data=data)
    assert done.returncode == 0
    assert "total" in done.stdout
    assert "0 处错误" in done.stdout


def test_a_new_pack_waits_for_the_next_person(booth: BoothProcess, tmp_path: Path) -> None:
    former = booth.get("/healthz")["pack"]
    person = Person(booth.port)
    person.begin_quiz()
    assert run("content", "load", str(new_pack(tmp_path)), data=booth.data).returncode == 0
    assert run("staff", "list", data=booth.data).returncode == 0
    assert person.answer(1, Random(1))[0] == 303
    assert booth.get("/healthz")["pack"] == former
    person.post("/end")
    person.ask("GET", "/")
    assert booth.get("/healthz")["pack"] != former
    person.post("/survey/rating", value="5")
    person.close()
    packs = dict(rows(booth.data, "SELECT kind, pack FROM record WHERE kind IN ('quiz', 'rating')"))
    assert packs == {"quiz": former, "rating": booth.get("/healthz")["pack"]}


def test_every_card_reads_back_and_prints_ten_a_page(data: Path, tmp_path: Path) -> None:
    checked = run("cards", "check", data=data)
    assert checked.returncode == 0
    cards = content.bundled().pack.cards
    assert "BAD" not in checked.stdout
    assert all(f"\n{each.id} " in checked.stdout for each in cards)
    assert checked.stdout.splitlines()[-1].endswith(f"{len(cards)} cards, 0 bad")
    out = tmp_path / "cards.pdf"
    assert run("cards", "print", "--out", str(out), data=data).returncode == 0
    with closing(pypdfium2.PdfDocument(out)) as pdf:
        assert len(pdf) == -(-len(cards) // 10)


def test_cards_that_cannot_be_written_are_told(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.booth.cards.commands.sheet", lambda *_: b"%PDF")
    done = invoke("cards", "print", "--out", str(tmp_path / "no" / "cards.pdf"), data=data)
    assert isinstance(done.exception, SetupFailed)


def held_in(form: str, content: bytes) -> list[Any]:
    """Return the rows of an export, without the header."""
    if form == "jsonl":
        return [json.loads(line) for line in content.splitlines()]
    if form == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return content.decode("utf-8-sig").splitlines()[1:]
    with closing(openpyxl.load_workbook(io.BytesIO(content), read_only=True)) as book:
        return list(book.worksheets[0].iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize(
    ("kind", "form"),
    [("quiz", "csv"), ("survey", "xlsx"), ("rating", "jsonl"), ("feedback", "csv")],
)
def test_an_export_goes_whole_to_a_file(
    demo_data: Path, tmp_path: Path, kind: str, form: str
) -> None:
    out = tmp_path / f"out.{form}"
    done = run("export", kind, "--format", form, "--out", str(out), data=demo_data)
    assert done.returncode == 0, done.stderr
    held = held_in(form, out.read_bytes())
    assert held
    assert done.stderr.startswith(f"{len(held)} ")
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("kind", ["quiz", "survey", "rating", "feedback"])
def test_an_export_goes_to_standard_output_alone(demo_data: Path, kind: str) -> None:
    done = invoke("export", kind, "--format", "jsonl", "--out", "-", data=demo_data)
    assert len(held_in("jsonl", done.stdout_bytes)) == int(done.stderr.split()[0]) > 0


def exported(data: Path, *options: str, kind: str = "rating") -> list[Any]:
    done = invoke("export", kind, "--format", "jsonl", "--out", "-", *options, data=data)
    assert done.exit_code == 0, done.output
    return held_in("jsonl", done.stdout_bytes)


def test_filters_by_day_and_unit_take_and_leave(demo_data: Path) -> None:
    today = time.strftime("%Y-%m-%d")
    everything = exported(demo_data)
    assert exported(demo_data, "--since", today, "--until", today) == everything
    assert exported(demo_data, "--since", "2099-01-01") == []
    assert exported(demo_data, "--until", "2000-01-01") == []
    assert exported(demo_data, "--unit", "nobody") == []


@pytest.mark.parametrize("option", ["--since", "--until"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "yesterday"])
def test_no_day_however_odd_is_a_crash(demo_data: Path, option: str, day: str) -> None:
    done = invoke("export", "rating", "--out", "-", option, day, data=demo_data)
    assert done.exit_code == 2, done.output
    assert day in done.output


def unsealed(data: Path, words: str, *options: str) -> Any:
    return run(
        "export",
        "feedback",
        "--format",
        "jsonl",
        "--out",
        "-",
        "--unsealed",
        *options,
        data=data,
        stdin=f"{words}\n",
    )


def test_what_was_typed_leaves_only_with_passphrase_and_reason_and_is_recorded(
    sealed_data: Path,
) -> None:
    assert SECRET not in json.dumps(exported(sealed_data, kind="feedback"), ensure_ascii=False)
    done = unsealed(sealed_data, PASSPHRASE, "--reason", "听取建议")
    assert done.returncode == 0, done.stderr
    (given,) = held_in("jsonl", done.stdout.encode())
    assert (given["text"], given["contact"]) == (SECRET, "13800000000")
    assert PASSPHRASE not in done.stdout + done.stderr
    acts = rows(sealed_data, "SELECT actor, act, about FROM staff_act")
    assert acts == [("terminal", "export-unsealed", "feedback: 听取建议")]


def test_without_reason_or_with_a_wrong_passphrase_nothing_is_opened(sealed_data: Path) -> None:
    assert "--reason" in unsealed(sealed_data, PASSPHRASE).stderr
    done = unsealed(sealed_data, "a wrong passphrase", "--reason", "x")
    assert done.returncode != 0
    assert "口令或恢复码不对" in done.stderr
    assert done.stdout == ""
    assert rows(sealed_data, "SELECT count(*) FROM staff_act") == [(0,)]


def change_one_byte(data: Path) -> int:
    """Change a letter in the body of a record in the middle; return its number."""
    with closing(sqlite3.connect(data / "kiosk.db")) as connection:
        seq, body = connection.execute(
            "SELECT seq, body FROM record WHERE kind = 'quiz' ORDER BY seq LIMIT 1 OFFSET 3"
        ).fetchone()
        changed = body.replace(b"t", b"T", 1)
        connection.execute("UPDATE record SET body = ? WHERE seq = ?", (changed, seq))
        connection.commit()
    return int(seq)


def test_one_changed_byte_is_found_and_its_record_named(demo_data: Path) -> None:
    assert run("journal", "verify", data=demo_data).returncode == 0
    seq = change_one_byte(demo_data)
    done = run("journal", "verify", data=demo_data)
    assert done.returncode == 1
    assert f" / {seq}:" in done.stderr


def test_rebuilding_changes_no_figure(demo_data: Path) -> None:
    def figures() -> dict[str, Any]:
        return {table: sorted(rows(demo_data, f"SELECT * FROM {table}")) for table in read_tables()}

    before = figures()
    with closing(sqlite3.connect(demo_data / "kiosk.db")) as connection:
        connection.execute("DELETE FROM quiz_answer")
        connection.commit()
    assert run("journal", "rebuild", data=demo_data).returncode == 0
    assert figures() == before
    assert before["quiz_answer"]


def test_a_backup_made_under_load_is_whole_and_restores_into_a_new_epoch(
    booth: BoothProcess, tmp_path: Path
) -> None:
    crowd, copy = Crowd(booth.port, Random(3)), tmp_path / "copy.db"
    with crowd.at_work(4):
        time.sleep(0.5)
        before = list(crowd.confirmed)
        made = run("backup", str(copy), data=booth.data)
        refused = run("restore", str(copy), data=booth.data)
        booth.kill()
    assert made.returncode == 0, made.stderr
    assert_said_once_in_each_language(refused)
    former = rows(booth.data, "SELECT device, epoch FROM desk")[0]
    done = run("restore", str(copy), data=booth.data)
    assert done.returncode == 0, done.stderr
    assert_epoch_follows(booth.data, former)
    booth.start()
    assert lost(booth.data, before) == []
    assert gaps(booth.data) == []
    assert len(list(booth.data.glob("kiosk-before-restore-*.db"))) == 1
    assert run("journal", "verify", data=booth.data).returncode == 0


def assert_epoch_follows(data: Path, former: tuple[Any, ...]) -> None:
    """Assert that the same device began a new journal that names the former one."""
    device, epoch = rows(data, "SELECT device, epoch FROM desk")[0]
    assert device == former[0]
    assert epoch != former[1]
    (body,) = rows(data, "SELECT body FROM record WHERE epoch = ? AND seq = 1", epoch)[0]
    assert json.loads(body)["former_epoch"] == former[1]
    assert json.loads(body)["reason"] == "restore"


def empty(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE something (id INTEGER)")
        connection.commit()


@pytest.mark.parametrize("harm", [empty, make_newer, lambda file: file.write_text("no database")])
def test_what_is_no_backup_of_a_booth_replaces_nothing(
    data: Path, tmp_path: Path, harm: Any
) -> None:
    file = Path(shutil.copy(data / "kiosk.db", tmp_path / "backup.db"))
    harm(file)
    before = (data / "kiosk.db").read_bytes()
    assert_said_once_in_each_language(run("restore", str(file), data=data))
    assert (data / "kiosk.db").read_bytes() == before
    assert {path.name for path in data.iterdir()} <= {"kiosk.db", "serve.lock"}


def test_a_database_moved_aside_leaves_nothing_that_mixes_into_the_restored_one(
    data: Path, tmp_path: Path
) -> None:
    backup = Path(shutil.copy(data / "kiosk.db", tmp_path / "backup.db"))
    with BoothProcess(data) as booth:
        person = Person(booth.port)
        person.post("/survey/rating", value="5")
        person.close()
    (data / "kiosk.db").rename(tmp_path / "damaged.db")
    log = (data / "kiosk.db-wal").read_bytes()
    assert run("restore", str(backup), data=data).returncode == 0
    assert rows(data, "SELECT count(*) FROM record WHERE kind = 'rating'") == [(0,)]
    assert [path.read_bytes() for path in data.glob("kiosk-before-restore-*.db-wal")] == [log]
    assert run("journal", "verify", data=data).returncode == 0


def test_the_same_seed_brings_the_same_people(demo_data: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    done = run("demo", "--people", str(PEOPLE), "--seed", "7", data=again)
    assert done.returncode == 0, done.stderr
    query = "SELECT kind, sitting, body FROM record WHERE kind IN ('quiz', 'survey', 'rating')"
    assert rows(again, query) == rows(demo_data, query) != []
    assert rows(again, "SELECT DISTINCT event FROM record") == [("demo",)]


def test_demo_people_and_real_people_share_no_folder(data: Path, demo_data: Path) -> None:
    before = rows(data, "SELECT count(*) FROM record")
    assert_said_once_in_each_language(run("demo", "--people", "1", data=data))
    assert rows(data, "SELECT count(*) FROM record") == before
    with BoothProcess(demo_data) as booth:
        person = Person(booth.port)
        form = {"code": booth.first_code, "name": "admin", "booth": "1", "event": "pinghu/2026"}
        words = ("password", "password_again", "passphrase", "passphrase_again")
        status = person.post("/staff/first", **form, **dict.fromkeys(words, PASSWORD))
        person.close()
    assert status == 409
    assert rows(demo_data, "SELECT event FROM desk") == [("demo",)]


def test_an_xlsx_export_to_standard_output_is_a_whole_workbook(demo_data: Path) -> None:
    done = invoke("export", "rating", "--format", "xlsx", "--out", "-", data=demo_data)
    assert ZipFile(io.BytesIO(done.stdout_bytes)).testzip() is None
