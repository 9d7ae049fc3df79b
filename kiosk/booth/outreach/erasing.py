"""Erase one place for good, whose people ask for it; the steps and counts stay."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from kiosk.booth.outreach.models import Place, PlaceState
from kiosk.journal.models import StoredRecord, same_record
from kiosk.sealing import erasure


def erase(tx: Connection, row: Place) -> None:
    """Erase the address of a place and every request noted there."""
    of_place = select(Place.seq).where(
        same_record(Place, StoredRecord), Place.device == row.device, Place.place == row.place
    )
    of_steps = select(PlaceState.seq).where(
        same_record(PlaceState, StoredRecord),
        PlaceState.of_device == row.device,
        PlaceState.place == row.place,
    )
    query = select(StoredRecord.device, StoredRecord.sealed_digest).where(
        StoredRecord.sealed.is_not(None), or_(of_place.exists(), of_steps.exists())
    )
    seals: dict[str, list[str]] = {}
    for device, digest in tx.execute(query):
        if digest:
            seals.setdefault(device, []).append(digest.hex())
    for device, held in seals.items():
        erasure.erase_seals(tx, device, held, "withdrawal")
