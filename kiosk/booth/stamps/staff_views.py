"""Staff pages that stamp passports for drills and visits, and print new ones."""

from __future__ import annotations

from flask import Response, request

from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import DESK
from kiosk.booth.stamps import cards, service
from kiosk.booth.stamps.service import Passport
from kiosk.booth.stamps.views import drawn
from kiosk.content import service as content
from kiosk.content import stamp_rule
from kiosk.errors import KioskError, Refused
from kiosk.sealing import booth_keys
from kiosk.shell import camera
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="stamps")


@pages.get("/stamps", menu=MenuEntry("盖章", "Stamps", "today", 30))
def stamps() -> Response:
    """Ask for a passport, and which stamp it gets."""
    return _page()


@pages.post("/stamps")
def stamps_give() -> Response:
    """Stamp a passport, or a new one; the same form sent again stamps nothing more."""
    form, catalog = request.form, content.current()
    typed, stop = form.get("code", ""), form.get("stop", "")
    try:
        with db.transaction() as tx:
            held = service.read(tx, catalog, [typed]) if typed else service.new(tx, catalog)
            stamped = service.stamp_by_staff(tx, catalog, held, stop, by=signed_in().name)
    except Refused as problem:
        return _page(409, problem)
    return _page(held=stamped)


def _page(
    code: int = 200, problem: KioskError | None = None, held: Passport | None = None
) -> Response:
    catalog, reader = content.current(), db.reader()
    rule = catalog.pack.stamps
    page = show(
        "stamps/staff/stamps.html",
        code,
        problem=problem,
        passport=held,
        drawing=drawn(reader, held) if held else "",
        lacking=stamp_rule.lacking(rule, held.stops) if held else 0,
        stops=service.stops_here(reader, catalog),
        booths=booth_keys.count(reader),
        printed=cards.ON_SHEET,
    )
    return camera.allowed(page)


@pages.get("/passports.pdf")
def passports_pdf() -> Response:
    """Send a sheet of new passports."""
    response = Response(cards.sheet(content.current()), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="passports.pdf"'
    return response
