"""What contact cards cannot hold: they are printed small, and a telephone dials their numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.content.pack import Pack
from kiosk.content.yaml_tree import Path

MOST = {"bureau": 40, "unit": 40, "community": 40, "post": 60}
"""Widths of a Chinese letter. With all of them a card is full, in letters of 5 points, the least
that people read; its QR code (ISO/IEC 18004, 40-M: 2331 bytes) is not."""
NARROW = 0.6
"""Width of a letter of other scripts."""
_EXTENSION = re.compile(r"(?:\+86[ -]?)?0\d{2,3}[ -]?(?:\d{7,8}|\d{3,4}[ -]\d{4})[ -]+\d{1,6}")
_SECOND = re.compile(r"1[12]\d[ -]+\d.*|(?:0\d{2,3}[ -])?\d{7,8} +\d{7,}|1\d{10}[ -]+\d.*")
"""A further number behind 110, behind one of 7 or 8 digits, and behind a mobile one."""
MOST_DIGITS, MOST_ABROAD = 12, 15
"""An area's code and 8 digits; with a country's code what ITU-T E.164 allows."""


@dataclass(frozen=True)
class CardFault:
    """One text that a card cannot hold, with its place in the pack."""

    path: Path
    zh: str
    en: str


def faults(pack: Pack) -> Iterator[CardFault]:
    """Yield what no card can hold: texts too long for it, and numbers that nobody can dial."""
    yield from too_long(pack)
    for c, card in enumerate(pack.cards):
        if not is_one_number(card.phone):
            yield CardFault(
                ("cards", c, "phone"),
                f"{card.id} 的号码 {card.phone} 拨不通：只写一个号码，不带分机；其他的写在 says 里",
                f"nobody can dial the number {card.phone} of {card.id}: write one number without "
                "an extension; others belong in says",
            )


def too_long(pack: Pack) -> Iterator[CardFault]:
    """Yield the texts that do not fit a card of 85 × 54 mm."""
    yield from _too_long(("event", "bureau", "zh"), "bureau", "bureau", pack.event.bureau.zh)
    shown = {card.unit for card in pack.cards}
    for u, unit in enumerate(pack.units):
        if unit.id in shown:
            yield from _too_long(("units", u, "name", "zh"), unit.id, "unit", unit.name.zh)
    for c, card in enumerate(pack.cards):
        yield from _too_long(("cards", c, "post", "zh"), card.id, "post", card.post.zh)
        if card.community:
            path = ("cards", c, "community", "zh")
            yield from _too_long(path, card.id, "community", card.community.zh)


def _too_long(path: Path, name: str, field: str, text: str) -> Iterator[CardFault]:
    width, most = round(_width(text)), MOST[field]
    if width > most:
        yield CardFault(
            path,
            f"{name} 的 {field} 约有 {width} 个汉字宽，联系卡最多印得下 {most} 个；请写短些",
            f"{field} of {name} is about {width} Chinese letters wide, and a card takes {most} at "
            "the most; shorten it",
        )


def _width(text: str) -> float:
    letters = unicodedata.normalize("NFC", text)
    return sum(1 if unicodedata.east_asian_width(each) in "WFA" else NARROW for each in letters)


def is_one_number(phone: str) -> bool:
    """Return True if a telephone can dial this as it is."""
    most = MOST_ABROAD if phone.startswith("+") else MOST_DIGITS
    digits = sum(each.isdigit() for each in phone)
    return digits <= most and not (_EXTENSION.fullmatch(phone) or _SECOND.fullmatch(phone))
