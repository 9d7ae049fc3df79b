"""Test that a central's PostgreSQL database is found, checked, migrated, and read as SQLite's."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner, Result

from kiosk.booth.survey.records import RATING, RatingGiven
from kiosk.cli import kiosk
from kiosk.errors import Refused, SetupFailed
from kiosk.journal import service, verify
from kiosk.sealing import erasure, scrub
from kiosk.sealing.erasure import Run
from kiosk.startup import keep_erased, opened, prepare
from kiosk.storage import data_folder
from kiosk.storage.db import Base, db
from kiosk.storage.postgres import check_address
from tests.factories import at, held_records, held_rows
from tests.postgres import Server
from tests.process import BoothProcess, free_port, run

GIVEN = RatingGiven(value=5, is_repeat=False, language="zh", is_elder=False)
KINDS = ("quiz", "survey", "rating", "feedback", "visit")
OWN = ("device", "epoch", "made_at", "sitting", "visit")
"""Columns that differ from one run to the next."""
SECRET = "geheim-1a"


def test_migrations_on_postgresql_make_the_tables_that_the_models_describe(
    database: str, tmp_path: Path
) -> None:
    with opened(at(tmp_path / "data", database=database)), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_second_start_keeps_everything_and_writes_no_file(database: str, tmp_path: Path) -> None:
    settings = at(tmp_path / "data", database=database)
    with opened(settings), db.transaction() as tx:
        service.append(tx, RATING, GIVEN)
    with opened(settings):
        assert len(held_records("rating")) == 1
        assert verify.verify(db.reader()) is None
        [row] = held_rows("rating")
        assert row["value"] == 5
    assert list(settings.data.iterdir()) == []


def command(*words: str | Path, data: Path, database: str = "") -> Result:
    """Run one command in this process; errors of ours are raised."""
    runner = CliRunner(catch_exceptions=False, env={"KIOSK_DATABASE": database})
    return runner.invoke(kiosk, [str(each) for each in (*words, "--data", data)])


def lines(text: str) -> list[dict[str, Any]]:
    """Return the lines of an export, without what differs from run to run."""
    lines = [json.loads(line) for line in text.splitlines()]
    lines.sort(key=lambda line: (line["seq"], json.dumps(line, sort_keys=True)))
    return [{key: value for key, value in line.items() if key not in OWN} for line in lines]


def exported(kind: str, data: Path, database: str = "") -> list[dict[str, Any]]:
    """Export a kind by command."""
    words = ("export", kind, "--format", "jsonl", "--out", "-")
    return lines(command(*words, data=data, database=database).stdout)


def test_a_day_on_postgresql_verifies_rebuilds_and_exports_as_on_sqlite(
    empty_database: str, tmp_path: Path
) -> None:
    data = tmp_path / "server"
    for held, address in ((tmp_path / "sqlite", ""), (data, empty_database)):
        words = ("demo", "--people", "30", "--seed", "7")
        assert command(*words, data=held, database=address).exit_code == 0
    before = {kind: exported(kind, data, empty_database) for kind in KINDS}
    assert sum(map(len, before.values())) > 30
    assert before == {kind: exported(kind, tmp_path / "sqlite") for kind in KINDS}
    for word in ("verify", "rebuild"):
        assert command("journal", word, data=data, database=empty_database).exit_code == 0
    assert {kind: exported(kind, data, empty_database) for kind in KINDS} == before
    words = ("export", "quiz", "--format", "jsonl", "--out", "-")
    done = run(*words, data=data, KIOSK_DATABASE=empty_database)
    assert lines(done.stdout) == before["quiz"], done.stderr


def test_two_processes_that_start_at_once_on_an_empty_database_both_come_up(
    empty_database: str, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    here = [BoothProcess(tmp_path / name / "data", KIOSK_DATABASE=empty_database) for name in "ab"]
    try:
        with ThreadPoolExecutor() as both:
            list(both.map(BoothProcess.start, here))
        assert [each.get("/healthz")["status"] for each in here] == ["ok", "ok"]
    finally:
        for each in here:
            each.kill()
    with opened(at(tmp_path / "c", database=empty_database)):
        assert len({(each.device, each.epoch) for each in held_records()}) == 1
        assert [each.seq for each in held_records()] == [1, 2]
        assert verify.verify(db.reader()) is None


def test_two_processes_may_share_a_data_folder_on_postgresql(tmp_path: Path) -> None:
    settings = at(tmp_path, database="postgresql://kiosk@localhost/kiosk")
    locks = data_folder.lock_folder(settings), data_folder.lock_folder(settings)
    for lock in locks:
        lock.release()


def test_database_of_a_newer_version_is_refused(
    database: str, tmp_path: Path, postgres: Server
) -> None:
    name = str(check_address(at(tmp_path, database=database)).database)
    postgres.run("UPDATE alembic_version SET version_num = '9999'", database=name)
    with pytest.raises(SetupFailed, match="newer version"):
        prepare(at(tmp_path / "data", database=database))


@pytest.mark.parametrize(("setting", "value"), [("synchronous_commit", "off"), ("fsync", "off")])
def test_server_that_may_lose_what_is_confirmed_is_refused(
    setting: str, value: str, database: str, tmp_path: Path, postgres: Server
) -> None:
    name = str(check_address(at(tmp_path, database=database)).database)
    if setting == "fsync":
        postgres.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    else:
        postgres.run(f"ALTER DATABASE {name} SET {setting} = {value}")
    try:
        with pytest.raises(SetupFailed, match=f"{setting} {value}"):
            prepare(at(tmp_path / "data", database=database))
    finally:
        postgres.run("ALTER SYSTEM RESET fsync", "SELECT pg_reload_conf()")


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://kiosk:{SECRET}@127.0.0.1:{{port}}/kiosk",
        f"postgresql://kiosk@127.0.0.1:{{port}}/kiosk?password={SECRET}",
        f"postgresql://kiosk:{SECRET}@/kiosk?host=/nowhere",
        f"postgres://kiosk:{SECRET}/x@127.0.0.1/kiosk",
        f"mysql://kiosk:{SECRET}@127.0.0.1/kiosk",
        f"postgresql://kiosk:{SECRET}@127.0.0.1",
        f"postgresql://kiosk:{SECRET}@127.0.0.1:{{port}}/kiosk?nonsense={SECRET}",
        SECRET,
    ],
)
def test_address_that_leads_nowhere_is_one_sentence_without_its_password(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(SetupFailed, match="KIOSK_DATABASE") as error:
        prepare(at(tmp_path / "data", database=address.format(port=free_port())))
    assert SECRET not in str(error.value)
    assert SECRET not in repr(error.value.__cause__)
    assert "\n" not in error.value.en
    assert any("一" <= letter <= "鿿" for letter in error.value.zh)


def test_command_that_cannot_reach_its_database_says_so_without_a_traceback(
    tmp_path: Path,
) -> None:
    address = f"postgresql://kiosk:{SECRET}@127.0.0.1:{free_port()}/kiosk"
    done = run("journal", "verify", data=tmp_path, KIOSK_DATABASE=address)
    assert done.returncode == 1
    assert "KIOSK_DATABASE" in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_settings_do_not_show_their_secrets() -> None:
    shown = repr(at(Path(), database=SECRET, desk_passphrase=SECRET))
    assert SECRET not in shown


def test_missing_driver_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SetupFailed, match=r"pip install .psycopg\[binary\]"):
        prepare(at(tmp_path / "data", database="postgresql://kiosk@localhost/kiosk"))


@pytest.mark.parametrize("words", ["backup", "restore"])
def test_backup_and_restore_name_the_servers_own_tools(words: str, tmp_path: Path) -> None:
    file, address = tmp_path / "copy.db", "postgresql://kiosk@localhost/kiosk"
    with pytest.raises(Refused, match=r"pg_dump .* pg_restore"):
        command(words, file, data=tmp_path / "data", database=address)
    assert list(tmp_path.iterdir()) == []


def seal_one() -> Run:
    """Keep one record with a sealed part; return its name."""
    with db.transaction() as tx:
        record = service.append(tx, RATING, GIVEN, sealed=b"sealed before")
    return Run(device=record.device, epoch=record.epoch, first=record.seq, last=record.seq)


def test_what_was_erased_stays_erased_when_an_older_database_is_put_back(
    database: str, tmp_path: Path, postgres: Server
) -> None:
    settings = at(tmp_path / "data", database=database)
    with opened(settings):
        run_of_one = seal_one()
        with db.transaction() as tx:
            erasure.erase(tx, run_of_one, "withdrawal")
        assert scrub.is_due(settings)
        assert scrub.scrub(settings)
        assert not scrub.is_due(settings)
        name = db.engine.url.database
    statements = "DELETE FROM erased_seal", "DELETE FROM record WHERE kind = 'erasure'"
    postgres.run(*statements, "UPDATE record SET sealed = 'x' WHERE seq = 3", database=str(name))
    with opened(settings):
        keep_erased(settings)
        assert [each.sealed for each in held_records("rating")] == [None]
        assert len(held_records("erasure")) == 1
    assert {path.name for path in settings.data.iterdir()} == {scrub.MEMORY}
