"""Read what the journal's rows say: filters, and tables of columns and rows for exports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from kiosk import clock
from kiosk.errors import NotAllowed
from kiosk.journal import keys
from kiosk.journal.desk_keys import Ring
from kiosk.journal.models import StoredRecord, same_record

CHUNK = 2000
"""Rows fetched at a time, so that memory stays flat."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Say which records count: from local date `since` to `until` (both inclusive), of a unit."""

    event: str | None = None
    since: date | None = None
    until: date | None = None
    unit: str | None = None

    def conditions(self, table: Any) -> list[ColumnElement[bool]]:
        """Return the conditions on a read table; `unit` made the record, or is what it is about."""
        held: list[ColumnElement[bool]] = []
        if self.event:
            held.append(table.event == self.event)
        if self.since:
            held.append(table.made_at >= clock.stamp(_midnight(self.since)))
        if self.until:
            held.append(table.made_at < clock.stamp(_midnight(self.until + timedelta(days=1))))
        if self.unit:
            about = getattr(table, "about_unit", None)
            made = table.unit == self.unit
            held.append(made if about is None else or_(made, about == self.unit))
        return held


@dataclass(frozen=True)
class Column:
    """Name a column by a stable id, and by what staff read."""

    id: str
    label: str


@dataclass(frozen=True)
class Table:
    """Hold the columns of an export, its rows (read as they are asked for), and their number."""

    name: str
    columns: list[Column]
    rows: Iterator[tuple[Any, ...]]
    count: int


PLACE = [
    Column("device", "终端"),
    Column("epoch", "期"),
    Column("seq", "流水号"),
    Column("made_at", "时间"),
    Column("event", "活动"),
    Column("unit", "单位"),
    Column("booth", "展位"),
]
"""Columns that every export begins with."""


def place_values(row: Any, names: dict[str, str]) -> tuple[Any, ...]:
    """Return the values of `PLACE` for a read row; `names` are the units' names by id."""
    unit = names.get(row.unit, row.unit) if row.unit else None
    return row.device, row.epoch, row.seq, local(row.made_at), row.event, unit, row.booth


def local(made_at: str) -> datetime:
    """Return a record's time on this machine's clock, without zone, to the second."""
    return clock.parse(made_at).astimezone().replace(tzinfo=None, microsecond=0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()


def stream(tx: Connection, query: Select[Any]) -> Iterator[Any]:
    """Yield a query's rows in chunks, without holding them all."""
    yield from tx.execute(query, execution_options={"yield_per": CHUNK})


NOT_OPENED = "（还打不开：请先在那台终端解锁一次，再同步）"
"""Stands for sealed text of a desk that has not given its key to central yet."""


class NotOpened(dict[str, str]):
    """Say of every text alike that it cannot be opened yet."""

    def get(self, _name: str, _default: object = None) -> str:
        """Return the same words, whatever was asked for."""
        return NOT_OPENED


class Opener:
    """Open sealed parts with a key held in memory: at a desk those of one event, by its desk key.

    At central it is the privacy key, and opens what desks that gave theirs have sealed, of every
    event (`event` is None).
    """

    def __init__(self, tx: Connection, event: str | None, private: bytes) -> None:
        """Keep the opened private key for as long as this object lives."""
        self.event = event
        self._tx = tx
        self._private = private
        self._ring = Ring(tx, private) if event is None else None

    def read(self, row: Any) -> dict[str, str]:
        """Return what was sealed with the record of a read row; empty where erased.

        Raises NotAllowed at a desk where it was sealed to another key.
        """
        query = select(StoredRecord.sealed).where(same_record(StoredRecord, row))
        sealed = self._tx.execute(query).scalar()
        if not sealed:
            return {}
        if self._ring is None:
            return _texts(self._private, sealed)
        for private in self._ring.of(row.device, row.event):
            with suppress(NotAllowed):
                return _texts(private, sealed)
        return NotOpened()


def _texts(private: bytes, sealed: bytes) -> dict[str, str]:
    held: dict[str, str] = json.loads(keys.unseal(private, sealed))
    return held
