"""Printed contact cards: A4 sheets of ten business cards (85 × 54 mm) with cut marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.booth.cards import codes
from kiosk.content import card_texts
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card
from kiosk.errors import Refused
from kiosk.shell import paper, printing
from kiosk.typed_text import one_line


@dataclass(frozen=True)
class Boxed:
    """Letters of one text of a card that the fonts do not have, so that boxes are printed."""

    card: str
    field: str
    letters: str


def sheet(catalog: Catalog, cards: Sequence[Card]) -> bytes:
    """Return the PDF of `cards`, ten a page. Raises Refused if a text does not fit its card."""
    for fault in card_texts.too_long(catalog.pack):
        raise Refused(f"{fault.zh}。", f"{fault.en}.")
    return printing.pdf("cards", {"cards": [_card(catalog, card) for card in cards]})


def boxed(catalog: Catalog, cards: Sequence[Card]) -> Iterator[Boxed]:
    """Yield each text of `cards` that has letters which the fonts do not."""
    for card in cards:
        for field, words in _words(catalog, card).items():
            if letters := paper.missing(words):
                yield Boxed(card.id, field, letters)


def _words(catalog: Catalog, card: Card) -> dict[str, str]:
    """Return the words on a card by the fields that they come from."""
    words = {
        "bureau": catalog.pack.event.bureau.zh,
        "unit": catalog.units[card.unit].name.zh,
        "community": card.community.zh if card.community else "",
        "post": card.post.zh,
    }
    return {field: one_line(text) for field, text in words.items()}


def _card(catalog: Catalog, card: Card) -> dict[str, Any]:
    unit = catalog.units[card.unit]
    return _words(catalog, card) | {
        "phone": card.phone,
        "is_placeholder": card.is_placeholder,
        "contact": printing.code(codes.contact(card, unit, "zh"), codes.LEVEL),
        "short": printing.code(codes.short(card, unit, "zh"), codes.LEVEL),
    }
