"""Keep what is erased erased, on both sides, whatever arrives late.

A device erases what its own journals hold; central erases anybody's, and whole events. What was
sealed is recognised by its digest, so copies of it go too (records that were appended again after
a fork, those in quarantine), and what another copy of the laptop wrote in the same place stays.

This module knows what has been erased, and asks `redaction` to take it out of lines that are kept
as they came.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from kiosk.journal.models import Desk, ErasedEvent, ErasedRun, ErasedSeal
from kiosk.journal.records import Record
from kiosk.sealing import erasure
from kiosk.sealing.erasure import Erased
from kiosk.sync.central import redaction
from kiosk.sync.format.bundle import UnfitRecord

KINDS = (erasure.KIND.name,)


class ErasedAtCentral(NamedTuple):
    """What central erased, as a receipt tells a device: its seals (hexadecimal), and events."""

    seals: list[str]
    events: list[str]


def strip_records(tx: Connection, records: list[Record]) -> list[Record]:
    """Return records as they may be stored: without what was sealed, where that was erased."""
    sealed = [record for record in records if record.sealed is not None]
    if not sealed:
        return records
    device = sealed[0].device
    seals = _erased_seals(tx, device, {record.sealed_digest or b"" for record in sealed})
    places = _erased_places(tx, sealed)
    events = _erased_events(tx)
    return [
        msgspec.structs.replace(record, sealed=None)
        if record.sealed is not None
        and (
            record.event in events
            or record.sealed_digest in seals
            or (record.epoch, record.seq) in places
        )
        else record
        for record in records
    ]


def strip_lines(tx: Connection, device: str, records: list[UnfitRecord]) -> list[UnfitRecord]:
    """Return records that are kept as they came, without what was sealed where that was erased."""
    fields = {each.seq: found for each in records if (found := redaction.sealed_fields(each.raw))}
    if not fields:
        return records
    seals = _erased_seals(tx, device, {redaction.seal_of(each) for each in fields.values()})
    events = _erased_events(tx)
    gone = {
        seq
        for seq, each in fields.items()
        if redaction.seal_of(each) in seals or each.get("event") in events
    }
    return [
        replace(each, raw=redaction.without_seal(fields[each.seq])) if each.seq in gone else each
        for each in records
    ]


def erases(record: Record) -> bool:
    """Return True if a record is one of erasure, or a wish for one."""
    return record.kind in KINDS or record.kind in erasure.WISHES


def carry_out(tx: Connection, record: Record) -> None:
    """Erase what a record of erasure names, of its own device alone, as far as it is held.

    What a feature erases at the wish of whoever left it, the feature knows itself.
    """
    if record.kind in erasure.ARRIVALS:
        erasure.ARRIVALS[record.kind](tx, record)
    if record.kind not in KINDS:
        return
    erased = msgspec.json.decode(record.body, type=Erased)
    runs = [run for run in erased.runs if run.device == record.device]
    for run in runs:
        erasure.drop(tx, run)
    seals = {bytes.fromhex(seal) for run in runs for seal in run.seals}
    if seals:
        redaction.redact(tx, lambda fields: redaction.seal_of(fields) in seals, record.device)


def erased_at_central(tx: Connection, device: str) -> ErasedAtCentral:
    """Return what central erased of a device's records, and the events it erased whole."""
    query = select(ErasedSeal.digest).where(
        ErasedSeal.device == _central(tx), ErasedSeal.of_device == device
    )
    seals = sorted(digest.hex() for digest in tx.execute(query).scalars())
    return ErasedAtCentral(seals, sorted(_erased_events(tx)))


def _erased_seals(tx: Connection, device: str, seals: set[bytes]) -> set[bytes]:
    """Return which of `seals` their device or central has erased."""
    query = select(ErasedSeal.digest).where(
        ErasedSeal.device.in_((device, _central(tx))),
        ErasedSeal.digest.in_(seals),
        ErasedSeal.of_device == device,
    )
    return set(tx.execute(query).scalars())


def _erased_places(tx: Connection, sealed: list[Record]) -> set[tuple[str, int]]:
    """Return epoch and seq of the records that their device erased by their places alone.

    Earlier versions named places, not seals. A copy is named by the place where it stood first.
    """
    device = sealed[0].device
    runs = tx.execute(
        select(ErasedRun.of_epoch, ErasedRun.first, ErasedRun.last).where(
            ErasedRun.of_device == device, ErasedRun.device == device
        )
    ).all()

    def is_named(epoch: str, seq: int) -> bool:
        return any(run.of_epoch == epoch and run.first <= seq <= run.last for run in runs)

    return {
        (record.epoch, record.seq)
        for record in sealed
        if is_named(record.epoch, record.seq)
        or (record.origin and is_named(record.origin[0], record.origin[1]))
    }


def _erased_events(tx: Connection) -> set[str]:
    """Return the events of which this central erased all that was sealed."""
    query = select(ErasedEvent.event).where(ErasedEvent.device == _central(tx))
    return set(tx.execute(query).scalars())


def _central(tx: Connection) -> str | None:
    return tx.execute(select(Desk.device)).scalar()
