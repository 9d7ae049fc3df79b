"""Know every pack that was ever shown, here or at any device whose records are held.

A device's record of a pack carries its texts, so that central can label every answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec import Raw, Struct
from sqlalchemy import Connection, exists, false, or_, select

from kiosk.content import damage, service
from kiosk.content.catalog import Catalog
from kiosk.content.models import BODY, PublishedPack, StoredPack
from kiosk.content.pack import Event, Pack
from kiosk.journal import kinds
from kiosk.journal.models import StoredRecord, same_record
from kiosk.storage.db import Base

PARTS = (
    *("units", "topics", "surveys", "cards", "apps", "feedback", "slots", "visitors"),
    *("questions", "topic_of", "scenes", "calls", "cases", "stamp_stops", "gifts"),
    *("belongings", "proofs", "reasons"),
)


OF_STAFF = ("published_pack", "staff_act")
"""Read tables of what is done to the program itself, whatever it shows."""


class _Dated(Struct):
    """A pack of which only the event is read."""

    event: Event


class _Told(Struct):
    """A record of which only the pack that it carries is read."""

    content: Raw


@dataclass(frozen=True)
class Known:
    """Every pack ever shown, the newest first, and one catalog in which all have a name."""

    editions: list[Catalog]
    names: Catalog

    def units(self) -> dict[str, str]:
        """Return the units' names by id."""
        return {unit.id: unit.name.zh for unit in self.names.units.values()}

    def versions(self, has: Callable[[Catalog], object]) -> str:
        """Name the versions of the packs that have something, the oldest first."""
        found = (each.pack for each in reversed(self.editions) if has(each))
        return "、".join(dict.fromkeys(f"{pack.id} {pack.version}" for pack in found))


def packs(tx: Connection) -> Known:
    """Return every pack ever shown, and names for all that is in any of them.

    The pack that came with the program is left out once another is newer, unless anybody did
    something while it was shown: a bureau with content of its own shall not meet the example's.
    Topics, surveys, units and kinds that only an older or another pack has come after the newest
    one's own.
    """
    editions: list[Catalog] = []
    idle = _never_used(tx)
    for body, digest in _bodies(tx):
        if digest in idle:
            continue
        with suppress(msgspec.MsgspecError):  # A newer app's pack may not be read by this one.
            editions.append(Catalog(msgspec.json.decode(body, type=Pack), digest))
    if not editions:
        return Known([service.current()], service.current())
    newest = editions[0]
    names = Catalog(newest.pack, newest.digest)
    for catalog in editions[1:]:
        for part in PARTS:
            held = getattr(names, part)
            for key, value in getattr(catalog, part).items():
                held.setdefault(key, value)
    return Known(editions, names)


def _never_used(tx: Connection) -> set[str]:
    """Return the packs that came with the program, are not the newest, and were used by nobody."""
    newest = service.latest(tx)
    came_along = select(StoredPack.digest).where(StoredPack.is_bundled)
    return {
        digest
        for digest in tx.execute(came_along).scalars()
        if newest and digest != newest[0] and not _was_used(tx, digest)
    }


def _was_used(tx: Connection, digest: str) -> bool:
    """Return True if anybody did something while a pack was shown."""
    tables = (Base.metadata.tables[name] for name in kinds.read_tables() if name not in OF_STAFF)
    held = (exists().where(each.c.pack == digest) for each in tables if "pack" in each.c)
    return bool(tx.execute(select(or_(false(), *held))).scalar())


def labels(tx: Connection) -> Catalog:
    """Return one catalog in which all that any pack ever had has a name."""
    return packs(tx).names


def event_ends(tx: Connection) -> dict[str, date]:
    """Return the last day of each event, where a pack tells; the newest pack's word counts."""
    ends: dict[str, date | None] = {}
    for body, _digest in _bodies(tx):
        with suppress(msgspec.MsgspecError):
            event = msgspec.json.decode(body, type=_Dated).event
            ends.setdefault(event.id, date.fromisoformat(event.ends_on) if event.ends_on else None)
    return {event: day for event, day in ends.items() if day}


def _bodies(tx: Connection) -> Iterator[tuple[bytes, str]]:
    """Yield the canonical texts of every pack with its digest: those stored here first.

    The texts of a damaged one come from the record that carries them, if it was published.
    """
    stored = select(BODY, StoredPack.digest).order_by(StoredPack.order.desc())
    rows = [row for row in tx.execute(stored) if damage.is_whole(tx, row.digest, row.body)]
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
