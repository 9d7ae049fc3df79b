"""Count how far handing back has come, and name what two desks handed out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, distinct, func, select

from kiosk.booth.handback.models import Belonging, BelongingState
from kiosk.booth.handback.states import IS_CURRENT


@dataclass(frozen=True)
class Progress:
    """How many belongings were listed, are handed back, and stay for a reason.

    A belonging that several desks list counts once. `doubles` are the numbers of those that more
    than one desk handed out.
    """

    listed: int
    handed: int
    staying: int
    doubles: tuple[str, ...]


def progress(tx: Connection, event: str) -> Progress:
    """Count an event's belongings, of this desk or, at central, of all."""
    listed = select(func.count(distinct(Belonging.number))).where(Belonging.event == event)
    handed = _desks_by_number(tx, event, "handed")
    staying = _desks_by_number(tx, event, "staying")
    return Progress(
        listed=tx.execute(listed).scalar_one(),
        handed=len(handed),
        staying=len(staying.keys() - handed.keys()),
        doubles=tuple(number for number, desks in handed.items() if desks > 1),
    )


def _desks_by_number(tx: Connection, event: str, status: str) -> dict[str, int]:
    """Count the desks at which each belonging has a status, by number in order."""
    query = (
        select(BelongingState.number, func.count(distinct(BelongingState.device)))
        .where(BelongingState.event == event, BelongingState.status == status, IS_CURRENT)
        .group_by(BelongingState.number)
        .order_by(BelongingState.number)
    )
    found: dict[str, int] = dict(tx.execute(query).all())
    return found
