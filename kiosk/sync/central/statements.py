"""Note what a device says of itself: where it stands, what it runs, how long its journals are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from kiosk import clock
from kiosk.errors import Refused
from kiosk.journal.models import StoredRecord
from kiosk.sync.format.bundle import Header, JournalStatement
from kiosk.sync.format.models import Device, Stated

MOST_EVENTS, MOST_LETTERS = 100, 64
"""Events that are remembered of one device, and how long the name of one may be."""
NO_EVENTS = "[]"


def note(tx: Connection, header: Header, former: str, events: Iterable[str] = ()) -> None:
    """Note what a header says; `former` are the events (JSON) named before, `events` of records."""
    _note_device(tx, header, _add_events(former, {header.event, *events}))
    _note_journals(tx, header)


def _add_events(former: str, events: set[str]) -> str:
    kept: list[str] = msgspec.json.decode(former, type=list[str])
    new = sorted(each for each in events - set(kept) if 0 < len(each) <= MOST_LETTERS)
    return msgspec.json.encode([*kept, *new][:MOST_EVENTS]).decode() if new else former


def _note_device(tx: Connection, header: Header, events: str) -> None:
    """Note where the device stands, what it runs, when it was heard, and how its clock is."""
    now = clock.now()
    tx.execute(
        update(Device)
        .where(Device.device == header.device)
        .values(
            event=header.event,
            events=events,
            unit=header.unit,
            booth=header.booth,
            app=header.app,
            pack=header.pack,
            seen_at=clock.stamp(now),
            clock_offset=_offset(header.clock, now),
        )
    )


def _offset(stated: str, now: datetime) -> int | None:
    """Return by how many seconds the device's clock is ahead, None if its time cannot be read."""
    try:
        moment = clock.parse(stated)
    except ValueError:
        return None
    return round((moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _digest(stated: JournalStatement) -> bytes:
    """Return a stated digest. Raises Refused if it is not hexadecimal."""
    try:
        return bytes.fromhex(stated.digest)
    except ValueError:
        raise Refused(
            "终端声明的流水读不懂；没有收下任何内容。",
            "What the device states of its journals cannot be read; nothing was taken.",
        ) from None


def _note_journals(tx: Connection, header: Header) -> None:
    """Note what the device says of its journals: the longest, and what is not held yet."""
    moment = clock.stamp(clock.now())
    query = select(Stated.epoch, Stated.digest, Stated.length).where(Stated.device == header.device)
    kept = {(row.epoch, row.digest): row.length for row in tx.execute(query)}
    for each in header.journals:
        digest = _digest(each)
        of_journal = (Stated.device == header.device, Stated.epoch == each.epoch)
        if (each.epoch, digest) in kept:
            tx.execute(
                update(Stated).where(*of_journal, Stated.digest == digest).values(stated_at=moment)
            )
            continue
        row = {"device": header.device, "epoch": each.epoch, "digest": digest}
        tx.execute(insert(Stated), row | {"length": each.length, "stated_at": moment})
        shorter = [
            former
            for (epoch, former), length in kept.items()
            if epoch == each.epoch and length < each.length
        ]
        held = select(StoredRecord.digest).where(
            StoredRecord.device == header.device,
            StoredRecord.epoch == each.epoch,
            StoredRecord.digest.in_(shorter),
        )
        if shorter:
            tx.execute(delete(Stated).where(*of_journal, Stated.digest.in_(held)))
