"""Find how visits stand now, and how full the slots are."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from kiosk.booth.checkin.models import Invitation, Visit, VisitState
from kiosk.booth.checkin.records import State
from kiosk.storage.session import load

_later = aliased(VisitState)
IS_CURRENT = not_(
    exists().where(
        _later.device == VisitState.device,
        _later.visit == VisitState.visit,
        _later.number > VisitState.number,
    )
)
"""Is true of the last state of each visit."""

IS_STATE_OF_VISIT = and_(VisitState.device == Visit.device, VisitState.visit == Visit.visit)


def current(event: str) -> Select[*tuple[Any, ...]]:
    """Select the present state of every visit of an event, with the visit's own row."""
    return all_states().where(Visit.event == event, IS_CURRENT)


def all_states() -> Select[*tuple[Any, ...]]:
    """Select visits with their states: a visit's columns, then how it stood and since when.

    `made_at` is when the party came, `acted_at` when the state began.
    """
    return select(
        Visit,
        VisitState.number,
        VisitState.tap,
        VisitState.act,
        VisitState.actor,
        VisitState.status,
        VisitState.inside,
        VisitState.places,
        VisitState.slot,
        VisitState.day,
        VisitState.made_at.label("acted_at"),
    ).join(VisitState, IS_STATE_OF_VISIT)


def history(tx: Connection, visit: str) -> list[VisitState]:
    """Return the states of one visit, from its first to its present one."""
    query = select(VisitState).where(VisitState.visit == visit).order_by(VisitState.number)
    return load(tx, query)


def state_of(row: Any) -> State:
    """Return the state that a row holds."""
    return State(
        status=row.status, inside=row.inside, places=row.places, slot=row.slot, day=row.day
    )


def taken(tx: Connection, event: str, day: date) -> dict[str, int]:
    """Return the places taken in each slot of a local day."""
    query = (
        select(VisitState.slot, func.sum(VisitState.places))
        .where(
            VisitState.event == event,
            VisitState.day == day.isoformat(),
            VisitState.slot.is_not(None),
            IS_CURRENT,
        )
        .group_by(VisitState.slot)
    )
    return {slot: int(places) for slot, places in tx.execute(query) if slot}


def used_invitations() -> Select[Any]:
    """Select the invitations whose guests came; a check-in that was undone does not count."""
    return (
        select(Visit.invitation)
        .join(VisitState, IS_STATE_OF_VISIT)
        .where(Visit.invitation.is_not(None), IS_CURRENT, VisitState.status != "cancelled")
    )


def reserved(tx: Connection, event: str, day: date) -> dict[str, int]:
    """Return the places of each slot that invited guests who have not come yet may still take."""
    query = (
        select(Invitation.slot, func.sum(Invitation.people))
        .where(
            Invitation.event == event,
            Invitation.slot.is_not(None),
            or_(Invitation.day.is_(None), Invitation.day == day.isoformat()),
            Invitation.id.not_in(used_invitations()),
        )
        .group_by(Invitation.slot)
    )
    return {slot: int(people) for slot, people in tx.execute(query) if slot}


def is_known_tap(tx: Connection, tap: str) -> str | None:
    """Return the visit that a form's id changed before, or None."""
    return tx.execute(select(VisitState.visit).where(VisitState.tap == tap)).scalar()
