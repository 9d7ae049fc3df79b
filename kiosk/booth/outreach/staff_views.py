"""Staff pages on the way: places by community, the nearest open one, and what is done at one."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.erasing import finish_erasing
from kiosk.accounts.pages import MenuEntry, StaffPages, chosen_event, show, signed_in
from kiosk.accounts.roles import DESK, FIGURES
from kiosk.accounts.searching import look_for, sought
from kiosk.accounts.unlock_views import opener
from kiosk.booth.outreach import answers, book, erasing, report, rules, service, states
from kiosk.booth.outreach.book import MOST_FOUND, Entry
from kiosk.booth.outreach.models import PlaceState
from kiosk.content import editions
from kiosk.content import service as content
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal import taps, this_device
from kiosk.journal.service import new_id
from kiosk.shell import cookies
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="outreach")

LAST = "outreach-place"
"""The cookie that leads back from a survey to the place; the survey itself knows of none."""
MOST_LETTERS = 80


def event() -> str:
    """Return the event of this desk."""
    return this_device.event(db.reader())


@pages.get("/outreach", menu=MenuEntry("走访", "Outreach", "today", 30))
def outreach() -> Response:
    """Show the communities with their progress, or the places of one."""
    return overview()


@pages.post("/outreach")
def outreach_find() -> AnyResponse:
    """Lead to the places that hold the words, and to the nearest open ones."""
    return look_for("staff.outreach", MOST_LETTERS)


def overview(code: int = 200, problem: KioskError | None = None) -> Response:
    """Render the list of places, with what is wrong where something is."""
    reader, here = db.reader(), event()
    words = sought("staff.outreach")
    held = book.opened(reader, signed_in(), here)
    steps = states.current(reader, here)
    community = "" if words else request.args.get("community", "")[:MOST_LETTERS]
    found = near = listed = due = None
    if held is not None:
        closed = {place for place, step in steps.items() if step.status in rules.CLOSED}
        found = held.search(words) if words else None
        near = held.near(words, closed) if words else None
        listed = held.of(community) if community else None
        due = _due(held, steps)
    return show(
        "outreach/staff/places.html",
        code,
        problem=problem,
        words=words,
        community=community,
        found=found[:MOST_FOUND] if found else found,
        near=[each for each in near if each not in (found or ())][:10] if near else None,
        listed=_open_first(listed, steps)[:MOST_FOUND] if listed else listed,
        has_more=any(len(each) > MOST_FOUND for each in (found, listed) if each),
        due=due,
        most=MOST_FOUND,
        steps=steps,
        figures=report.figures(reader, here),
        kinds=content.current().place_kinds,
        statuses=rules.STATUSES,
        waiting=answers.waiting(reader),
        released=request.args.get("released", ""),
        least=rules.LEAST_TOGETHER,
    )


def _open_first(listed: list[Entry], steps: dict[str, PlaceState]) -> list[Entry]:
    """Return places in the order of their addresses, those still to be called at before others."""
    return sorted(
        listed, key=lambda each: each.place in steps and steps[each.place].status in rules.CLOSED
    )


def _due(held: book.Book, steps: dict[str, PlaceState]) -> list[Entry]:
    """Return the places that are to be called at again today or were before, by day."""
    today = clock.today().isoformat()
    days = {place: step.next_day for place, step in steps.items() if step.next_day}
    places = sorted((day, place) for place, day in days.items() if day <= today)
    return [held.by_place[place] for _, place in places if place in held.by_place][:MOST_FOUND]


@pages.get("/outreach/place/<place>")
def outreach_place(place: str) -> AnyResponse:
    """Show one place and all that can be done there."""
    try:
        return place_page(place)
    except Unknown as error:
        return overview(404, error)


def place_page(place: str, code: int = 200, problem: KioskError | None = None) -> Response:
    """Render one place, with what is wrong where something is. Raises Unknown."""
    reader, session = db.reader(), signed_in()
    row = states.find(reader, place)
    held = book.opened(reader, session, row.event)
    history = states.history(reader, row)
    catalog = content.current()
    entry = held.by_place.get(row.place) if held else None
    steps = states.current(reader, row.event)
    closed = {each for each, step in steps.items() if step.status in rules.CLOSED} | {row.place}
    answer = show(
        "outreach/staff/place.html",
        code,
        problem=problem,
        row=row,
        entry=entry,
        is_erased=held is not None and entry is None,
        state=states.state_of(history[-1] if history else None),
        history=[(each, clock.local(each.made_at)) for each in reversed(history)],
        can_undo=bool(taps.standing(history)),
        seen=history[-1].tap if history else "",
        tap=new_id(),
        kind=catalog.place_kinds.get(row.kind),
        survey=_survey(row.kind),
        text=_request_text(reader, history),
        units=catalog.pack.units,
        unit_names=catalog.units,
        statuses=rules.STATUSES,
        acts=rules.ACTS,
        near=held.near(entry.address, closed)[:5] if held and entry else [],
        steps=steps,
        kinds=catalog.place_kinds,
        limit=rules.REQUEST_LIMIT,
        today=clock.today(),
    )
    cookies.write(answer, LAST, row.place, path="/staff")
    return answer


def _survey(kind_id: str) -> Any:
    catalog = content.current()
    kind = catalog.place_kinds.get(kind_id)
    return catalog.door_surveys.get(kind.survey) if kind and kind.survey else None


def _request_text(reader: Connection, history: list[PlaceState]) -> str:
    """Return the request that stands, for those who may read it in an unlocked session."""
    tap = states.state_of(history[-1] if history else None).request
    step = next((each for each in history if each.tap == tap), None) if tap else None
    opened = opener(reader, signed_in())
    return opened.read(step).get(service.REQUEST) or "" if step and opened else ""


@pages.post("/outreach/place/<place>")
def outreach_act(place: str) -> AnyResponse:
    """Take one step; where it cannot be taken, say why above how things stand now."""
    try:
        order = _order()
        with db.transaction() as tx:
            service.take_step(tx, content.current(), order, place)
    except Unknown as error:
        return overview(404, error)
    except Refused as error:
        return place_page(place, 409, error)
    survey = _survey(request.form.get("kind", ""))
    if order.act == "survey" and survey:
        return see("staff.outreach_survey", survey=survey.id)
    return see("staff.outreach_place", place=place)


def _order() -> service.Order:
    """Return what a form asks for. Raises Refused."""
    form = request.form
    return service.Order(
        act=service.read_act(form.get("act", "")),
        tap=form.get("tap", ""),
        seen=form.get("seen", ""),
        actor=signed_in().name,
        unit=form.get("unit", ""),
        text=form.get("text", ""),
        points=tuple(form.getlist("point")),
        day=clock.typed_day(form.get("day", "")),
    )


@pages.get("/outreach/last")
def outreach_last() -> AnyResponse:
    """Go back to the place that was looked at last."""
    place = cookies.read(LAST)
    return see("staff.outreach_place", place=place) if taps.is_tap(place) else see("staff.outreach")


@pages.post("/outreach/close")
def outreach_close() -> AnyResponse:
    """End the day: let the answers enter the journal, where enough wait."""
    with db.transaction() as tx:
        count = answers.release(tx)
    return see("staff.outreach", released=count)


@pages.post("/outreach/place/<place>/erase")
def outreach_erase(place: str) -> AnyResponse:
    """Erase the address and requests of one place, whose people ask for it."""
    if "sure" not in request.form:
        problem = Refused(
            "请先勾选“对方要求删除”。没有删除任何内容。",
            "Tick that they ask for it. Nothing was erased.",
        )
        return place_page(place, 409, problem)
    with db.transaction() as tx:
        erasing.erase(tx, states.find(tx, place))
        accounts.note(tx, signed_in().name, "erase-place", place)
    return show("outreach/staff/erased.html", is_clean=finish_erasing())


@pages.get("/outreach/figures", allowed=FIGURES, at="both")
def outreach_figures() -> Response:
    """Show how many places were called at, and what people answered."""
    reader = db.reader()
    names = editions.labels(reader)
    here = chosen_event() if current_app.config["IS_CENTRAL"] else event()
    return show(
        "outreach/staff/figures.html",
        figures=report.figures(reader, here),
        counted=report.counted(reader, here, names.door_surveys),
        kinds=names.place_kinds,
        surveys=names.door_surveys,
        least=rules.LEAST_TOGETHER,
    )
