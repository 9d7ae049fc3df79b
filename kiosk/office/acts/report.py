"""Search the staff log: who did what when. It is a view of the staff's records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from kiosk.accounts.models import StaffActRow
from kiosk.accounts.records import TERMINAL
from kiosk.clock import local
from kiosk.content.editions import Known
from kiosk.counts.filters import Filters
from kiosk.counts.tables import Column, Table, chunked, place_columns, place_of, stream
from kiosk.office.acts import words
from kiosk.storage.session import load

PAGE = 50
"""Acts shown on a page."""


@dataclass(frozen=True, kw_only=True)
class ActFilters(Filters):
    """Which acts are looked for: `actor` and `text` are parts of words, `act` is exact."""

    actor: str = ""
    act: str = ""
    text: str = ""
    device: str = ""

    def conditions(self, table: Any) -> list[ColumnElement[bool]]:
        """Return the conditions on the table of acts."""
        held = super().conditions(table)
        if self.actor:
            held.append(_by(table, self.actor))
        if self.act:
            held.append(table.act == self.act)
        if self.device:
            held.append(table.device == self.device)
        # Each word may stand anywhere, in any order.
        held += [_says(table, word) for word in self.text.split()]
        return held


def _by(table: type[StaffActRow], name: str) -> ColumnElement[bool]:
    """Match part of a name; the terminal goes by how its name on the page begins, too."""
    is_terminal = any(each.casefold().startswith(name.casefold()) for each in words.ON_TERMINAL)
    found = _holds(table.actor, name)
    return or_(found, table.actor == TERMINAL) if is_terminal else found


def _says(table: type[StaffActRow], word: str) -> ColumnElement[bool]:
    return or_(
        table.act.in_(words.like(word)),
        _holds(table.act, word),
        _holds(table.about, word),
        _by(table, word),
        _holds(table.booth, word),
    )


def _holds(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    return func.lower(column).contains(text.lower(), autoescape=True)


@dataclass(frozen=True)
class Act:
    """One staff act; words are pairs, Chinese and English; the time is this machine's."""

    made_at: datetime
    device: str
    booth: str
    who: tuple[str, str]
    what: tuple[str, str]
    about: tuple[str, str]


@dataclass(frozen=True)
class Found:
    """One page of the acts that were found; `first` and `last` count from 1."""

    acts: list[Act]
    count: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        """Return the number of the first act on this page."""
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """Return the number of the last act on this page."""
        return self.first + len(self.acts) - 1


def search(tx: Connection, filters: Filters, page: int) -> Found:
    """Return a page of the acts that `filters` let through, the newest first."""
    count = _count(tx, filters)
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    rows = load(tx, _newest_first(filters).limit(PAGE).offset((page - 1) * PAGE))
    return Found([_act(row) for row in rows], count, page, pages)


def _count(tx: Connection, filters: Filters) -> int:
    query = select(func.count()).select_from(StaffActRow)
    count: int = tx.execute(query.where(*filters.conditions(StaffActRow))).scalar_one()
    return count


def _newest_first(filters: Filters) -> Select[StaffActRow]:
    key = (StaffActRow.made_at, StaffActRow.device, StaffActRow.epoch, StaffActRow.seq)
    query = select(StaffActRow).where(*filters.conditions(StaffActRow))
    return query.order_by(*(column.desc() for column in key))


def _act(row: StaffActRow) -> Act:
    return Act(
        made_at=local(row.made_at),
        device=row.device,
        booth=row.booth,
        who=words.who(row.actor),
        what=words.words(row.act),
        about=words.about(row.act, row.about),
    )


def devices(tx: Connection) -> list[tuple[str, str]]:
    """Return the devices whose staff did something, with the booth's name of their latest act."""
    latest = (
        select(StaffActRow.device, func.max(StaffActRow.made_at).label("made_at"))
        .group_by(StaffActRow.device)
        .subquery()
    )
    is_latest = and_(StaffActRow.device == latest.c.device, StaffActRow.made_at == latest.c.made_at)
    query = select(StaffActRow.device, StaffActRow.booth).join(latest, is_latest)
    named = {row.device: row.booth for row in tx.execute(query)}
    return sorted(named.items(), key=lambda each: (each[1], each[0]))


def used(tx: Connection) -> list[str]:
    """Return the acts that anybody did, to choose from."""
    return sorted(tx.execute(select(StaffActRow.act).distinct()).scalars())


def acts_table(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return the acts that `filters` let through as a table, the newest first."""
    columns = [
        *place_columns(known.units()),
        Column("actor", "账号"),
        Column("act", "操作代码"),
        Column("did", "操作"),
        Column("about", "说明"),
    ]

    def rows() -> Iterator[tuple[Any, ...]]:
        for row in stream(tx, _newest_first(filters)):
            said = words.words(row.act)[0], words.about(row.act, row.about)[0]
            yield *place_of(row), words.who(row.actor)[0], row.act, *said

    return Table("acts", columns, chunked(rows()), _count(tx, filters))
