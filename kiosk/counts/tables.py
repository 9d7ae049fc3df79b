"""Tables for exports: columns with stable ids, and rows that are read some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection, Select, func, select

from kiosk.journal import sittings
from kiosk.storage.db import plain_rows

CHUNK = 2000
"""Rows fetched at a time, so that memory stays flat."""


@dataclass(frozen=True)
class Column:
    """One column: its stable id, its heading, and the meaning of its raw values.

    Raw values are as the read tables hold them. Of `kind` `code` they stand for the labels in
    `values`, and for the codes in `codes` where those are shorter; of `time` they are UTC texts as
    records carry them; a `number` may have decimals; an `id` is never anything but letters and
    digits. A column `is_open` where other values may come than `values` lists. `packs` tells which
    versions of the pack had it, for the codebook.
    """

    id: str
    label: str
    kind: Literal["text", "id", "int", "number", "bool", "time", "code"] = "text"
    values: Mapping[Any, str] = field(default_factory=dict)
    codes: Mapping[Any, Any] = field(default_factory=dict)
    english: str = ""
    packs: str = ""
    is_open: bool = False


Chunk = Sequence[Sequence[Any]]
"""Some rows of raw values, in the order of a table's columns."""


@dataclass(frozen=True)
class Table:
    """The columns of an export, its rows (read as they are asked for), and their number."""

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


def sitting_columns() -> list[Column]:
    """Return the columns of what says who did something, and on which kind of device."""
    return [
        Column("sitting", "使用编号", "id"),
        Column("device_kind", "在哪里使用", "code", {"screen": "展位屏幕", "phone": "自己的手机"}),
    ]


def sitting_of(table: Any) -> tuple[Any, Any]:
    """Return the values of `sitting_columns`: of a read table for a query, or of its row."""
    sitting = table.sitting
    is_row = isinstance(sitting, str)
    return sitting, (sittings.kind_of if is_row else sittings.device_kind)(sitting)


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


Open = Callable[..., Table]


@dataclass(frozen=True)
class ExportKind:
    """A kind of record that can be exported, and how its table is opened.

    `answers` opens the long form, a row an answer; `has_sealed` where typed text may be opened too.
    """

    zh: str
    en: str
    responses: Open
    answers: Open | None = None
    has_sealed: bool = False


EXPORTS: dict[str, ExportKind] = {}
"""What can be exported, by the name that commands and forms use."""


def register(kinds: Mapping[str, ExportKind]) -> None:
    """Make kinds of export known; the same ones may be registered again."""
    EXPORTS.update(kinds)
