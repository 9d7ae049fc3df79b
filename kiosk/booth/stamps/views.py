"""Pages where people get their stamps, and look at their passport."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request
from markupsafe import Markup
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.stamps import code, service
from kiosk.booth.stamps.code import BadPassport
from kiosk.booth.stamps.gifts import service as gifts
from kiosk.booth.stamps.service import Passport
from kiosk.content import service as content
from kiosk.content import stamp_rule
from kiosk.content.parts import Text
from kiosk.journal.this_device import place
from kiosk.shell import camera, qr, sitting
from kiosk.shell.offers import Offer
from kiosk.shell.pages import render, see
from kiosk.shell.sitting_store import SittingStore
from kiosk.storage.db import db

bp = Blueprint("stamps", __name__, url_prefix="/stamps")


@dataclass(frozen=True)
class Held:
    """The passport that a sitting showed last, or why its code was not taken."""

    passport: Passport | None = None
    problem: Text | None = None


HELD: SittingStore[Held] = SittingStore()


@bp.get("/")
def start() -> Response:
    """Ask for the passport, or offer a new one; say what was earned here, and what to earn."""
    catalog, reader = content.current(), db.reader()
    held = HELD.get(sitting.current()) if "again" in request.args else None
    return camera.allowed(
        render(
            "stamps/start.html",
            earned=service.earned_here(reader, sitting.current(), catalog),
            units=catalog.units,
            problem=held.problem if held else None,
        )
    )


@bp.post("/")
def take() -> AnyResponse:
    """Stamp the passport that was scanned or typed, or a new one; its code is held in memory."""
    of_sitting, typed = sitting.ensure(), request.form.get("code", "")
    try:
        with db.transaction() as tx:
            passport = service.take(
                tx, of_sitting, content.current(), [] if "new" in request.form else [typed]
            )
    except BadPassport as problem:
        HELD.keep(of_sitting, Held(problem=code.reason(problem)))
        return see("stamps.start", again=1)
    HELD.keep(of_sitting, Held(passport))
    return see("stamps.passport")


@bp.get("/passport")
def passport() -> AnyResponse:
    """Show the stamps of the passport, and the code to photograph, which holds them."""
    held = HELD.get(sitting.current())
    if held is None or held.passport is None:
        return see("stamps.start")
    catalog, reader = content.current(), db.reader()
    shown = service.again(reader, catalog, held.passport)
    return render(
        "stamps/passport.html",
        passport=shown,
        drawing=drawn(reader, shown),
        lacking=stamp_rule.lacking(catalog.pack.stamps, shown.stops),
        used=gifts.redeemed(reader, shown.number),
        left=gifts.remaining(reader),
        units=catalog.units,
    )


def drawn(tx: Connection, shown: Passport) -> Markup:
    """Return the code of a passport as a drawing for the page itself."""
    digits = service.code_of(tx, content.current(), shown)
    return Markup(qr.svg(digits.encode(), code.LEVEL).decode())


def offer(finished: str) -> Offer | None:
    """Offer a stamp to those who finished something that this booth stamps for."""
    here = place(db.reader())
    stops = stamp_rule.stops_here(content.current(), here.unit if here else None)
    if not any(stop.earned_by == finished for stop in stops):
        return None
    return Offer("/stamps/", Text(zh="盖个章", en="Get your stamp"), "tick")
