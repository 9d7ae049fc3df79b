"""A single flipped bit that changes what is shown, exported or counted is found."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.content.load import BUNDLED
from tests.faults import flips
from tests.faults.people import SEE_OTHER, Person
from tests.process import BoothProcess, run

FULL = bool(os.environ.get("KIOSK_FULL"))
COUNT, SEED = (300, 11) if FULL else (25, 11)


def test_flipped_bits_are_found_or_change_nothing() -> None:
    found = flips.try_flips(COUNT, SEED, people=60)
    harmful = [each for each in found if each.tables]
    assert len(harmful) > COUNT // 4
    assert [each for each in harmful if each.found_by == flips.NOTHING] == []


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a booth that was used and stopped."""
    data = tmp_path_factory.mktemp("served") / "data"
    with BoothProcess(data) as booth:
        person = Person(booth.port)
        for value in range(1, 6):
            person.post("/start", language="zh")
            assert person.post("/survey/rating", value=str(value)) == SEE_OTHER
            person.post("/end")
        person.close()
        booth.terminate()
    return data


@pytest.fixture
def folder(served: Path, tmp_path: Path) -> Path:
    """Give a copy of it."""
    return Path(shutil.copytree(served, tmp_path / "data"))


def change(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "kiosk.db")) as connection:
        connection.execute(sql)
        connection.commit()


def test_a_bundled_pack_that_was_changed_is_stored_again_and_never_shown(folder: Path) -> None:
    change(folder, "UPDATE pack SET body = replace(body, '110', '119')")
    with BoothProcess(folder) as booth:
        assert booth.get("/healthz")["status"] == "ok"
    done = run("journal", "verify", data=folder)
    assert done.returncode == 0, done.stderr


HARMS = {
    "text": "UPDATE pack SET body = replace(body, '2099', '2098') WHERE is_bundled = 0",
    "byte": "UPDATE pack SET body = x'ff' || substr(body, 2) WHERE is_bundled = 0",
    "image": "UPDATE pack_image SET data = x'00' WHERE digest IN "
    "(SELECT digest FROM pack WHERE is_bundled = 0)",
    "image gone": "DELETE FROM pack_image WHERE digest IN "
    "(SELECT digest FROM pack WHERE is_bundled = 0)",
}


@pytest.fixture
def own_pack(folder: Path, tmp_path: Path) -> Path:
    """Give the folder of a booth that shows a pack of its bureau's own."""
    pack = Path(shutil.copytree(BUNDLED, tmp_path / "pack"))
    head = pack / "pack.yaml"
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace("version: ", "version: 2099 #", 1), encoding="utf-8")
    done = run("content", "load", str(pack), data=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_pack_gives_way_to_one_that_is_whole(own_pack: Path, harm: str) -> None:
    change(own_pack, HARMS[harm])
    with BoothProcess(own_pack) as booth:
        health = booth.get("/healthz")
        assert health["status"] == "pack-damaged"
        person = Person(booth.port)
        assert person.post("/start", language="zh") == SEE_OTHER
        assert person.ask("GET", "/home")[0] == 200
        person.close()
    for words in (("export", "rating", "--out", "-"), ("sync", "status"), ("content", "list")):
        done = run(*words, data=own_pack)
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == 0, done.stderr
    verdict = run("journal", "verify", data=own_pack)
    assert verdict.returncode == 1
    assert "is damaged and cannot be shown" in verdict.stderr


COLUMNS = (
    "device, epoch, sitting, event, unit, booth, pack, made_at, value, "
    "is_repeat, language, is_elder"
)
READ_TABLES = {
    "changed": ("UPDATE rating SET value = 6 - value WHERE value = 1", "rating.value differs"),
    "missing": ("DELETE FROM rating WHERE value = 2", "a row of rating is missing"),
    "more": (
        f"INSERT INTO rating ({COLUMNS}, seq) SELECT {COLUMNS}, seq + 1000 FROM rating",
        "a row of rating has no record",
    ),
    "counted": ("UPDATE tally SET n = n + 1", "the counts differ"),
    "moved": ("UPDATE desk SET booth = booth || 'x'", "differ from the journal"),
}


@pytest.mark.parametrize("harm", READ_TABLES)
def test_verify_names_what_differs_and_rebuild_mends_it(folder: Path, harm: str) -> None:
    with BoothProcess(folder, KIOSK_DESK_PASSPHRASE="a long passphrase 1"):
        pass
    run("report", "--bureau", "--format", "docx", "--out", str(folder / "r.docx"), data=folder)
    sql, words = READ_TABLES[harm]
    change(folder, sql)
    verdict = run("journal", "verify", data=folder)
    assert verdict.returncode == 1
    assert words in verdict.stderr
    if harm != "moved":
        assert run("journal", "rebuild", data=folder).returncode == 0
        assert run("journal", "verify", data=folder).returncode == 0


ACCOUNTS = {
    "role": ("UPDATE staff SET role = 'admin' WHERE name = 'wang'", "analyst there, admin now"),
    "name": ("UPDATE staff SET name = 'wanf' WHERE name = 'wang'", "none there, analyst now"),
    "enabled": ("UPDATE staff SET is_active = 1 WHERE name = 'zhao'", "editor (disabled) there"),
    "added": (
        "INSERT INTO staff SELECT 'qian', 'admin', password, is_active, code, code_until, series "
        "FROM staff WHERE name = 'wang'",
        "account qian is not as the staff log has it: none there, admin now",
    ),
    "gone": ("DELETE FROM staff WHERE name = 'wang'", "analyst there, none now"),
}


@pytest.mark.parametrize("harm", ACCOUNTS)
def test_verify_names_an_account_that_nobody_made_so(folder: Path, harm: str) -> None:
    for words in (
        "add wang --role editor",
        "role wang analyst",
        "add zhao --role editor",
        "disable zhao",
    ):
        done = run("staff", *words.split(), data=folder)
        assert done.returncode == 0, done.stderr
    assert run("journal", "verify", data=folder).returncode == 0
    sql, words = ACCOUNTS[harm]
    change(folder, sql)
    verdict = run("journal", "verify", data=folder)
    assert verdict.returncode == 1
    assert words in verdict.stderr


def overwrite_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for begin in range(4096, len(data), 4096):
        data[begin : begin + 64] = b"\xa5" * 64
    path.write_bytes(data)


def cut_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("harm", [overwrite_pages, cut_half])
def test_a_database_that_breaks_while_it_is_served_is_said_in_plain_words(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    with BoothProcess(folder) as booth:
        person = Person(booth.port)
        assert person.post("/start", language="zh") == SEE_OTHER
        harm(folder / "kiosk.db")
        seen = set()
        for method, path in (
            *(("GET", path) for path in ("/home", "/quiz/", "/cards/", "/staff/", "/survey/")),
            *(("POST", path) for path in ("/survey/rating", "/end", "/quiz/start")),
        ):
            status, text, _ = person.ask(method, path, {"value": "3", "length": "5"})
            seen.add(status)
            assert status != 500, (path, text)
            assert "Traceback" not in text
        assert 503 in seen
        assert booth.get("/healthz")["status"] in (503, "storage-failed")
        assert "Traceback" not in booth.log
        person.close()
