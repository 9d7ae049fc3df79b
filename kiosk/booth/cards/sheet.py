"""Printed contact cards: A4 sheets of ten business cards (85 × 54 mm) with cut marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.booth.cards import service
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card
from kiosk.shell import printing


def sheet(catalog: Catalog, cards: Sequence[Card]) -> bytes:
    """Return the PDF of `cards`, ten a page."""
    return printing.pdf("cards", {"cards": [_card(catalog, card) for card in cards]})


def _card(catalog: Catalog, card: Card) -> dict[str, Any]:
    return {
        "bureau": catalog.pack.event.bureau.zh,
        "unit": catalog.units[card.unit].name.zh,
        "community": card.community.zh if card.community else None,
        "post": card.post.zh,
        "phone": card.phone,
        "is_placeholder": card.is_placeholder,
        "code": printing.code(service.contact(catalog, card)),
    }
