"""Show one party, check one in at the desk, and print its badge."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts
from kiosk.accounts.erasing import finish_erasing
from kiosk.accounts.pages import StaffPages, show, signed_in
from kiosk.accounts.roles import DESK
from kiosk.booth.checkin import rules, service, slots, withdrawal
from kiosk.booth.checkin.reception import board
from kiosk.booth.checkin.reception.pages import (
    desk_page,
    event,
    page,
    party,
    visitors,
    whole_number,
)
from kiosk.booth.checkin.records import Head
from kiosk.content import service as content
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal import taps
from kiosk.sealing import keys
from kiosk.shell import qr, sitting
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="walk-in")


@pages.get("/reception/party/<visit>", section="leaving")
def reception_party(visit: str) -> Response:
    """Show one party and all that can be done with it."""
    try:
        return party_page(visit)
    except Unknown as error:
        return desk_page(404, error)


def party_page(visit: str, code: int = 200, problem: KioskError | None = None) -> Response:
    """Show one party, with what is wrong where something is. Raises Unknown."""
    held = party(visit)
    return page(
        "party",
        code,
        problem,
        party=held,
        rooms=slots.open_rooms(slots.rooms(db.reader(), content.current(), event())),
        together=board.parties_of_tap(db.reader(), held.tap),
        is_recent=board.is_recent,
    )


@pages.get("/reception/new")
def reception_new() -> Response:
    """Ask what a check-in at the desk needs."""
    return _form()


def _form(code: int = 200, problem: KioskError | None = None) -> Response:
    tap = request.form.get("tap", "")
    return page(
        "new",
        code,
        problem,
        rooms=slots.open_rooms(slots.rooms(db.reader(), content.current(), event())),
        can_seal=keys.has_key(db.reader()),
        most=rules.MOST_PEOPLE,
        given=request.form,
        tap=tap if taps.is_tap(tap) else None,
    )


@pages.post("/reception/new")
def reception_check_in() -> AnyResponse:
    """Check a party in; where names were sealed, show the code that withdraws them, once."""
    try:
        with db.transaction() as tx:
            held = _check_in(tx)
    except (Refused, Unknown) as error:
        return _form(409, error)
    return checked_in(held, request.form["tap"])


def _check_in(tx: Connection) -> service.CheckedIn:
    form = request.form
    given = {each.id: whole_number(f"people-{each.id}") or 0 for each in visitors()}
    party = service.Party(
        heads=[Head(kind=kind, people=people) for kind, people in given.items() if people],
        under_14=whole_number("under_14") or 0,
        name=form.get("name", ""),
        phone=form.get("phone", ""),
        organisation=form.get("organisation", ""),
    )
    if not party.heads:
        raise Refused("请填人数。", "Give the number of people.")
    return service.check_in(
        tx,
        content.current(),
        party,
        tap=form.get("tap", ""),
        channel="group" if form.get("channel") == "group" else "walk-in",
        slot_id=form.get("slot") or None,
        has_accepted_rules="rules" in form,
        language=sitting.view().language,
        actor=signed_in().name,
    )


def checked_in(held: service.CheckedIn, tap: str) -> AnyResponse:
    """Go back to the desk after a check-in; first show a withdrawal code, which is kept nowhere."""
    if held.withdrawal is None:
        return see("staff.reception", done=tap)
    return page(
        "handed",
        party=party(held.visit),
        withdrawal=held.withdrawal,
        done=board.done(db.reader(), tap),
    )


@pages.get("/reception/badge/<visit>", section="desk")
def reception_badge(visit: str) -> Response:
    """Show a badge to print again; with the name in an unlocked session."""
    try:
        return page("badge", party=party(visit))
    except Unknown as error:
        return desk_page(404, error)


@pages.get("/reception/badge/<visit>.svg", section="desk")
def reception_badge_svg(visit: str) -> Response:
    """Draw the QR code of a badge. Raises Unknown."""
    row = service.find(db.reader(), visit)
    return Response(qr.svg((rules.BADGE + row.visit).encode()), content_type="image/svg+xml")


@pages.post("/visits/<visit>/erase", section="withdrawal")
def erase_visit(visit: str) -> AnyResponse:
    """Erase the names of one visit, whose guest asks for it; the head count stays."""
    if "sure" not in request.form:
        raise Refused(
            "请先勾选“客人要求删除”。没有删除任何内容。",
            "Tick that the guest asks for it. Nothing was erased.",
        )
    with db.transaction() as tx:
        row = service.find(tx, visit)
        withdrawal.erase(tx, row)
        accounts.note(tx, signed_in().name, "erase-visit", row.visit)
    return show("checkin/reception/erased_visit.html", visit=row, is_clean=finish_erasing())
