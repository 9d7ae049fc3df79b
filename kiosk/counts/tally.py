"""Counts of what the read tables hold, by hour and place, so that no figure reads them all.

A feature says once what of its rows is counted (`Measure`); `tallying` counts what came since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from kiosk.counts.filters import Filters
from kiosk.counts.models import Tally, TallyWord

PEOPLE = "people"
PLACE = ("event", "unit", "booth", "pack", "made_at", "about_unit")
SUMS = ("n", "total", "out_of")


@dataclass(frozen=True)
class Measure:
    """What is counted; `rows` selects it (see `counted`), `of` names the records."""

    name: str
    of: Any
    rows: Select[Any]


MEASURES: dict[str, Measure] = {}
PEOPLE_KINDS: set[str] = set()


def register(*measures: Measure) -> None:
    """Make measures known; the same one may be registered again."""
    for measure in measures:
        MEASURES[measure.name] = measure


def register_people(*kinds: str) -> None:
    """Register the kinds of record that show that a person was at the screen."""
    PEOPLE_KINDS.update(kinds)


def counted(
    of: Any, *, about: Any = "", value: Any = 0, total: Any = 0, out_of: Any = 0
) -> Select[Any]:
    """Select rows of a read table for a measure; each counts once, and adds to the sums.

    Joins and groups may be added; the rows of one record must stay together.
    """
    about_unit = getattr(of, "about_unit", literal(""))
    return select(
        *(getattr(of, name) for name in ("event", "unit", "booth", "pack", "made_at")),
        about_unit.label("about_unit"),
        (literal(about) if isinstance(about, str) else about).label("about"),
        *(
            cast(what, BigInteger).label(name)
            for name, what in (("value", value), ("total", total), ("out_of", out_of))
        ),
    )


def word(subject: str, key: Any) -> tuple[Any, ColumnElement[bool]]:
    """Return the table of one subject's words, and the condition that joins it by `key`."""
    held: Any = aliased(TallyWord)
    return held, and_(held.subject == subject, held.id == key)


def sums(
    tx: Connection, filters: Filters, *measures: str, by: Sequence[str] = ("about", "value")
) -> list[Any]:
    """Return what `filters` let through, summed up by measure and by the columns named.

    Rows have `measure`, those columns (`made_at` is the hour), `n`, `total` and `out_of`.
    """
    keys = [Tally.measure, *(getattr(Tally, name) for name in by)]
    totals = [cast(func.sum(getattr(Tally, name)), BigInteger).label(name) for name in SUMS]
    query = (
        select(*keys, *totals)
        .where(Tally.measure.in_(measures), *filters.conditions(Tally))
        .group_by(*keys)
        .order_by(*keys)
    )
    return list(tx.execute(query))
