"""Render the reception's pages, with what each of them shows."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from kiosk import clock
from kiosk.accounts.pages import show, signed_in
from kiosk.accounts.unlock_views import desk_opener
from kiosk.booth.checkin import report, rules, slots
from kiosk.booth.checkin.reception import board
from kiosk.booth.checkin.report import Party
from kiosk.content import service as content
from kiosk.content.pack import Visitor
from kiosk.content.parts import Text
from kiosk.counts.filters import Filters
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal import taps, this_device
from kiosk.journal.service import new_id
from kiosk.sealing.opening import Opener
from kiosk.shell import camera
from kiosk.storage.db import db

ANYBODY = Visitor(id=rules.GUEST, name=Text(zh="来宾", en="Guest"))
"""The one kind of guest where the pack tells none apart."""


def event() -> str:
    """Return the event of this desk."""
    return this_device.event(db.reader())


def opener() -> Opener | None:
    """Return what opens names in an unlocked session, None while it is locked."""
    return desk_opener(db.reader(), signed_in())


def visitors() -> list[Visitor]:
    """Return the kinds of guests that the pack tells apart."""
    return list(content.current().pack.tour.visitors) or [ANYBODY]


def parties() -> list[Party]:
    """Return who waits, who is inside, and who came today; names only in an unlocked session."""
    return report.parties(db.reader(), content.current(), event(), opener())


def party(visit: str) -> Party:
    """Return one of `parties`. Raises Unknown."""
    found = next((each for each in parties() if each.visit == visit), None)
    if found is None:
        raise Unknown(
            "这台电脑上没有这份登记，或者是以前的。",
            "This laptop has no such visit, or it is of a day gone by.",
        )
    return found


def page(
    template: str, code: int = 200, problem: KioskError | None = None, **context: Any
) -> Response:
    """Render a page of the reception."""
    catalog = content.current()
    return show(
        f"checkin/reception/{template}.html",
        code,
        problem=problem,
        new_id=new_id,
        kinds={each.id: each.name for each in visitors()},
        slots=catalog.slots,
        **context,
    )


def desk_page(
    code: int = 200,
    problem: KioskError | None = None,
    *,
    found: list[Party] | None = None,
) -> Response:
    """Show the desk: a tab of its parties, or those that were `found` by name."""
    held = parties()
    tab = request.values.get("show", "")
    tab = tab if tab in board.TABS else "here"
    today = clock.today()
    catalog = content.current()
    figures = report.figures(db.reader(), Filters(event=event(), since=today, until=today))
    desk = page(
        "desk",
        code,
        problem,
        here_now=board.here(held),
        came=figures,
        rooms=slots.rooms(db.reader(), catalog, event()),
        waiting=waiting_by_slot(held),
        parties=board.parties_on(held, tab) if found is None else found,
        tab=tab,
        is_search=found is not None,
        done=done(),
        is_recent=board.is_recent,
    )
    return camera.allowed(desk)


def waiting_by_slot(held: list[Party]) -> dict[str, int]:
    """Count the people who wait for each slot of today."""
    counted: dict[str, int] = {}
    for each in held:
        if each.status == "waiting" and each.slot and each.day == clock.today():
            counted[each.slot] = counted.get(each.slot, 0) + each.people
    return counted


def done() -> board.Done | None:
    """Return what the tap did that led to this page, where its id is in the address."""
    tap = request.args.get("done", "")
    return board.done(db.reader(), tap) if taps.is_tap(tap) else None


def whole_number(name: str, default: int | None = 0) -> int | None:
    """Return a number of the form, `default` where the field is empty. Raises Refused."""
    text = request.form.get(name, "").strip()
    if not text:
        return default
    if not (text.isdecimal() and len(text) <= 4):
        raise Refused("人数请填数字。", "Give the number of people in digits.")
    return int(text)
