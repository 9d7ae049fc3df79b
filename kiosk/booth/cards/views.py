"""Pages where people find a card by town or unit, and take it with them."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.cards import service
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card
from kiosk.errors import Unknown
from kiosk.shell import qr, sitting
from kiosk.shell.pages import render, see
from kiosk.storage.db import db

bp = Blueprint("cards", __name__, url_prefix="/cards")


@bp.get("/")
def towns() -> Response:
    """Offer the towns with their stations, and the units on the plaza."""
    pack = content.current().pack
    return render(
        "cards/towns.html",
        towns=[
            (town, [unit for unit in pack.units if unit.town == town.id]) for town in pack.towns
        ],
        plaza=[unit for unit in pack.units if unit.town is None],
    )


@bp.get("/unit/<unit_id>")
def unit(unit_id: str) -> AnyResponse:
    """Go to a unit's first card."""
    cards = content.current().cards_of(unit_id)
    if not cards:
        raise Unknown("这个单位还没有联系卡。", "This unit has no card yet.")
    return see("cards.card", card_id=cards[0].id)


@bp.get("/hotlines")
def hotlines() -> Response:
    """Show the hotlines."""
    return render("cards/hotlines.html")


@bp.get("/<card_id>")
def card(card_id: str) -> Response:
    """Show a card with its code; each showing is recorded."""
    catalog = content.current()
    found = service.find(catalog, card_id)
    with db.transaction() as tx:
        service.show(tx, sitting.ensure(), found, sitting.view().language)
    return show_card(catalog, found)


def show_card(catalog: Catalog, found: Card) -> Response:
    """Render a card, with its unit's other ones."""
    return render(
        "cards/card.html",
        card=found,
        unit=catalog.units[found.unit],
        siblings=catalog.cards_of(found.unit),
    )


@bp.get("/<card_id>.png")
def png(card_id: str) -> Response:
    """Send a card's code as PNG."""
    return Response(qr.png(_contact(card_id)), content_type="image/png")


@bp.get("/<card_id>.svg")
def svg(card_id: str) -> Response:
    """Send a card's code as SVG."""
    return Response(qr.svg(_contact(card_id)), content_type="image/svg+xml")


@bp.get("/<card_id>.vcf")
def vcf(card_id: str) -> Response:
    """Send a card's contact as vCard."""
    response = Response(_contact(card_id), content_type="text/vcard; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{card_id}.vcf"'
    return response


def _contact(card_id: str) -> bytes:
    catalog = content.current()
    return service.contact(catalog, service.find(catalog, card_id))
