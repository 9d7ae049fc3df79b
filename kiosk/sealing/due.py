"""What is still sealed on this laptop, event by event, and by when it must be erased."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import current_app
from sqlalchemy import Connection

from kiosk import clock
from kiosk.content import editions
from kiosk.content import service as content
from kiosk.sealing import erasure
from kiosk.storage.db import db

OVERDUE = "kiosk.overdue"


@dataclass(frozen=True)
class Sealed:
    """What is sealed of one event. `due` is None if nothing is kept that has a day."""

    event: str
    records: int
    invitations: int
    names_in_list: int
    has_key: bool
    due: date | None

    @property
    def is_due(self) -> bool:
        """Return True if the day to erase it has come."""
        return self.due is not None and self.due <= clock.today()


class NameList(NamedTuple):
    """A list of names kept beside the journal: its entries, how many of them are still sealed."""

    event: str
    first_day: date | None
    entries: int
    sealed: int


NameLists = Callable[[Connection], Iterable[NameList]]
_lists: list[NameLists] = []


def on_listing(find: NameLists) -> None:
    """Register what else than records holds sealed names."""
    if find not in _lists:
        _lists.append(find)


def listed(tx: Connection) -> list[Sealed]:
    """Return what is sealed of each event; the days count from the event's end where known."""
    held = {each.event: each for each in erasure.sealed_events(tx)}
    lists = {each.event: each for find in _lists for each in find(tx)}
    found = []
    ends = editions.event_ends(tx)
    for event in sorted(set(held) | set(lists)):
        each = held.get(event) or erasure.SealedEvent(event, 0, None, False)
        names = lists.get(event) or NameList(event, None, 0, 0)
        if each.first_day is None:
            each = each._replace(first_day=names.first_day)
        due = each.due(ends.get(event)) if each.records or names.entries else None
        found.append(Sealed(event, each.records, names.entries, names.sealed, each.has_key, due))
    return found


def due_days(tx: Connection) -> list[tuple[str, date]]:
    """Return the events still sealed here whose end some pack tells, and their due days."""
    ends = editions.event_ends(tx)
    return [
        (each.event, day)
        for each in erasure.sealed_events(tx)
        if each.event in ends and (day := each.due(ends[each.event]))
    ]


def overdue() -> list[str]:
    """Return the events whose day to be erased has come; looked up once a day and pack."""
    mark = clock.today(), content.current().digest
    held: tuple[tuple[date, str], list[str]] | None = current_app.extensions.get(OVERDUE)
    if held is None or held[0] != mark:
        held = mark, [each.event for each in listed(db.reader()) if each.is_due]
        current_app.extensions[OVERDUE] = held
    return held[1]


def look_again() -> None:
    """Forget which events were due, after something was erased."""
    current_app.extensions.pop(OVERDUE, None)
