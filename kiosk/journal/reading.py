"""Read what the journal's rows say: filters, and tables of columns and rows for exports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from kiosk import clock
from kiosk.db import plain_rows
from kiosk.errors import NotAllowed
from kiosk.journal import keys
from kiosk.journal.desk_keys import Ring
from kiosk.journal.models import StoredRecord, same_record

CHUNK = 2000
"""Rows fetched at a time, so that memory stays flat."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Say which records count: from local date `since` to `until` (both inclusive), and whose.

    `pack` is the digest of the content that was on screen.
    """

    event: str | None = None
    since: date | None = None
    until: date | None = None
    unit: str | None = None
    booth: str | None = None
    pack: str | None = None

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
        if self.booth:
            held.append(table.booth == self.booth)
        if self.pack:
            held.append(table.pack == self.pack)
        return held


@dataclass(frozen=True)
class Column:
    """Name a column by a stable id and by what staff read, and say what its raw values mean.

    Raw values are as the read tables hold them. Of `kind` `code` they stand for the labels in
    `values`, and for the codes in `codes` where those are shorter; of `time` they are UTC texts as
    records bear them; a `number` may have decimals; an `id` is never anything but letters and
    digits. `packs` tells which versions of the pack had it, for the codebook.
    """

    id: str
    label: str
    kind: Literal["text", "id", "int", "number", "bool", "time", "code"] = "text"
    values: Mapping[Any, str] = field(default_factory=dict)
    codes: Mapping[Any, Any] = field(default_factory=dict)
    english: str = ""
    packs: str = ""


Chunk = Sequence[Sequence[Any]]
"""Some rows of raw values, in the order of a table's columns."""


@dataclass(frozen=True)
class Table:
    """Hold the columns of an export, its rows (read as they are asked for), and their number."""

    name: str
    columns: list[Column]
    chunks: Iterator[Chunk]
    count: int


def place_columns(units: Mapping[str, str]) -> list[Column]:
    """Return the columns that every export begins with; `units` are the units' names by id."""
    return [
        Column("device", "终端", "id"),
        Column("epoch", "期", "id"),
        Column("seq", "流水号", "int"),
        Column("made_at", "时间", "time"),
        Column("event", "活动"),
        Column("unit", "单位", "code", units),
        Column("booth", "展位"),
    ]


def place_of(table: Any) -> tuple[Any, ...]:
    """Return the values of `place_columns`: of a read table for a query, or of its row."""
    return (
        table.device,
        table.epoch,
        table.seq,
        table.made_at,
        table.event,
        table.unit,
        table.booth,
    )


def local(made_at: str) -> datetime:
    """Return a record's time on this machine's clock, without zone, to the second."""
    return clock.parse(made_at).astimezone().replace(tzinfo=None, microsecond=0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()


def stream(tx: Connection, query: Select[Any]) -> Iterator[Any]:
    """Yield a query's rows in chunks, without holding them all."""
    yield from tx.execute(query, execution_options={"yield_per": CHUNK})


def chunks(tx: Connection, query: Select[Any]) -> Iterator[Chunk]:
    """Yield a query's rows, some at a time, without holding them all; truth may come as 1 and 0."""
    return plain_rows(tx, query, CHUNK)


def chunked(rows: Iterable[Sequence[Any]]) -> Iterator[Chunk]:
    """Yield rows that were made one by one, some at a time."""
    held = iter(rows)
    while some := list(islice(held, CHUNK)):
        yield some


def count_of(tx: Connection, query: Select[Any]) -> int:
    """Count a query's rows."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return tx.execute(counted).scalar_one()


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
