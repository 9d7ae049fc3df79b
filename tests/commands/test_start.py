"""Start booths where something is wrong, and where all is well."""

from __future__ import annotations

import shutil
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PASSPHRASE
from tests.factories import pack_folder, replace_once
from tests.faults.people import Person, rows
from tests.launch import from_nothing
from tests.process import BoothProcess, run


def assert_said_once_in_each_language(done: subprocess.CompletedProcess[str]) -> None:
    """Assert that a command failed with one Chinese and one English sentence, and no more."""
    assert done.returncode not in (0, None)
    chinese, english = done.stderr.splitlines()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert english.isascii() or "/" in english
    assert chinese.endswith("。")
    assert english.endswith(".")
    assert done.stdout == ""


def test_a_taken_port_is_named_with_the_way_out(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--port", port, data=data)
    assert_said_once_in_each_language(done)
    assert port in done.stderr
    assert "--port" in done.stderr


@pytest.mark.parametrize("options", [("--port", "99999"), ("--host", "nonsense.invalid")])
def test_an_address_that_cannot_be_is_refused(data: Path, options: tuple[str, str]) -> None:
    done = run("serve", *options, data=data)
    assert_said_once_in_each_language(done)
    assert options[1] in done.stderr


def test_a_port_that_is_no_number_is_named(data: Path) -> None:
    done = run("serve", data=data, KIOSK_PORT="eighty")
    assert_said_once_in_each_language(done)
    assert "KIOSK_PORT='eighty'" in done.stderr


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nowhere"])
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file, no folder")
    done = run("serve", data=tmp_path / place)
    assert_said_once_in_each_language(done)
    assert str(tmp_path / place) in done.stderr


def test_a_second_booth_on_the_same_folder_is_refused(booth: BoothProcess) -> None:
    done = run("serve", data=booth.data)
    assert_said_once_in_each_language(done)
    assert booth.get("/healthz")["role"] == "booth"


def overwrite(database: Path) -> None:
    """Overwrite the middle of a database, as a dying disk would."""
    with database.open("rb+") as file:
        file.seek(8192)
        file.write(b"\xa5" * 65536)


def replace_by_text(database: Path) -> None:
    database.write_text("这不是数据库 / this is no database\n" * 500)


def make_newer(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize("harm", [overwrite, replace_by_text, make_newer])
def test_a_database_that_cannot_be_read_is_named_and_not_touched(
    data: Path, harm: Callable[[Path], None]
) -> None:
    database = data / "kiosk.db"
    harm(database)
    before = database.read_bytes()
    done = run("serve", data=data)
    assert_said_once_in_each_language(done)
    assert str(database) in done.stderr
    assert database.read_bytes() == before


def test_a_damaged_database_with_a_log_beside_it_is_not_touched_either(data: Path) -> None:
    with BoothProcess(data) as booth:
        person = Person(booth.port)
        person.post("/survey/rating", value="5")
        person.close()
    database, log = data / "kiosk.db", data / "kiosk.db-wal"
    overwrite(database)
    before = database.read_bytes(), log.read_bytes()
    assert log.stat().st_size > 0
    assert_said_once_in_each_language(run("serve", data=data))
    assert (database.read_bytes(), log.read_bytes()) == before


def test_a_damaged_pack_is_refused_with_file_and_line_and_the_old_one_stays(
    data: Path, tmp_path: Path
) -> None:
    folder = pack_folder(tmp_path)
    line = replace_once(folder / "units.yaml", "name:", "nom:")
    before = rows(data, "SELECT digest FROM pack")
    done = run("content", "load", str(folder), data=data)
    assert done.returncode == 1
    assert f"units.yaml:{line}" in done.stderr
    assert "Traceback" not in done.stderr
    assert rows(data, "SELECT digest FROM pack") == before


def test_a_file_that_is_no_pack_is_refused_in_one_sentence(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "pack.zip"
    file.write_text("no zip")
    assert_said_once_in_each_language(run("content", "load", str(file), data=data))


@dataclass(frozen=True)
class Starts:
    """What a booth said and did that was started and asked to stop twice."""

    booth: BoothProcess
    code: str
    told: tuple[Any, Any]
    """What `/healthz` said at each start."""
    exits: tuple[int, int]


@pytest.fixture(scope="module")
def started_twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starts]:
    """Start a booth from nothing and stop it, twice; somebody rates in between."""
    given = {"KIOSK_UNIT": "criminal", "KIOSK_BOOTH": "七号", "KIOSK_DESK_PASSPHRASE": PASSPHRASE}
    folder = tmp_path_factory.mktemp("starts") / "fresh"
    with from_nothing(), BoothProcess(folder, **given) as booth:
        first, code = booth.get("/healthz"), booth.first_code
        person = Person(booth.port)
        person.post("/survey/rating", value="4")
        person.close()
        left = booth.terminate(signal.SIGINT)
        booth.start()
        second = booth.get("/healthz")
        yield Starts(booth, code, (first, second), (left, booth.terminate(signal.SIGTERM)))
    shutil.rmtree(folder)  # Nothing holds its files any more.


def test_the_first_start_prints_where_to_go_and_the_second_keeps_who_it_is(
    started_twice: Starts,
) -> None:
    first, second = started_twice.told
    assert started_twice.booth.address in started_twice.booth.log
    assert len(started_twice.code) == 14
    assert [second[name] for name in ("device", "epoch", "pack")] == [
        first[name] for name in ("device", "epoch", "pack")
    ]
    assert second["records"] == first["records"] + 1


def test_the_environment_sets_unit_booth_and_passphrase_and_the_recovery_code_shows_once(
    started_twice: Starts,
) -> None:
    booth = started_twice.booth
    assert booth.log.count("Recovery code") == 1
    assert booth.log.count("恢复码") == 1
    assert rows(booth.data, "SELECT unit, booth FROM desk") == [("criminal", "七号")]
    assert PASSPHRASE.encode() not in b"".join(
        path.read_bytes() for path in booth.data.iterdir() if path.is_file()
    )


def test_a_booth_stops_cleanly_when_asked(started_twice: Starts) -> None:
    assert started_twice.exits == (0, 0)
    assert "Traceback" not in started_twice.booth.log


def test_a_unit_that_the_pack_does_not_know_is_refused(tmp_path: Path) -> None:
    done = run("staff", "list", data=tmp_path / "fresh", KIOSK_UNIT="nobody")
    assert_said_once_in_each_language(done)
    assert "KIOSK_UNIT=nobody" in done.stderr
