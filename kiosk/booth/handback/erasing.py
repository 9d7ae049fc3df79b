"""Erase one belonging's texts, signature and photos, whose claimant asks for it; steps stay."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from kiosk.booth.handback.models import Belonging, BelongingState
from kiosk.journal.models import StoredRecord, same_record
from kiosk.sealing import erasure


def erase(tx: Connection, device: str, event: str, number: str) -> None:
    """Erase what one desk sealed of a belonging."""
    found = [
        select(table.seq)
        .where(
            same_record(table, StoredRecord),
            table.device == device,
            table.event == event,
            table.number == number,
        )
        .exists()
        for table in (Belonging, BelongingState)
    ]
    query = select(StoredRecord.sealed_digest).where(
        StoredRecord.device == device, StoredRecord.sealed.is_not(None), or_(*found)
    )
    seals = [digest.hex() for digest in tx.execute(query).scalars() if digest]
    erasure.erase_seals(tx, device, seals, "withdrawal")
