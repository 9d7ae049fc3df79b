"""Know every pack that was ever shown, here or at any device whose records are held.

A device's record of a pack carries its texts, so that central can label every answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import msgspec
from msgspec import Raw, Struct
from sqlalchemy import Connection, select

from kiosk.content.catalog import Catalog
from kiosk.content.models import PublishedPack, StoredPack
from kiosk.content.pack import Event, Pack
from kiosk.journal.models import StoredRecord, same_record

PARTS = (
    *("units", "topics", "surveys", "cards", "feedback", "slots", "visitors"),
    *("questions", "topic_of"),
)


class _Dated(Struct):
    """Read of a pack only which event it is for."""

    event: Event


class _Told(Struct):
    """Read of a record only the pack that it carries."""

    content: Raw


def labels(tx: Connection) -> Catalog:
    """Return the newest pack, filled up with what others knew, so that no answer lacks a name.

    Topics, surveys, units and kinds that only an older or another pack has come after its own.
    """
    newest: Catalog | None = None
    for body, digest in _bodies(tx):
        try:
            catalog = Catalog(msgspec.json.decode(body, type=Pack), digest)
        except msgspec.MsgspecError:
            continue  # A newer app's pack has parts that this one cannot read.
        if newest is None:
            newest = catalog
            continue
        for name in PARTS:
            held = getattr(newest, name)
            for key, value in getattr(catalog, name).items():
                held.setdefault(key, value)
    assert newest is not None  # The bundled pack is stored at the first start.
    return newest


def event_ends(tx: Connection) -> dict[str, date]:
    """Return the last day of each event, where a pack tells; the newest pack's word counts."""
    ends: dict[str, date | None] = {}
    for body, _digest in _bodies(tx):
        with suppress(msgspec.MsgspecError):
            event = msgspec.json.decode(body, type=_Dated).event
            ends.setdefault(event.id, date.fromisoformat(event.ends_on) if event.ends_on else None)
    return {event: day for event, day in ends.items() if day}


def _bodies(tx: Connection) -> Iterator[tuple[bytes, str]]:
    """Yield the canonical texts of every pack with its digest: those stored here first."""
    stored = select(StoredPack.body, StoredPack.digest).order_by(StoredPack.order.desc())
    rows = tx.execute(stored).all()
    yield from rows
    seen = {row.digest for row in rows}
    told = select(
        PublishedPack.device, PublishedPack.epoch, PublishedPack.seq, PublishedPack.digest
    ).order_by(PublishedPack.made_at.desc())
    for row in tx.execute(told).all():
        if row.digest in seen:
            continue
        query = select(StoredRecord.body).where(same_record(StoredRecord, row))
        with suppress(msgspec.MsgspecError):
            told_body = msgspec.json.decode(tx.execute(query).scalar() or b"", type=_Told)
            seen.add(row.digest)
            yield bytes(told_body.content), row.digest
