"""Withdrawal: finding by its code what is kept of a guest, and erasing it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from kiosk.booth.checkin.models import Visit
from kiosk.errors import NotAllowed
from kiosk.journal.models import StoredRecord, same_record
from kiosk.sealing import erasure, keys

_IS_RECORD = same_record(Visit, StoredRecord)


def find(tx: Connection, code: str) -> Any:
    """Return the visit of a withdrawal code, with `is_sealed`. Raises NotAllowed."""
    return find_marked(tx, keys.code_marks(tx, code))


def find_marked(tx: Connection, marks: list[str]) -> Any:
    """Return the visit whose withdrawal code has one of these keyed hashes. Raises NotAllowed."""
    query = (
        select(Visit, StoredRecord.sealed.is_not(None).label("is_sealed"))
        .join(StoredRecord, _IS_RECORD)
        .where(Visit.withdrawal.in_(marks))
    )
    row = tx.execute(query).first()
    if row is None:
        raise NotAllowed(
            "没有找到这个撤回码；请核对单子上的十个字母和数字。",
            "There is no such withdrawal code; compare the ten letters and digits on your receipt.",
        )
    return row


def withdraw(tx: Connection, code: str) -> bool:
    """Erase what is sealed of a code's visit; return whether there was anything. Raises NotAllowed.

    The head count stays: it names nobody.
    """
    row = find(tx, code)
    if row.is_sealed:
        erase(tx, row)
    return bool(row.is_sealed)


def erase(tx: Connection, visit: Any) -> int:
    """Erase what is sealed of a visit, at its guest's wish; return how many records were.

    An invitation whose check-in was undone and repeated stands in the records of both visits.
    """
    is_theirs = Visit.visit == visit.visit
    if visit.invitation:
        is_theirs = Visit.invitation == visit.invitation
    query = (
        select(Visit)
        .join(StoredRecord, _IS_RECORD)
        .where(is_theirs, StoredRecord.sealed.is_not(None))
    )
    rows = tx.execute(query).all()
    for row in rows:
        run = erasure.Run(device=row.device, epoch=row.epoch, first=row.seq, last=row.seq)
        erasure.erase(tx, run, "withdrawal")
    return len(rows)
