"""Promise that many records are stored at once as they would be one by one, on each database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError, IntegrityError

from kiosk.booth.feedback.records import KIND, FeedbackGiven
from kiosk.config import Settings
from kiosk.journal.bulk import CopyBatch, RowBatch, new_batch
from kiosk.journal.records import Record, canonical
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.factories import rows

NASTY = ("plain", "tab\tand\nnew\r\nlines", r"back\slash \N \x00", "㐂 \u202eabc 🚓", "'\";--", "")


def record(seq: int, chip: str) -> Record:
    given = FeedbackGiven(
        kind="praise",
        about_unit=None,
        chips=[chip],
        has_text=False,
        has_contact=True,
        language="zh",
        form=f"{seq:032}",
    )
    return Record(
        device="d" * 32,
        epoch="e" * 32,
        seq=seq,
        kind=KIND.name,
        version=1,
        sitting="s" * 32,
        event="test/2026",
        unit=None,
        booth=chip,
        pack="p" * 64,
        made_at="2026-12-20T01:02:03.000004Z",
        body=canonical(given),
        sealed=bytes(range(256)),
        sealed_digest=bytes(32),
        digest=bytes([seq]) * 32,
    )


def stored(tx: Connection, many: list[Record], batch: Any) -> list[list[dict[str, Any]]]:
    for each in many:
        batch.add(each, KIND.rows(each))
    batch.write(tx)
    of_device = "device = 'dddddddddddddddddddddddddddddddd'"
    return [
        sorted((row for row in rows(tx, f"{table} WHERE {of_device}")), key=lambda row: row["seq"])
        for table in ("record", "feedback", "feedback_chip")
    ]


def test_both_databases_hold_the_same_after_it(data: Path, database: str) -> None:
    many = [record(seq, chip) for seq, chip in enumerate(NASTY, start=1)]
    found = []
    for settings in (Settings(data=data), Settings(data=data / "pg", database=database)):
        with opened(settings), db.transaction() as tx:
            found.append(stored(tx, many, new_batch(tx.dialect.name)))
    assert plain(found[0]) == plain(found[1])
    assert [row["chip"] for row in found[0][2]] == list(NASTY)


def plain(found: list[list[dict[str, Any]]]) -> Any:
    """Return rows with booleans as numbers, as SQLite keeps them."""
    return msgspec.to_builtins(
        [
            [{k: int(v) if v is True or v is False else v for k, v in row.items()} for row in table]
            for table in found
        ]
    )


def test_each_database_has_its_own_way() -> None:
    assert isinstance(new_batch("postgresql"), CopyBatch)
    assert isinstance(new_batch("sqlite"), RowBatch)


def test_rows_that_do_not_fit_are_told_and_leave_the_rest_as_it_was(
    tmp_path: Path, database: str
) -> None:
    with opened(Settings(data=tmp_path, database=database)), db.transaction() as tx:
        for many, kind in (
            ([record(1, "no\x00zero")], DataError),
            ([record(2, "a"), record(2, "b")], IntegrityError),
        ):
            savepoint = tx.begin_nested()
            with pytest.raises(kind):
                stored(tx, many, new_batch(tx.dialect.name))
            savepoint.rollback()
        assert not tx.execute(text("SELECT 1 FROM feedback")).first()
