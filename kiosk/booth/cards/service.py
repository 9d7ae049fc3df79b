"""Finding cards, recording that one was shown, checking that every code reads back."""

from __future__ import annotations

import io
from collections.abc import Iterator

import zxingcpp
from PIL import Image
from sqlalchemy import Connection

from kiosk.booth.cards.records import KIND, CardShown
from kiosk.booth.cards.vcard import vcard
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card
from kiosk.errors import Unknown
from kiosk.journal import service as journal
from kiosk.shell import qr


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


def check(catalog: Catalog) -> Iterator[tuple[Card, bool]]:
    """Decode every card's QR code as a camera would; yield the card and whether it reads back."""
    for card in catalog.pack.cards:
        held = contact(catalog, card)
        read = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(held))).convert("L"))
        yield card, len(read) == 1 and bytes(read[0].bytes) == held
