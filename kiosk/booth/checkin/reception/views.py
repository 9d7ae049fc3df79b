"""Show the reception desk, and let it admit, check out, move and undo."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts.pages import MenuEntry, StaffPages, signed_in
from kiosk.accounts.roles import DESK
from kiosk.accounts.searching import look_for, sought
from kiosk.booth.checkin import service, states
from kiosk.booth.checkin.comparing import is_found
from kiosk.booth.checkin.reception import board, guests
from kiosk.booth.checkin.reception.end_views import end_page
from kiosk.booth.checkin.reception.pages import desk_page, event, opener, parties, whole_number
from kiosk.booth.checkin.reception.party_views import party_page
from kiosk.content import service as content
from kiosk.errors import KioskError, NotAllowed, Refused, Unknown
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="desk")

Work = Callable[[Connection, str, str], object]
"""Does something in a transaction, with the form's id and the name of who sent it."""


@pages.get("/reception", menu=MenuEntry("参观接待", "Reception", "today", 2))
def reception() -> Response:
    """Show the parties that are here, or those that were looked for, and what can be done."""
    words = sought("staff.reception")
    if not words or opener() is None:
        return desk_page()
    found = [
        each for each in parties() if is_found(words, each.name, each.organisation, each.phone)
    ]
    return desk_page(found=board.by_state(found))


@pages.post("/reception/find")
def reception_find() -> AnyResponse:
    """Look for today's parties whose name or organisation holds the words, in unlocked sessions.

    Words come by POST and stay in the session, so that no name stands in an address, in a log, or
    among the forms that a browser keeps to send them again.
    """
    if opener() is None:
        problem = NotAllowed("请先解锁，再按姓名查找。", "Unlock first, then search by name.")
        return desk_page(403, problem)
    return look_for("staff.reception", guests.MOST_LETTERS)


@pages.post("/reception/admit", section="slots")
def reception_admit() -> AnyResponse:
    """Let one waiting party in, or all that wait for a slot."""

    def work(tx: Connection, tap: str, actor: str) -> None:
        visits = [request.form.get("visit", "")]
        if "slot" in request.form:
            visits = board.waiting_for(tx, event(), request.form["slot"], clock.today())
        if not visits and not states.is_known_tap(tx, tap):
            raise Refused("没有人在等这一场。", "Nobody waits for this slot.")
        service.admit(tx, visits, tap=tap, actor=actor)

    return _act(work)


@pages.post("/reception/leave", section="leaving")
def reception_leave() -> AnyResponse:
    """Check out a party, whole or some of its people."""

    def work(tx: Connection, tap: str, actor: str) -> None:
        people = whole_number("people", None)
        service.leave(tx, [request.form.get("visit", "")], tap=tap, actor=actor, people=people)

    return _act(work)


@pages.post("/reception/move", section="slots")
def reception_move() -> AnyResponse:
    """Move a party to another slot of today, or to none."""

    def work(tx: Connection, tap: str, actor: str) -> None:
        visit, slot = request.form.get("visit", ""), request.form.get("slot") or None
        service.move(tx, content.current(), visit, slot, tap=tap, actor=actor)

    return _act(work)


@pages.post("/reception/undo", section="leaving")
def reception_undo() -> AnyResponse:
    """Take back all that one tap did."""

    def work(tx: Connection, tap: str, actor: str) -> None:
        service.undo(tx, content.current(), request.form.get("undone", ""), tap=tap, actor=actor)

    return _act(work)


@pages.post("/reception/end", section="close")
def reception_close() -> AnyResponse:
    """Check out everybody who is still inside, and cancel who still waits."""

    def work(tx: Connection, tap: str, actor: str) -> None:
        visits = board.still_here(tx, event())
        if not visits and not states.is_known_tap(tx, tap):
            raise Refused("里面没有人了，也没有人在等候。", "Nobody is inside or waiting.")
        service.leave(tx, visits, tap=tap, actor=actor)

    return _act(work)


def _act(work: Work) -> AnyResponse:
    """Do what a form asks, and return to its page with the strip that says so and undoes it."""
    tap = request.form.get("tap", "")
    try:
        with db.transaction() as tx:
            work(tx, tap, signed_in().name)
    except (Refused, Unknown) as error:
        return _page_of_form(error)
    if request.form.get("back") == "end":
        return see("staff.reception_end", done=tap)
    return see("staff.reception", done=tap, show=_tab())


def _page_of_form(problem: KioskError) -> Response:
    """Show the form's page again, with what is wrong."""
    back, visit = request.form.get("back"), request.form.get("visit", "")
    if back == "end":
        return end_page(409, problem)
    if back == "party" and any(each.visit == visit for each in parties()):
        return party_page(visit, 409, problem)
    return desk_page(409, problem)


def _tab() -> str | None:
    """Return the tab that the form was on; None leaves it out of the address."""
    tab = request.form.get("show", "")
    return tab if tab in board.TABS and tab != "here" else None
