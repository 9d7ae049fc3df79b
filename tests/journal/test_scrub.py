"""Test that what was erased is in no file any more, whatever else lies in the folder."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from kiosk.booth.checkin import withdrawal
from kiosk.content.catalog import Catalog
from kiosk.sealing import erasure, scrub
from kiosk.startup import keep_erased
from kiosk.storage import data_folder
from kiosk.storage.db import db
from tests.checkin.people import check_in, party
from tests.factories import at, held_records

EVENT = "pinghu/2026"


@pytest.fixture
def codes(catalog: Catalog, sealing: None) -> list[str]:
    """Check a crowd in, so that pages split and rows move; return their withdrawal codes."""
    codes = []
    for number in range(150):
        with db.transaction() as tx:
            done = check_in(tx, catalog, party(name="㐂" * 30, phone=f"138{number:08}"))
        codes.append(done.withdrawal or "")
    return codes


def sealed_bytes() -> list[bytes]:
    return [record.sealed for record in held_records("visit") if record.sealed]


def files_with(data: Path, sought: bytes) -> list[str]:
    """Name the files in which the sealed bytes, or a part of them, stand."""
    parts = sought[:32], sought[-32:], sought
    return [
        file.name
        for file in data.rglob("*")
        if file.is_file() and any(part in file.read_bytes() for part in parts)
    ]


def test_each_withdrawal_leaves_no_byte_behind(app: Flask, codes: list[str]) -> None:
    held = sealed_bytes()
    for number in (0, 75, 149):
        with db.transaction() as tx:
            withdrawal.withdraw(tx, codes[number])
        assert scrub.scrub(app.config["SETTINGS"])
        assert files_with(app.config["SETTINGS"].data, held[number]) == []
    assert len(sealed_bytes()) == 147
    assert "kiosk.db" in files_with(app.config["SETTINGS"].data, held[1])


def test_copies_in_the_folder_are_scrubbed_too(app: Flask, codes: list[str]) -> None:
    settings, held = app.config["SETTINGS"], sealed_bytes()
    for name in ("kiosk-before-9999.db", "my backup.db"):
        data_folder.copy_database(settings.database_file, settings.data / name)
    with db.transaction() as tx:
        erasure.erase_event(tx, EVENT)
    assert scrub.scrub(settings)
    assert [files_with(settings.data, each) for each in held] == [[]] * 150
    with closing(sqlite3.connect(settings.data / "my backup.db")) as copy:
        assert copy.execute("SELECT count(*) FROM desk_key").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM visit").fetchone() == (150,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_copy_of_a_lost_branch_loses_the_events_names_with_its_key(
    app: Flask, codes: list[str]
) -> None:
    settings = app.config["SETTINGS"]
    copy = settings.data / "kiosk-before-restore-20261220-090000.db"
    data_folder.copy_database(settings.database_file, copy)
    with closing(sqlite3.connect(copy)) as lost:
        lost.execute("UPDATE record SET epoch = 'another' WHERE sealed IS NOT NULL")
        lost.commit()
    with db.transaction() as tx:
        erasure.erase_event(tx, EVENT)
    scrub.scrub(settings)
    with closing(sqlite3.connect(copy)) as lost:
        query = "SELECT count(*) FROM record WHERE sealed IS NOT NULL"
        assert lost.execute(query).fetchone() == (0,)


def test_reader_that_keeps_the_log_in_use_only_puts_it_off(
    app: Flask, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrub, "PATIENCE_MS", 1)
    settings, [first, *_] = app.config["SETTINGS"], sealed_bytes()
    with db.engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM record").fetchone()
        with db.transaction() as tx:
            withdrawal.withdraw(tx, codes[0])
        assert not scrub.scrub(settings)
        assert scrub.is_due(settings)
    scrub.finish(settings)
    assert not scrub.is_due(settings)
    assert files_with(settings.data, first) == []


def test_damaged_copy_keeps_nothing_else_from_being_scrubbed(app: Flask, codes: list[str]) -> None:
    settings, [first, *_] = app.config["SETTINGS"], sealed_bytes()
    (settings.data / "kiosk-before-0000.db").write_bytes(b"no database, but of some length" * 99)
    with db.transaction() as tx:
        withdrawal.withdraw(tx, codes[0])
    assert not scrub.scrub(settings)
    assert files_with(settings.data, first) == []
    assert scrub.is_due(settings)


def test_start_drops_what_a_power_cut_left_half_made(app: Flask, data: Path) -> None:
    for name in ("kiosk-restoring.db", "copy.db.part"):
        (data / name).write_bytes(b"half")
    (data / f"{data_folder.PASSING}x").mkdir()
    (data / f"{data_folder.PASSING}x" / "kiosk-1.db").write_bytes(b"half")
    keep_erased(at(data))
    assert not [file.name for file in data.iterdir() if b"half" in file.name.encode()]
    assert {file.name for file in data.iterdir()} <= {
        "kiosk.db",
        "kiosk.db-wal",
        "kiosk.db-shm",
        "kiosk.head",
    }


def test_memory_of_erasures_names_nobody_and_outlives_damage(
    app: Flask, codes: list[str], data: Path
) -> None:
    with db.transaction() as tx:
        withdrawal.withdraw(tx, codes[0])
    [known] = scrub.remember(at(data))
    memory = data / scrub.MEMORY
    assert "㐂".encode() not in memory.read_bytes()
    memory.write_bytes(b"{damaged\n" + memory.read_bytes())
    assert known in scrub.remember(at(data))
