"""What the forms of figures ask for, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, union, union_all

from kiosk import clock
from kiosk.clock import day_of, read_day
from kiosk.content.editions import Known
from kiosk.content.parts import Text
from kiosk.counts.filters import Filters

PARTIES: list[Any] = []
"""Read tables with one row for something that one party did."""
FINDERS: list[Callable[[Connection], list[str] | None]] = []
"""What names the booths of other devices; None where it knows none."""


def register(*tables: Any) -> None:
    """Make read tables known that have one row for something that one party did."""
    PARTIES.extend(table for table in tables if table not in PARTIES)


def on_booths(find: Callable[[Connection], list[str] | None]) -> None:
    """Register what names the booths of other devices."""
    if find not in FINDERS:
        FINDERS.append(find)


@dataclass(frozen=True)
class Choices:
    """What the form offers, and the day shown where nothing is chosen."""

    units: dict[str, Text]
    booths: list[str]
    packs: dict[str, str]
    last_day: date


def offered(reader: Connection, event: str | None, known: Known) -> Choices:
    """Return what there is to choose from."""
    return Choices(
        units={unit.id: unit.name for unit in known.names.units.values()},
        booths=_booths(reader, event),
        packs={each.digest: f"{each.pack.id} {each.pack.version}" for each in known.editions},
        last_day=last_day(reader, event) or clock.today(),
    )


def read_filters(asked: Mapping[str, str], event: str | None, choices: Choices) -> Filters:
    """Return what a form asks for: the last day that has records where it names no days.

    An empty day means no limit; days given the wrong way round are put right. What there is not to
    choose from is as if it had not been asked for. Raises Refused.
    """
    since, until = read_day(asked.get("since")), read_day(asked.get("until"))
    if "since" not in asked and "until" not in asked:
        since = until = choices.last_day
    if since and until and since > until:
        since, until = until, since
    unit, pack = asked.get("unit", ""), asked.get("pack", "")
    return Filters(
        event=event,
        since=since,
        until=until,
        unit=unit if unit in choices.units else None,
        booth=asked.get("booth") or None,
        pack=pack if pack in choices.packs else None,
    )


def last_day(reader: Connection, event: str | None) -> date | None:
    """Return the local day of the event's last record, or None without any."""
    latest = last_made_at(reader, event)
    return day_of(latest) if latest else None


def last_made_at(reader: Connection, event: str | None) -> str | None:
    """Return when something was last done at an event, or None if nothing was."""
    is_of = Filters(event=event).conditions
    times = union_all(
        *(
            select(func.max(table.made_at).label("made_at")).where(*is_of(table))
            for table in PARTIES
        )
    ).subquery()
    latest: str | None = reader.execute(select(func.max(times.c.made_at))).scalar()
    return latest


def _booths(reader: Connection, event: str | None) -> list[str]:
    """Return the booths: at central those that devices report, at a booth those of its records."""
    for find in FINDERS:
        if (found := find(reader)) is not None:
            return found
    is_of = Filters(event=event).conditions
    held = union(*(select(table.booth).where(*is_of(table)) for table in PARTIES))
    return sorted(reader.execute(held).scalars())
