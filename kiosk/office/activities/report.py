"""How entries on activities and their photos stand."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.orm import InstrumentedAttribute

from kiosk.errors import Unknown
from kiosk.journal.models import StoredRecord, same_record
from kiosk.office.activities.models import Activity, ActivityPhoto
from kiosk.office.activities.records import ActivityTold, PhotoTold
from kiosk.storage.session import load

_FIELDS = tuple(ActivityTold.__struct_fields__)


@dataclass(frozen=True)
class Entry:
    """A state of an entry, and when it was written (UTC text)."""

    told: ActivityTold
    made_at: str


def entries(tx: Connection, event: str) -> list[Entry]:
    """Return the present state of every entry on an event, the earliest activity first."""
    query = select(Activity).where(Activity.of_event == event).order_by(*_order(Activity))
    last = {row.entry: row for row in load(tx, query)}
    found = [_entry(row) for row in last.values()]
    return sorted(found, key=lambda each: (each.told.begins, each.told.entry))


def history(tx: Connection, entry: str) -> list[Entry]:
    """Return all states of an entry, the first one first; two of one number by their time."""
    query = select(Activity).where(Activity.entry == entry).order_by(*_order(Activity))
    return [_entry(row) for row in load(tx, query)]


def find(tx: Connection, entry: str) -> Entry:
    """Return the present state of an entry. Raises Unknown."""
    states = history(tx, entry)
    if not states:
        raise Unknown("没有这份活动填报。", "There is no such entry.")
    return states[-1]


def photos(tx: Connection, entry: str) -> list[ActivityPhoto]:
    """Return an entry's photos as they stand, in their order, those removed as well."""
    query = select(ActivityPhoto).where(ActivityPhoto.entry == entry)
    last = {row.photo: row for row in load(tx, query.order_by(*_order(ActivityPhoto)))}
    return sorted(last.values(), key=lambda each: (each.position, each.photo))


def photos_shown(tx: Connection, entry: str) -> list[ActivityPhoto]:
    """Return the photos of an entry that were not removed."""
    return [each for each in photos(tx, entry) if not each.is_removed]


def picture(tx: Connection, photo: str) -> bytes:
    """Return the JPEG of a photo. Raises Unknown."""
    query = (
        select(StoredRecord.body)
        .join(ActivityPhoto, same_record(ActivityPhoto, StoredRecord))
        .where(ActivityPhoto.photo == photo, ActivityPhoto.has_picture)
    )
    body = tx.execute(query).scalar()
    told = msgspec.json.decode(body, type=PhotoTold) if body else None
    if told is None or told.jpeg is None:
        raise Unknown("没有这张照片。", "There is no such photo.")
    return base64.b64decode(told.jpeg)


def _order(table: type[Activity | ActivityPhoto]) -> tuple[InstrumentedAttribute[Any], ...]:
    return table.number, table.made_at, table.device, table.seq


def _entry(row: Activity) -> Entry:
    return Entry(ActivityTold(**{name: getattr(row, name) for name in _FIELDS}), row.made_at)
