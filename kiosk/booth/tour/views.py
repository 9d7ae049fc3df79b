"""Pages of the tour: stops, where the groups are now, timetable, rules, and the drill."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app

from kiosk import clock
from kiosk.booth.checkin import slots
from kiosk.booth.checkin.slots import Room
from kiosk.booth.tour import rules
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Demonstration, Stop
from kiosk.errors import Unknown
from kiosk.journal import this_device
from kiosk.shell.pages import render
from kiosk.storage.db import db

bp = Blueprint("tour", __name__, url_prefix="/tour")


@bp.get("/")
def tour() -> Response:
    """Show the stops, and where the groups are now."""
    catalog, here = content.current(), this_device.place(db.reader())
    return _render(
        "tour/tour.html",
        station=catalog.station(here.unit if here else None),
        progress=rules.progress(catalog.pack.tour, clock.now()),
        rooms={room.slot.id: room for room in _rooms(catalog)},
        drills=_drills(catalog),
        minutes=sum(stop.minutes for stop in catalog.pack.tour.stops),
    )


@bp.get("/stops/<stop_id>")
def stop(stop_id: str) -> Response:
    """Show one stop: what there is to see, its rule, and what is shown there today."""
    catalog = content.current()
    stops = catalog.pack.tour.stops
    shown = catalog.stops.get(stop_id)
    if shown is None:
        raise Unknown("没有这一站。", "There is no such stop.")
    place = stops.index(shown)
    walk = rules.progress(catalog.pack.tour, clock.now()).shown
    return _render(
        "tour/stop.html",
        stop=shown,
        number=place + 1,
        leg=walk.legs[place] if walk else None,
        previous=stops[place - 1] if place else None,
        following=stops[place + 1] if place + 1 < len(stops) else None,
        shows=_shows(catalog, [each for each in _all(catalog) if each.stop == stop_id]),
    )


@bp.get("/times")
def times() -> Response:
    """Show when each demonstration is given today, and the places left in each slot."""
    catalog = content.current()
    shows = _shows(catalog, _all(catalog))
    return _render(
        "tour/times.html",
        shows=shows,
        following=rules.next_showing([times for _, times in shows]),
        rooms=_rooms(catalog),
    )


@bp.get("/rules")
def visit_rules() -> Response:
    """Show the rules of the visit, and what may be photographed."""
    return _render("tour/rules.html", drills=_drills(content.current()))


@bp.get("/drill")
def drill() -> Response:
    """Explain the drill before its alarm sounds. Raises Unknown if the pack has none."""
    catalog = content.current()
    drills = _drills(catalog)
    if not drills:
        raise Unknown("这次参观没有演练。", "This visit has no drill.")
    return _render("tour/drill.html", shows=_shows(catalog, drills))


def _render(template: str, **context: Any) -> Response:
    """Render a page of the tour, with the minute at which what it shows was true."""
    catalog = content.current()
    return render(
        template,
        tour=catalog.pack.tour,
        now=clock.now(),
        at=rules.clock_face,
        wait=rules.minutes_until,
        drawing=_drawing,
        survey=rules.parting(list(catalog.surveys.values())),
        **context,
    )


def _rooms(catalog: Catalog) -> list[Room]:
    here = this_device.place(db.reader())
    return slots.rooms(db.reader(), catalog, here.event) if here else []


def _all(catalog: Catalog) -> tuple[Demonstration, ...]:
    return catalog.pack.tour.demonstrations


def _drills(catalog: Catalog) -> list[Demonstration]:
    return [show for show in _all(catalog) if show.is_drill]


def _shows(
    catalog: Catalog, shows: list[Demonstration] | tuple[Demonstration, ...]
) -> list[tuple[Demonstration, list[rules.Showing]]]:
    """Return demonstrations with their times of today."""
    now = clock.now()
    return [(show, rules.showings(catalog.pack.tour, show, now)) for show in shows]


def _drawing(shown: Stop) -> str:
    """Return the name of a stop's drawing; a pack may bring stops without one."""
    name = f"drawings/tour/{shown.id}.svg"
    is_there = (Path(current_app.static_folder or "") / name).is_file()
    return name if is_there else "drawings/tour.svg"
