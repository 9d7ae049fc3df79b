"""The gift desk: a passport is judged, and a gift given, in two taps; the stock; the draw."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts
from kiosk.accounts.pages import MenuEntry, StaffPages, chosen_event, show, signed_in
from kiosk.accounts.roles import DESK, FIGURES
from kiosk.booth.stamps.code import BadPassport
from kiosk.booth.stamps.gifts import draw, report, service
from kiosk.booth.stamps.gifts.desks import DESKS
from kiosk.booth.stamps.gifts.service import Ticket
from kiosk.clock import local
from kiosk.content import editions
from kiosk.content import service as content
from kiosk.errors import KioskError, Refused
from kiosk.journal import events, taps
from kiosk.journal.service import new_id
from kiosk.shell import camera
from kiosk.shell.desks.asking import UsedElsewhere
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="stamps")
MOST_CODES = 6
"""Codes of one passport that are looked at together."""


@pages.get("/gifts", menu=MenuEntry("礼品台", "Gift desk", "today", 31))
def gifts() -> Response:
    """Ask for a passport."""
    return _desk()


@pages.post("/gifts")
def gifts_judge() -> Response:
    """Show whether a passport is a ticket; nothing is changed, so sending it again does no harm."""
    codes = _codes()
    try:
        ticket = service.read(db.reader(), content.current(), codes)
    except BadPassport as problem:
        return _desk(problem=problem, is_false=True)
    return _desk(ticket=ticket, codes=codes)


def _codes() -> list[str]:
    return [each for each in request.form.getlist("code") if each.strip()][:MOST_CODES]


@pages.post("/gifts/give")
def gifts_give() -> AnyResponse:
    """Give the gift that was tapped for the passport that was judged."""
    catalog, codes, tap = content.current(), _codes(), request.form.get("tap", "")
    try:
        silent = _give(codes, tap)
    except BadPassport as problem:
        return _desk(409, problem=problem, is_false=True)
    except UsedElsewhere as problem:
        held = service.read(db.reader(), catalog, codes).passport
        ticket = Ticket(held, "used", used=problem.answer)
        return _desk(409, problem=problem, ticket=ticket, codes=codes)
    except Refused as problem:
        ticket = service.read(db.reader(), catalog, codes)
        return _desk(409, problem=problem, ticket=ticket, codes=codes)
    return see("staff.gift_given", tap=tap, silent=silent)


def _give(codes: list[str], tap: str) -> int | None:
    """Redeem a ticket once the other desks were asked.

    Return how many of them did not answer, None where there are no others.
    """
    catalog, actor, gift = content.current(), signed_in().name, request.form.get("gift", "")
    number = service.read(db.reader(), catalog, codes).passport.number
    taps.require(tap)
    with DESKS.agreed(number, tap) as silent, db.transaction() as tx:
        held = service.read(tx, catalog, codes).passport
        service.redeem(tx, catalog, held, gift, tap=tap, actor=actor)
    return silent if DESKS.here.addresses else None


@pages.get("/gifts/given/<tap>")
def gift_given(tap: str) -> Response:
    """Show what was given and what to do with the paper, and offer to take it back.

    It also says how many other desks did not answer, as the address tells.
    """
    step = service.find(db.reader(), tap)
    return _desk(step=step, silent=request.args.get("silent", type=int))


@pages.post("/gifts/undo")
def gifts_undo() -> AnyResponse:
    """Take the gift of a form back."""
    given = request.form.get("given", "")
    with db.transaction() as tx:
        service.undo(tx, given, tap=request.form.get("tap", ""), actor=signed_in().name)
    return see("staff.gift_given", tap=given)


def _desk(code: int = 200, ticket: Ticket | None = None, **context: Any) -> Response:
    given = dict.fromkeys(("problem", "is_false", "codes", "step", "silent")) | context
    used = ticket.used if ticket else None
    page = show(
        "stamps/staff/gifts.html",
        code,
        ticket=ticket,
        used_at=local(used.made_at) if used else None,
        names=content.current().gifts,
        left=service.remaining(db.reader()),
        new_id=new_id,
        **given,
    )
    return camera.allowed(page)


@pages.get("/gifts/stock")
def gift_stock() -> Response:
    """Show how many of each gift are left at this desk."""
    return _stock()


@pages.post("/gifts/stock")
def gift_stock_step() -> AnyResponse:
    """Enter gifts that came, or a count."""
    form = request.form
    typed = form.get("count", "").strip()
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None
    try:
        with db.transaction() as tx:
            service.stock(
                tx,
                content.current(),
                form.get("act", ""),
                form.get("gift", ""),
                count,
                tap=form.get("tap", ""),
                actor=signed_in().name,
            )
    except Refused as problem:
        return _stock(409, problem)
    return see("staff.gift_stock")


def _stock(code: int = 200, problem: KioskError | None = None) -> Response:
    left = service.remaining(db.reader())
    return show("stamps/staff/stock.html", code, problem=problem, left=left, new_id=new_id)


@pages.get(
    "/gift-figures",
    allowed=FIGURES,
    at="both",
    menu=MenuEntry("礼品", "Gifts", "results", 30),
)
def gift_figures() -> Response:
    """Show what each desk gave, and every ticket that was redeemed twice, by desk and time."""
    event, reader = chosen_event() or "", db.reader()
    return show(
        "stamps/staff/figures.html",
        event=event,
        events=events.names(reader),
        desks=report.by_desk(reader, event),
        twice=report.used_twice(reader, event),
        names=editions.labels(reader).gifts,
        local=local,
    )


@pages.get("/draw", allowed=FIGURES, at="both")
def prize_draw() -> Response:
    """Ask for the seed and how many win."""
    return _draw()


@pages.post("/draw", allowed=FIGURES, at="both")
def prize_draw_made() -> Response:
    """Draw; the same seed and tickets draw the same, so sending it again changes nothing."""
    typed = request.form.get("winners", "")
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else None
    try:
        seed, winners = draw.check(request.form.get("seed", ""), count)
    except Refused as problem:
        return _draw(409, problem)
    with db.transaction() as tx:
        event = chosen_event() or ""
        lots = draw.lots(seed, draw.tickets(tx, event))
        accounts.note(tx, signed_in().name, "prize-draw", f"{seed}: {winners} / {len(lots)}")
    return _draw(seed=seed, winners=winners, lots=lots)


def _draw(code: int = 200, problem: KioskError | None = None, **drawn: Any) -> Response:
    event, reader = chosen_event() or "", db.reader()
    shown = {"seed": "", "winners": 10, "lots": None} | drawn
    return show(
        "stamps/staff/draw.html",
        code,
        problem=problem,
        event=event,
        tickets=len(draw.tickets(reader, event)),
        **shown,
    )


@pages.get("/draw.csv", allowed=FIGURES, at="both")
def prize_draw_csv() -> Response:
    """Send the list of all tickets, with their lots by the seed in the address."""
    seed, _ = draw.check(request.args.get("seed", ""), 1)
    lots = draw.lots(seed, draw.tickets(db.reader(), chosen_event() or ""))
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(["place", "ticket", "sha256"])
    sheet.writerows((place, *lot) for place, lot in enumerate(lots, start=1))
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="draw.csv"'
    return response
