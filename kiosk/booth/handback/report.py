"""Count how far handing back has come, say what stays and why, and name what went out twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, distinct, func, select

from kiosk.booth.handback import states
from kiosk.booth.handback.models import Belonging, BelongingState
from kiosk.booth.handback.service import handed_out
from kiosk.booth.handback.states import IS_CURRENT
from kiosk.counts.filters import Filters


@dataclass
class Progress:
    """How many belongings were listed, are handed back, and stay for a reason.

    A belonging that several desks list counts once; handed back at one of them, it is handed back.
    """

    listed: int = 0
    handed: int = 0
    staying: int = 0

    @property
    def left(self) -> int:
        """Count what still waits for its claimant."""
        return self.listed - self.handed - self.staying


@dataclass(frozen=True)
class Hand:
    """Where, when and by whom a belonging was handed out."""

    booth: str
    made_at: str
    actor: str


@dataclass
class Figures:
    """Progress in all, by unit and by kind of belonging; why things stay; what went out twice."""

    whole: Progress = field(default_factory=Progress)
    by_unit: dict[str, Progress] = field(default_factory=dict)
    by_kind: dict[str, Progress] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    doubles: dict[str, list[Hand]] = field(default_factory=dict)


def figures(tx: Connection, event: str | None, unit: str | None = None) -> Figures:
    """Count an event's belongings, or those of all events; with a `unit`, what it hands back."""
    hands, reasons = _ends(tx, event, unit)
    doubles = {number: ends for number, ends in hands.items() if len(ends) > 1}
    found = Figures(doubles={number: _hands(tx, ends) for number, ends in doubles.items()})
    # Where lists of several desks do not agree on its kind, a belonging still counts once.
    query = select(Belonging.number, Belonging.about_unit, func.min(Belonging.category))
    query = _meant(query, Belonging, event, unit).group_by(Belonging.number, Belonging.about_unit)
    for number, about_unit, kind in tx.execute(query):
        groups = (
            found.whole,
            found.by_unit.setdefault(about_unit, Progress()),
            found.by_kind.setdefault(kind, Progress()),
        )
        reason = None if number in hands else reasons.get(number)
        if reason:
            found.reasons[reason] += 1
        for group in groups:
            group.listed += 1
            group.handed += number in hands
            group.staying += reason is not None
    return found


def _ends(
    tx: Connection, event: str | None, unit: str | None
) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """Return the last step of each desk that handed a belonging out, and why others stay."""
    query = select(BelongingState).where(
        BelongingState.status.in_(("handed", "staying")), IS_CURRENT
    )
    query = _meant(query, BelongingState, event, unit).order_by(
        BelongingState.number, BelongingState.made_at
    )
    hands: dict[str, list[Any]] = {}
    reasons: dict[str, str] = {}
    for row in tx.execute(query):
        if row.status == "handed":
            hands.setdefault(row.number, []).append(row)
        else:
            reasons[row.number] = row.reason or ""
    return hands, reasons


def _hands(tx: Connection, ends: Iterable[Any]) -> list[Hand]:
    """Return by which steps desks handed a belonging out, in the order of their clocks.

    The last step of a desk may be another one: a photo that was taken afterwards.
    """
    taken = [
        handed_out(states.history(tx, end.device, end.event, end.number)) or end for end in ends
    ]
    hands = [Hand(each.booth, each.made_at, each.actor) for each in taken]
    return sorted(hands, key=lambda hand: hand.made_at)


def _meant(query: Any, table: Any, event: str | None, unit: str | None) -> Any:
    """Select rows of an event and of a unit, where they are given."""
    wanted = ((table.event, event), (table.about_unit, unit))
    return query.where(*(column == value for column, value in wanted if value is not None))


def progress(tx: Connection, filters: Filters) -> Progress:
    """Count belongings, in the database alone: those listed at any time, and what days brought."""
    always = replace(filters, since=None, until=None)
    listed = select(func.count(distinct(Belonging.number))).where(*always.conditions(Belonging))
    handed, either = (
        tx.execute(query.where(*filters.conditions(BelongingState))).scalar_one()
        for query in (_HANDED, _EITHER)
    )
    return Progress(tx.execute(listed).scalar_one(), handed, either - handed)


def _count(statuses: Iterable[str]) -> Any:
    number = func.count(distinct(BelongingState.number))
    return select(number).where(BelongingState.status.in_(statuses), IS_CURRENT)


_HANDED, _EITHER = _count(["handed"]), _count(["handed", "staying"])
