"""What the desk shows: how many are here, who comes first, and what a tap did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import aliased

from kiosk import clock
from kiosk.booth.checkin import rules, states
from kiosk.booth.checkin.models import Visit, VisitState
from kiosk.booth.checkin.report import Party

HERE = ("waiting", "inside")
TABS = {"here": HERE, "waiting": ("waiting",), "inside": ("inside",), "gone": ("left", "cancelled")}
"""What the desk can list, by the states that each list holds."""
MOST_GONE = 200
"""Who left is looked for by name or badge; the list shows the latest only."""

_before = aliased(VisitState)


@dataclass(frozen=True)
class Totals:
    """People and parties; if a party left in parts, `under_14` is the most there can be."""

    people: int = 0
    parties: int = 0
    under_14: int = 0


@dataclass(frozen=True)
class Here:
    """How many are inside, how many wait, and how many of the parties inside are late."""

    inside: Totals
    waiting: Totals
    late: int


@dataclass(frozen=True)
class Done:
    """What one tap did to how many people and parties; `visit` is the only one, or None."""

    tap: str
    act: str
    status: str
    people: int
    parties: int
    visit: str | None
    can_undo: bool


def here(parties: Iterable[Party]) -> Here:
    """Count who is inside and who waits."""
    held = list(parties)
    inside = [party for party in held if party.inside]
    waiting = [party for party in held if party.status == "waiting"]
    return Here(
        Totals(
            sum(party.inside for party in inside), len(inside), sum(map(under_14_inside, inside))
        ),
        Totals(
            sum(party.people for party in waiting),
            len(waiting),
            sum(party.under_14 for party in waiting),
        ),
        sum(party.is_late for party in inside),
    )


def under_14_inside(party: Party) -> int:
    """Return how many children of a party can be inside; nobody counts which of them left."""
    return min(party.under_14, party.inside)


def parties_on(parties: Iterable[Party], tab: str) -> list[Party]:
    """Return the parties of a tab: late leavers first, then who waits, then who is inside.

    Whoever came first stands first; among those who left it is whoever left last.
    """
    held = [party for party in parties if party.status in TABS.get(tab, HERE)]
    if tab == "gone":
        return sorted(held, key=lambda party: party.acted_at, reverse=True)[:MOST_GONE]
    return by_state(held)


def by_state(parties: Iterable[Party]) -> list[Party]:
    """Sort parties as the desk needs them; who left comes last."""
    order = {"waiting": 0, "inside": 1}
    return sorted(
        parties,
        key=lambda party: (not party.is_late, order.get(party.status, 2), party.arrived_at),
    )


def done(tx: Connection, tap: str) -> Done | None:
    """Return what a tap did, or None if it did nothing."""
    query = (
        select(
            VisitState,
            _before.inside.label("inside_before"),
            _before.places.label("places_before"),
            states.IS_CURRENT.label("is_current"),
        )
        .outerjoin(
            _before,
            and_(
                _before.device == VisitState.device,
                _before.visit == VisitState.visit,
                _before.number == VisitState.number - 1,
            ),
        )
        .where(VisitState.tap == tap)
    )
    rows = tx.execute(query).all()
    if not rows:
        return None
    return Done(
        tap=tap,
        act=rows[0].act,
        status=rows[0].status if len({row.status for row in rows}) == 1 else "",
        people=sum(map(_people, rows)),
        parties=len(rows),
        visit=rows[0].visit if len(rows) == 1 else None,
        can_undo=all(map(_can_undo, rows)),
    )


def _people(row: Any) -> int:
    """Return how many people a step let in or out; else how many places it holds or gives back."""
    changed = abs(row.inside - (row.inside_before or 0))
    return int(changed or row.places or row.places_before or 0)


def _can_undo(row: Any) -> bool:
    return bool(row.is_current) and is_recent(row.act, clock.parse(row.made_at))


def is_recent(act: str, at: datetime) -> bool:
    """Return True if a step may still be undone, where nothing followed it."""
    return act != "undo" and clock.now() - at.astimezone() <= rules.UNDO_WITHIN


def parties_of_tap(tx: Connection, tap: str) -> int:
    """Return how many parties one tap changed, for undoing takes all of them back."""
    return len(tx.execute(select(VisitState.visit).where(VisitState.tap == tap)).all())


def waiting_for(tx: Connection, event: str, slot_id: str, day: date) -> list[str]:
    """Return the visits that wait for a slot of a local day, whoever came first in front."""
    query = states.current(event).where(
        VisitState.status == "waiting",
        VisitState.slot == slot_id,
        VisitState.day == day.isoformat(),
    )
    return [row.visit for row in tx.execute(query.order_by(Visit.made_at, Visit.seq))]


def still_here(tx: Connection, event: str) -> list[str]:
    """Return every visit of an event that is inside or waits, of whatever day."""
    query = states.current(event).where(VisitState.status.in_(HERE))
    return [row.visit for row in tx.execute(query.order_by(Visit.made_at, Visit.seq))]
