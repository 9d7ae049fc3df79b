"""Let simulated staff call at simulated places; nothing but counts is kept of them."""

from __future__ import annotations

from random import Random

from sqlalchemy import Connection

from kiosk.booth.outreach import answers, service, states
from kiosk.booth.outreach.records import PLACE, Act, PlaceListed
from kiosk.booth.outreach.service import Order
from kiosk.content.catalog import Catalog
from kiosk.content.outreach import DoorItem, DoorSurvey, PlaceKind
from kiosk.journal import service as journal

ACTOR = "demo"
COMMUNITIES = ("第一社区", "第二社区", "第三社区")
HOUSEHOLDS = 0.7
"""Share of the places that are of the first kind."""


def call(tx: Connection, catalog: Catalog, random: Random) -> None:
    """List a place without an address, and call there, unless it has to wait."""
    kinds = catalog.pack.outreach.kinds
    if not kinds:
        return
    kind = kinds[0] if random.random() < HOUSEHOLDS else random.choice(kinds)
    place = _id(random)
    listed = PlaceListed(place=place, kind=kind.id, community=random.choice(COMMUNITIES))
    journal.append(tx, PLACE, listed)
    fate = random.random()
    if fate < 0.7:
        _talk(tx, catalog, kind, place, random)
    elif fate < 0.9:
        _step(tx, catalog, place, "absent" if fate < 0.82 else "refuse", random)
    answers.release(tx)


def _talk(tx: Connection, catalog: Catalog, kind: PlaceKind, place: str, random: Random) -> None:
    """Go through what is done at a door where somebody is in."""
    _step(tx, catalog, place, "arrive", random)
    points = tuple(point.id for point in kind.points)
    if points:
        shown = tuple(random.sample(points, random.randint(1, len(points))))
        _step(tx, catalog, place, "points", random, shown)
    survey = catalog.door_surveys.get(kind.survey) if kind.survey else None
    if survey and random.random() < 0.8:
        _step(tx, catalog, place, "survey", random)
        _answer(tx, catalog, survey, random)
    _step(tx, catalog, place, "leaflet", random)
    _step(tx, catalog, place, "done", random)


def _step(
    tx: Connection,
    catalog: Catalog,
    place: str,
    act: Act,
    random: Random,
    points: tuple[str, ...] = (),
) -> None:
    history = states.history(tx, states.find(tx, place))
    seen = history[-1].tap if history else ""
    order = Order(act=act, tap=_id(random), seen=seen, actor=ACTOR, points=points)
    service.take_step(tx, catalog, order, place)


def _answer(tx: Connection, catalog: Catalog, survey: DoorSurvey, random: Random) -> None:
    """Answer some items, and stop where patience ends."""
    sheet = answers.begin(tx, survey)
    patience = random.randint(1, len(survey.items) + 3)
    for item in survey.items[:patience]:
        row, _ = answers.find(tx, catalog, sheet)
        answers.take(tx, row, item, [_option(item, random)])
    if patience >= len(survey.items):
        answers.finish(tx, answers.find(tx, catalog, sheet)[0])


def _option(item: DoorItem, random: Random) -> str:
    return random.choice([option.id for option in item.options])


def _id(random: Random) -> str:
    return f"{random.getrandbits(128):032x}"
