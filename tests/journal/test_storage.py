"""Test that the data folder is made, locked, migrated, copied and restored, and nothing is lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from click.testing import CliRunner, Result
from flask import Flask

from kiosk.booth.survey.records import RATING, RatingGiven
from kiosk.cli import kiosk
from kiosk.config import ROOT
from kiosk.errors import KioskError, Refused, SetupFailed
from kiosk.journal import service, this_device, verify
from kiosk.startup import opened, prepare
from kiosk.storage import data_folder
from kiosk.storage.db import Base, db, open_engine
from tests.factories import SITTING, at, held_records

GIVEN = RatingGiven(value=5, is_repeat=False, language="zh", is_elder=False)


def command(*args: str | Path, data: Path, stdin: str = "") -> Result:
    """Run one command in this process; errors of ours are raised."""
    words = [str(each) for each in (*args, "--data", data)]
    return CliRunner(catch_exceptions=False).invoke(kiosk, words, input=stdin)


def rate(count: int = 1) -> None:
    """Keep some ratings."""
    for _ in range(count):
        with db.transaction() as tx:
            service.append(tx, RATING, GIVEN, sitting=SITTING)


def says_both(error: pytest.ExceptionInfo[KioskError]) -> None:
    """Check that a failure is told in both languages, Chinese first."""
    zh, en = error.value.zh, error.value.en
    assert any("一" <= letter <= "鿿" for letter in zh)
    assert any("a" <= letter <= "z" for letter in en)
    assert str(error.value) == f"{zh}\n{en}"


def test_migrations_make_the_tables_that_the_models_describe(data: Path) -> None:
    engine = open_engine(data / "kiosk.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_migrations_are_named_by_their_revisions_in_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(data_folder.migrations()))
    newest_first = ScriptDirectory.from_config(config).walk_revisions()
    assert data_folder.revisions() == [each.revision for each in newest_first][::-1]


def test_every_key_of_the_journal_and_its_rows_names_the_device(app: Flask) -> None:
    for name, table in Base.metadata.tables.items():
        if "epoch" in table.c and name != "desk":
            assert "device" in table.primary_key.columns, name


def newer_version(root: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Pretend that this app is the next version, whose migration does `body`."""
    target = root / "kiosk" / "storage" / "migrations"
    shutil.copytree(ROOT / "kiosk" / "storage" / "migrations", target)
    latest = max((target / "versions").glob("[0-9]*.py"))
    held = latest.read_text(encoding="utf-8")
    revision = held.split("revision = ", 1)[1].splitlines()[0]
    (target / "versions" / "9999_next.py").write_text(
        '"""Go on."""\n\nfrom alembic import op\nimport sqlalchemy as sa\n\n'
        f'revision = "9999"\ndown_revision = {revision}\n\n\n'
        f"def upgrade():\n    {body}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(data_folder, "ROOT", root)


def tables(path: Path) -> set[str]:
    """Name the tables of a database file."""
    with closing(sqlite3.connect(path)) as held:
        return {name for (name,) in held.execute("SELECT name FROM sqlite_master")}


def count(path: Path) -> int:
    """Count the records in a database file."""
    with closing(sqlite3.connect(path)) as held:
        found: int = held.execute("SELECT count(*) FROM record").fetchone()[0]
        return found


ADD = 'op.create_table("later", sa.Column("id", sa.Integer))'


def test_older_database_is_copied_aside_before_it_is_migrated(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(at(data)):
        rate(3)
    newer_version(tmp_path / "next", monkeypatch, ADD)
    with opened(at(data)):
        assert len(held_records("rating")) == 3
    copy = data / "kiosk-before-9999.db"
    assert "later" in tables(data / "kiosk.db")
    assert "later" not in tables(copy)
    assert count(copy) == count(data / "kiosk.db") == 5


def test_migration_that_fails_half_way_changes_nothing(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_version(tmp_path / "next", monkeypatch, f'{ADD}\n    op.execute("SELECT * FROM nowhere")')
    with pytest.raises(SetupFailed) as error:
        prepare(at(data))
    says_both(error)
    assert "later" not in tables(data / "kiosk.db")
    monkeypatch.undo()
    with opened(at(data)):
        assert verify.verify(db.reader()) is None


def test_database_of_a_newer_version_is_refused_and_left_alone(data: Path) -> None:
    database = data / "kiosk.db"
    with closing(sqlite3.connect(database)) as held:
        held.execute("UPDATE alembic_version SET version_num = '9999'")
        held.commit()
    before = tables(database), count(database)
    with pytest.raises(SetupFailed, match="newer version") as error:
        prepare(at(data))
    says_both(error)
    assert (tables(database), count(database)) == before
    assert sorted(path.name for path in data.glob("*before*")) == []


@pytest.mark.parametrize("offset", [0, 40, 4096])
def test_damaged_database_is_refused_and_left_alone(data: Path, offset: int) -> None:
    database = data / "kiosk.db"
    spoilt = bytearray(database.read_bytes())
    spoilt[offset : offset + 3000] = b"\xa5" * 3000
    database.write_bytes(spoilt)
    with pytest.raises(SetupFailed, match="damaged") as error:
        prepare(at(data))
    says_both(error)
    assert "restore" in error.value.en
    assert database.read_bytes() == bytes(spoilt)


def test_file_that_is_no_database_is_refused_and_left_alone(data: Path) -> None:
    (data / "kiosk.db").write_text("a shopping list, not a database", encoding="utf-8")
    with pytest.raises(SetupFailed):
        prepare(at(data))
    assert (data / "kiosk.db").read_text(encoding="utf-8").startswith("a shopping list")


def test_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    with pytest.raises(SetupFailed, match="--data") as error:
        prepare(at(tmp_path / "file" / "data"))
    says_both(error)
    assert (tmp_path / "file").read_bytes() == b"in the way"


def test_folder_without_permission_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(_self: Path, _data: bytes) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", deny)
    with pytest.raises(SetupFailed, match="Permission denied") as error:
        data_folder.make_folder(at(tmp_path))
    says_both(error)


def test_second_booth_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    lock = data_folder.lock_folder(at(tmp_path))
    with pytest.raises(SetupFailed, match="already running") as error:
        data_folder.lock_folder(at(tmp_path))
    says_both(error)
    lock.release()
    data_folder.lock_folder(at(tmp_path)).release()


def test_restore_is_refused_while_a_booth_runs(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    command("backup", copy, data=data)
    before = (data / "kiosk.db").read_bytes()
    lock = data_folder.lock_folder(at(data))
    with pytest.raises(SetupFailed, match="already running"):
        command("restore", copy, data=data)
    lock.release()
    assert (data / "kiosk.db").read_bytes() == before


def test_backup_while_writing_is_whole(app: Flask, tmp_path: Path) -> None:
    copy, settings = tmp_path / "copy.db", app.config["SETTINGS"]
    rate(3)
    with db.transaction() as tx:
        service.append(tx, RATING, GIVEN)
        data_folder.copy_database(settings.database_file, copy)
    rate(2)
    assert count(copy) == 5
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    copy.rename(elsewhere / "kiosk.db")
    with opened(at(elsewhere)):
        assert verify.verify(db.reader()) is None
    assert not list(tmp_path.glob("*.part"))


def test_backup_to_a_place_that_does_not_exist_leaves_nothing(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(SetupFailed) as error:
        data_folder.copy_database(app.config["SETTINGS"].database_file, tmp_path / "no" / "copy.db")
    says_both(error)
    assert not (tmp_path / "no").exists()


def test_backup_onto_the_data_itself_is_refused(data: Path) -> None:
    before = (data / "kiosk.db").read_bytes()
    with pytest.raises(SetupFailed, match="the data itself") as error:
        command("backup", data / "kiosk.db", data=data)
    says_both(error)
    assert (data / "kiosk.db").read_bytes() == before


def test_restore_brings_the_backup_back_in_a_new_epoch_and_keeps_the_former_file(
    data: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with opened(at(data)):
        rate(2)
        data_folder.copy_database(data / "kiosk.db", copy)
        former = this_device.place(db.reader())
        rate(3)
    assert command("restore", copy, data=data).exit_code == 0
    with opened(at(data)):
        here = this_device.place(db.reader())
        assert former is not None
        assert here is not None
        assert here.device == former.device
        assert here.epoch != former.epoch
        assert len(held_records("rating")) == 2
        assert verify.verify(db.reader()) is None
        [opening] = [record for record in held_records("epoch") if record.epoch == here.epoch]
        assert b'"reason":"restore"' in opening.body
    [aside] = data.glob("kiosk-before-restore-*.db")
    assert count(aside) == 7


def test_restore_mends_a_damaged_booth_whatever_was_left_beside_it(
    data: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with opened(at(data)):
        data_folder.copy_database(data / "kiosk.db", copy)
        rate(3)
        for name in ("kiosk.db-wal", "kiosk.db-shm"):
            shutil.copy(data / name, tmp_path / name)
    (data / "kiosk.db").unlink()
    for name in ("kiosk.db-wal", "kiosk.db-shm"):
        shutil.move(tmp_path / name, data / name)
    log = (data / "kiosk.db-wal").read_bytes()
    assert command("restore", copy, data=data).exit_code == 0
    with opened(at(data)):
        assert verify.verify(db.reader()) is None
        assert held_records("rating") == []
    [aside] = data.glob("kiosk-before-restore-*.db-wal")
    assert aside.read_bytes() == log


@pytest.mark.parametrize("content", [b"", b"no database"])
def test_restore_of_what_is_no_backup_changes_nothing(
    data: Path, tmp_path: Path, content: bytes
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(content)
    before = (data / "kiosk.db").read_bytes()
    with pytest.raises(SetupFailed) as error:
        command("restore", copy, data=data)
    says_both(error)
    assert (data / "kiosk.db").read_bytes() == before


def test_restore_of_a_missing_file_changes_nothing(data: Path, tmp_path: Path) -> None:
    before = (data / "kiosk.db").read_bytes()
    with pytest.raises(SetupFailed, match="no backup file"):
        command("restore", tmp_path / "nothing.db", data=data)
    assert (data / "kiosk.db").read_bytes() == before


def test_former_file_bears_the_moment_of_the_restore(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    data_folder.copy_database(data / "kiosk.db", copy)
    aside = data_folder.put_in_place(at(data), copy, datetime(2026, 12, 20, 9, 5, 7))
    assert aside == data / "kiosk-before-restore-20261220-090507.db"


def test_verify_command_names_the_bad_record(data: Path) -> None:
    good = command("journal", "verify", data=data)
    assert good.exit_code == 0
    assert "2 records; the chain holds" in good.output
    with closing(sqlite3.connect(data / "kiosk.db")) as held:
        held.execute("UPDATE record SET booth = 'x' WHERE seq = 2")
        held.commit()
    bad = command("journal", "verify", data=data)
    assert bad.exit_code == 1
    assert "/ 2:" in bad.output


def test_rebuild_command_counts_what_it_read(data: Path) -> None:
    with opened(at(data)):
        rate(2)
    assert "Made anew from 4 records" in command("journal", "rebuild", data=data).output


def test_demo_command_is_refused_on_real_records(data: Path) -> None:
    before = count(data / "kiosk.db")
    with pytest.raises(Refused, match="cannot share"):
        command("demo", "--people", "1", data=data)
    assert count(data / "kiosk.db") == before
