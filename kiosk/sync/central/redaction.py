"""Take what was erased out of lines that are kept as they came: forked ones, and quarantined.

This module knows lines and the two tables that keep them; what has been erased, `erasures` knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from kiosk.decoding import Unreadable, read_json
from kiosk.sync.format.models import Forked, Quarantined

Fields = dict[str, Any]
"""A record as it travels, read without asking whether it is whole."""


def sealed_fields(raw: bytes | None) -> Fields | None:
    """Return a record's fields, where something is sealed in it.

    A line that cannot be read stays as it is, sealed to a key that goes with its event.
    """
    try:
        fields = read_json(raw or b"{}", object)
    except Unreadable:
        return None
    return fields if isinstance(fields, dict) and fields.get("sealed") is not None else None


def seal_of(fields: Fields) -> bytes:
    """Return the digest of what is sealed in a record, as the record states it."""
    try:
        return msgspec.convert(fields.get("sealed_digest"), type=bytes)
    except msgspec.ValidationError:
        return b""


def without_seal(fields: Fields) -> bytes:
    """Return a record as it travels, without what is sealed in it."""
    return msgspec.json.encode(fields | {"sealed": None})


def redact(tx: Connection, is_erased: Callable[[Fields], bool], device: str | None = None) -> None:
    """Drop what is sealed in the lines that `is_erased` names, of one device or of all."""
    for table in (Forked, Quarantined):
        columns = table.__table__.c
        query = select(table)
        if device is not None:
            query = query.where(table.device == device)
        for row in tx.execute(query).all():
            fields = sealed_fields(row.raw)
            if fields and is_erased(fields):
                key = [
                    columns[each.name] == row._mapping[each.name]
                    for each in columns
                    if each.primary_key
                ]
                tx.execute(update(table).where(*key).values(raw=without_seal(fields)))


def redact_event(tx: Connection, event: str) -> None:
    """Drop what is sealed of an event in all lines."""
    redact(tx, lambda fields: fields.get("event") == event)
