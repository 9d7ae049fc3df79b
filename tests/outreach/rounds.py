"""Go from place to place, without the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from kiosk.booth.outreach import answers, service, states
from kiosk.booth.outreach.records import Act, PlaceListed, State
from kiosk.booth.outreach.service import Address
from kiosk.content.catalog import Catalog
from kiosk.journal.records import decode
from kiosk.journal.service import new_id
from tests.factories import records

STREET = "解放西路"


def address(number: int = 1, kind: str = "household", community: str = "新华社区") -> Address:
    """Return the address of a house in our street."""
    return Address(kind=kind, community=community, address=f"{STREET}{number}号", note="二楼")


def listed(tx: Connection, addresses: Iterable[Address]) -> list[str]:
    """List places; return their ids."""
    before = len(records(tx, "outreach-place"))
    service.keep(tx, service.seal_all(tx, addresses))
    made = records(tx, "outreach-place")[before:]
    return [decode(each.body, type=PlaceListed).place for each in made]


def step(
    tx: Connection,
    catalog: Catalog,
    place: str,
    act: Act,
    *,
    seen: str | None = None,
    tap: str = "",
    points: tuple[str, ...] = (),
    unit: str = "",
    text: str = "",
    day: date | None = None,
) -> bool:
    """Take one step by a form that was shown just now, where nothing else is given."""
    history = states.history(tx, states.find(tx, place))
    order = service.Order(
        act=act,
        tap=tap or new_id(),
        seen=(history[-1].tap if history else "") if seen is None else seen,
        actor="desk-2",
        points=points,
        unit=unit,
        text=text,
        day=day,
    )
    return service.take_step(tx, catalog, order, place)


def now(tx: Connection, place: str) -> State:
    """Return how things stand at a place."""
    history = states.history(tx, states.find(tx, place))
    return states.state_of(history[-1] if history else None)


def answered(tx: Connection, catalog: Catalog, survey: str, *picked: str) -> str:
    """Answer a survey item by item and finish it; return the sheet's id."""
    held = catalog.door_surveys[survey]
    sheet = answers.begin(tx, held)
    for number, option in enumerate(picked, start=1):
        row, _ = answers.find(tx, catalog, sheet)
        answers.take(tx, row, answers.item_of(held, number), [option])
    answers.finish(tx, answers.find(tx, catalog, sheet)[0])
    return sheet
