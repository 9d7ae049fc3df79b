"""How entries on activities and their photos stand."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, select

from kiosk.errors import Unknown
from kiosk.journal.models import StoredRecord, same_record
from kiosk.office.activities.models import Activity, ActivityPhoto
from kiosk.office.activities.records import ActivityTold, PhotoTold

_FIELDS = tuple(ActivityTold.__struct_fields__)


@dataclass(frozen=True)
class Entry:
    """A state of an entry, and when it was written (UTC text)."""

    told: ActivityTold
    made_at: str


@dataclass(frozen=True)
class Photo:
    """A photo as it stands, without its picture."""

    photo: str
    entry: str
    number: int
    caption: str
    position: int
    width: int
    height: int
    digest: str
    is_removed: bool


_PHOTO_FIELDS = tuple(Photo.__annotations__)


def entries(tx: Connection, event: str) -> list[Entry]:
    """Return the present state of every entry on an event, the earliest activity first."""
    last = _last(tx, Activity, Activity.of_event == event, "entry")
    found = [_entry(row) for row in last]
    return sorted(found, key=lambda each: (each.told.begins, each.told.entry))


def history(tx: Connection, entry: str) -> list[Entry]:
    """Return all states of an entry, the first one first; two of one number by their time."""
    query = select(Activity).where(Activity.entry == entry).order_by(*_order(Activity))
    return [_entry(row) for row in tx.execute(query)]


def find(tx: Connection, entry: str) -> Entry:
    """Return the present state of an entry. Raises Unknown."""
    states = history(tx, entry)
    if not states:
        raise Unknown("没有这份活动填报。", "There is no such entry.")
    return states[-1]


def photos(tx: Connection, entry: str) -> list[Photo]:
    """Return an entry's photos in their order, those removed as well."""
    rows = _last(tx, ActivityPhoto, ActivityPhoto.entry == entry, "photo")
    found = [Photo(*(getattr(row, name) for name in _PHOTO_FIELDS)) for row in rows]
    return sorted(found, key=lambda each: (each.position, each.photo))


def shown(tx: Connection, entry: str) -> list[Photo]:
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


def _order(table: Any) -> tuple[Any, ...]:
    return table.number, table.made_at, table.device, table.seq


def _last(tx: Connection, table: Any, condition: ColumnElement[bool], name: str) -> list[Any]:
    """Return the last row of each id."""
    rows = tx.execute(select(table).where(condition).order_by(*_order(table)))
    return list({getattr(row, name): row for row in rows}.values())


def _entry(row: Any) -> Entry:
    return Entry(ActivityTold(**{name: getattr(row, name) for name in _FIELDS}), row.made_at)
