"""Staff pages that print the contact cards."""

from __future__ import annotations

from flask import Response

from kiosk.accounts.pages import MenuEntry, StaffPages, show
from kiosk.accounts.roles import EVERYONE
from kiosk.booth.cards.rules import NAMES
from kiosk.booth.cards.service import accounts
from kiosk.booth.cards.sheet import boxed, sheet
from kiosk.content import card_texts
from kiosk.content import service as content
from kiosk.storage.db import db

pages = StaffPages(allowed=EVERYONE, section="cards")


@pages.get("/cards", menu=MenuEntry("联系卡", "Cards", "machine", 3))
def cards() -> Response:
    """Offer the printed sheet of contact cards."""
    catalog = content.current()
    return show(
        "cards/staff/cards.html",
        count=len(catalog.pack.cards),
        units=catalog.units,
        accounts=dict(accounts(db.reader(), catalog)),
        apps=catalog.apps.values(),
        code_names=NAMES,
        boxed=list(boxed(catalog, catalog.pack.cards)),
        faults=list(card_texts.faults(catalog.pack)),
    )


@pages.get("/cards.pdf")
def cards_pdf() -> Response:
    """Send the sheet of contact cards."""
    catalog = content.current()
    response = Response(sheet(catalog, catalog.pack.cards), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="cards.pdf"'
    return response
