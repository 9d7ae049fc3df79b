"""Finding cards, and recording that one was shown."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.booth.cards.records import KIND, CardShown
from kiosk.booth.cards.vcard import vcard
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card
from kiosk.errors import Unknown
from kiosk.journal import service as journal


def find(catalog: Catalog, card_id: str) -> Card:
    """Return a card. Raises Unknown."""
    card = catalog.cards.get(card_id)
    if card is None:
        raise Unknown("没有这张联系卡。", "There is no such card.")
    return card


def contact(catalog: Catalog, card: Card) -> bytes:
    """Return the card's vCard, which its QR code holds byte for byte."""
    return vcard(card, catalog.units[card.unit], catalog.pack.event)


def show(tx: Connection, sitting: str, card: Card, language: str) -> None:
    """Record that a card was put on screen."""
    shown = CardShown(card=card.id, about_unit=card.unit, language=language)
    journal.append(tx, KIND, shown, sitting=sitting)
