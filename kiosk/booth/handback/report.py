"""Count how far handing back has come, say what stays and why, and name what went out twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, distinct, func, select

from kiosk.booth.handback.models import Belonging, BelongingState
from kiosk.booth.handback.states import IS_CURRENT


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
    found = Figures(doubles={number: held for number, held in hands.items() if len(held) > 1})
    query = select(Belonging.number, Belonging.of_unit, Belonging.category)
    for number, of_unit, kind in tx.execute(_meant(query, Belonging, event, unit).distinct()):
        groups = (
            found.whole,
            found.by_unit.setdefault(of_unit, Progress()),
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
) -> tuple[dict[str, list[Hand]], dict[str, str]]:
    """Return who handed out each belonging, a desk at a time, and why others stay."""
    query = select(BelongingState).where(
        BelongingState.status.in_(("handed", "staying")), IS_CURRENT
    )
    query = _meant(query, BelongingState, event, unit).order_by(
        BelongingState.number, BelongingState.made_at
    )
    hands: dict[str, list[Hand]] = {}
    reasons: dict[str, str] = {}
    for row in tx.execute(query):
        if row.status == "handed":
            hand = Hand(row.booth, row.made_at, row.actor)
            hands.setdefault(row.number, []).append(hand)
        else:
            reasons[row.number] = row.reason or ""
    return hands, reasons


def _meant(query: Any, table: Any, event: str | None, unit: str | None) -> Any:
    """Select rows of an event and of a unit, where they are given."""
    wanted = ((table.event, event), (table.of_unit, unit))
    return query.where(*(column == value for column, value in wanted if value is not None))


def progress(tx: Connection, event: str | None, unit: str | None = None) -> Progress:
    """Count an event's belongings, in the database alone."""
    listed = _meant(select(func.count(distinct(Belonging.number))), Belonging, event, unit)
    ends = {status: _meant(query, BelongingState, event, unit) for status, query in _COUNTS.items()}
    handed = tx.execute(ends["handed"]).scalar_one()
    either = tx.execute(ends["either"]).scalar_one()
    return Progress(tx.execute(listed).scalar_one(), handed, either - handed)


def _count(statuses: Iterable[str]) -> Any:
    number = func.count(distinct(BelongingState.number))
    return select(number).where(BelongingState.status.in_(statuses), IS_CURRENT)


_COUNTS = {"handed": _count(["handed"]), "either": _count(["handed", "staying"])}
