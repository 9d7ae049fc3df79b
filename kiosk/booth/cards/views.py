"""Pages where people find a card by town or unit, and take it with them."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.cards import codes, service
from kiosk.booth.cards.records import Step
from kiosk.booth.cards.rules import BEST
from kiosk.content import service as content
from kiosk.content.apps import Code, ScanApp
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
    """Show a card with the code that is read best; each showing is recorded."""
    catalog = content.current()
    found = service.find(catalog, card_id)
    with db.transaction() as tx:
        service.show(tx, sitting.ensure(), found, sitting.view().language)
    return show_card(catalog, found)


@bp.get("/<card_id>/by/<app_id>")
def by_app(card_id: str, app_id: str) -> Response:
    """Show a card with the code that suits an app."""
    catalog = content.current()
    found, app = service.find(catalog, card_id), service.find_app(catalog, app_id)
    return show_card(catalog, found, app, service.code_of(db.reader(), catalog, found, app))


def show_card(
    catalog: Catalog, found: Card, app: ScanApp | None = None, code: Code = BEST
) -> Response:
    """Render a card with one of its codes, the apps to choose from, and its unit's other cards."""
    return render(
        "cards/card.html",
        card=found,
        unit=catalog.units[found.unit],
        siblings=catalog.cards_of(found.unit),
        apps=catalog.apps.values(),
        app=app,
        shows=code,
        number=codes.international(found.phone),
    )


@bp.post("/<card_id>/by")
def choose(card_id: str) -> AnyResponse:
    """Note with which app somebody scans, and show its code."""
    app = _take(card_id, "chosen")
    if app is None:
        return see("cards.card", card_id=card_id)
    return see("cards.by_app", card_id=card_id, app_id=app.id)


@bp.post("/<card_id>/kept")
def keep(card_id: str) -> AnyResponse:
    """Note that somebody has the number now."""
    _take(card_id, "kept")
    return see("cards.kept", card_id=card_id)


def _take(card_id: str, step: Step) -> ScanApp | None:
    catalog = content.current()
    found, named = service.find(catalog, card_id), request.form.get("app", "")
    app = service.find_app(catalog, named) if named else None
    if app or step == "kept":
        with db.transaction() as tx:
            service.take(
                tx,
                sitting.ensure(),
                catalog,
                found,
                step,
                app=app,
                language=sitting.view().language,
            )
    return app


@bp.get("/<card_id>/kept")
def kept(card_id: str) -> Response:
    """Show the number once more, and where the phone keeps it."""
    catalog = content.current()
    found = service.find(catalog, card_id)
    return render("cards/kept.html", card=found, unit=catalog.units[found.unit])


@bp.get("/<card_id>/<code>.png")
def png(card_id: str, code: str) -> Response:
    """Send one of a card's codes as PNG."""
    return Response(qr.png(_held(card_id, code), codes.LEVEL), content_type="image/png")


@bp.get("/<card_id>/<code>.svg")
def svg(card_id: str, code: str) -> Response:
    """Send one of a card's codes as SVG."""
    return Response(qr.svg(_held(card_id, code), codes.LEVEL), content_type="image/svg+xml")


@bp.get("/<card_id>.vcf")
def vcf(card_id: str) -> Response:
    """Send a card's contact as vCard."""
    response = Response(_held(card_id, "contact"), content_type="text/vcard; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{card_id}.vcf"'
    return response


def _held(card_id: str, code: str) -> bytes:
    catalog = content.current()
    found = service.find(catalog, card_id)
    return service.held(db.reader(), catalog, found, code, sitting.view().language)
