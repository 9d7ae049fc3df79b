"""Let a guest see by code what is kept of them, and erase it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, select

from kiosk.checkin.models import Visit
from kiosk.errors import NotAllowed
from kiosk.journal import erasure, keys
from kiosk.journal.models import StoredRecord


def find(tx: Connection, code: str) -> Any:
    """Return the visit of a withdrawal code, with `is_sealed`. Raises NotAllowed."""
    marks = keys.code_marks(tx, code)
    query = (
        select(Visit, StoredRecord.sealed.is_not(None).label("is_sealed"))
        .join(
            StoredRecord,
            and_(
                Visit.device == StoredRecord.device,
                Visit.epoch == StoredRecord.epoch,
                Visit.seq == StoredRecord.seq,
            ),
        )
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
    """Erase what is sealed of a code's visit; tell whether there was anything. Raises NotAllowed.

    The head count stays: it names nobody.
    """
    row = find(tx, code)
    if row.is_sealed:
        erase(tx, row)
    return bool(row.is_sealed)


def erase(tx: Connection, visit: Any) -> None:
    """Erase what is sealed of a visit, at its guest's wish.

    An invitation whose check-in was undone and repeated stands in the records of both visits.
    """
    query = select(Visit).where(Visit.visit == visit.visit)
    if visit.invitation:
        query = select(Visit).where(Visit.invitation == visit.invitation)
    for row in tx.execute(query).all():
        run = erasure.Run(device=row.device, epoch=row.epoch, first=row.seq, last=row.seq)
        erasure.erase(tx, run, "withdrawal")
