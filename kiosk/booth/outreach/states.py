"""Find how things stand at places, and all that was done at one.

Steps come in any order, also before the place that they speak of; nothing here minds.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from kiosk.booth.outreach import rules
from kiosk.booth.outreach.models import Place, PlaceState
from kiosk.booth.outreach.records import BETWEEN, State
from kiosk.errors import Unknown
from kiosk.journal.models import Desk
from kiosk.storage.session import load

_later = aliased(PlaceState)


def order(step: Any) -> tuple[Any, ...]:
    """Return by what steps follow one another, of a table or a row.

    Where two devices made the same number, time and key decide, everywhere alike.
    """
    return step.number, step.made_at, step.device, step.epoch, step.seq


def is_rightful(step: Any) -> ColumnElement[bool]:
    """Count a step only by the device that listed the place or by this one."""
    own = select(Desk.device).scalar_subquery()
    return or_(step.device == step.of_device, step.device == own)


IS_CURRENT = and_(
    is_rightful(PlaceState),
    not_(
        exists().where(
            _later.of_device == PlaceState.of_device,
            _later.place == PlaceState.place,
            is_rightful(_later),
            tuple_(*order(_later)) > tuple_(*order(PlaceState)),
        )
    ),
)
"""Is true of the last step at each place."""
IS_STATE_OF = and_(PlaceState.of_device == Place.device, PlaceState.place == Place.place)


def find(tx: Connection, place: str) -> Place:
    """Return a place that this device listed, of the event at which it stands. Raises Unknown."""
    query = (
        select(Place)
        .join(Desk, and_(Desk.device == Place.device, Desk.event == Place.event))
        .where(Place.place == place)
    )
    for row in load(tx, query.limit(1)):
        return row
    raise Unknown("这台电脑上没有这个走访点。", "This device has no such place.")


def history(tx: Connection, row: Any) -> list[PlaceState]:
    """Return the steps at one place, the first one first."""
    query = select(PlaceState).where(
        PlaceState.of_device == row.device,
        PlaceState.place == row.place,
        is_rightful(PlaceState),
    )
    return load(tx, query.order_by(*order(PlaceState)))


def current(tx: Connection, event: str) -> dict[str, PlaceState]:
    """Return the last step at each place of an event where there was one, by the place's id."""
    query = select(PlaceState).where(PlaceState.event == event, IS_CURRENT)
    return {row.place: row for row in load(tx, query)}


def state_of(row: Any) -> State:
    """Return the state that a step's row holds; None is a place without steps."""
    if row is None:
        return rules.START
    return State(
        status=row.status,
        calls=row.calls,
        is_asked=row.is_asked,
        points=row.points.split(BETWEEN) if row.points else [],
        has_leaflet=row.has_leaflet,
        has_card=row.has_card,
        request=row.request,
        unit=row.assigned,
        next_day=row.next_day,
    )
