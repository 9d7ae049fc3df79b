"""What a card's codes hold, in as few letters as each form allows: fewer letters, larger squares.

The contact is a vCard 3.0 (RFC 2426) of the lines that it must have and the number; the short one
is a MECARD, which says the same in fewer words; the call is a `tel:` address (RFC 3966).
"""

from __future__ import annotations

import re

from kiosk.content.pack import Card, Event, Unit
from kiosk.shell.qr import Level

LEVEL: Level = "L"
"""Nothing covers a code on a screen or a clean card, so that larger squares help more than spare
ones: as short codes 60 pixels wide, three decoders read all 32 of the bundled pack at L; at M, ZBar
missed one."""
LINE_END = "\r\n"
MOST_NAME = 48
"""Bytes of a name in a short code, which then has 33 modules at the most (4-L, 78 bytes)."""
CHINA = "+86"
_WITH_AREA = re.compile(r"0[1-9]\d{8,10}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_ABROAD = re.compile(r"00[1-9]\d{8,}")


def contact(card: Card, unit: Unit, language: str) -> bytes:
    """Return the card as a vCard: telephones file it under the unit and the post."""
    parts = (unit.name, card.community, card.post)
    name = escape(" ".join(_words(part, language) for part in parts if part))
    lines = [
        *("BEGIN:VCARD", "VERSION:3.0", f"N:{name}", f"FN:{name}"),
        *(f"TEL:{international(card.phone)}", "END:VCARD"),
    ]
    return (LINE_END.join(lines) + LINE_END).encode()


def short(card: Card, unit: Unit, language: str) -> bytes:
    """Return the card as a MECARD: the unit's short name, and the community or the post."""
    between = "" if language == "zh" else " "
    name = between.join(
        _words(part, language) for part in (unit.short, card.community or card.post)
    )
    return f"MECARD:N:{_cut(name)};TEL:{international(card.phone)};;".encode()


def call(card: Card) -> bytes:
    """Return the address that dials the card's number."""
    return f"tel:{international(card.phone)}".encode()


def former(card: Card, unit: Unit, event: Event) -> bytes:
    """Return the vCard of versions before 0.6.0, with which `cards check` compares sizes."""
    name = " ".join(part.zh for part in (unit.name, card.community, card.post) if part)
    lines = [
        *("BEGIN:VCARD", "VERSION:3.0", f"N:{escape(name)};;;;", f"FN:{escape(name)}"),
        f"ORG:{escape(event.bureau.zh)};{escape(unit.name.zh)}",
        f"TITLE:{escape(card.post.zh)}",
        *(f"TEL;TYPE=WORK,VOICE:{dialled(card.phone)}", "END:VCARD"),
    ]
    return (LINE_END.join(lines) + LINE_END).encode()


def escape(text: str) -> str:
    """Escape what separates values and lines in a vCard (RFC 2426, 2.4.2 and 4)."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, "\\" + mark)
    return "\\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def dialled(phone: str) -> str:
    """Return a number as a telephone dials it: digits, and a leading plus."""
    return "".join(mark for mark in phone if mark.isdigit() or mark == "+")


def international(phone: str) -> str:
    """Return a number as telephones dial it anywhere: with China's +86, if it has an area's code.

    Short numbers such as 110 and 96110, 400 numbers and local ones are dialled as they are.
    """
    number = dialled(phone)
    if _ABROAD.fullmatch(number):
        return f"+{number[2:]}"
    if _WITH_AREA.fullmatch(number):
        return CHINA + number[1:]
    return CHINA + number if _MOBILE.fullmatch(number) else number


def _words(text: object, language: str) -> str:
    """Return a text as it is saved: without the mark that English is missing."""
    return str(getattr(text, language))


def _cut(name: str) -> str:
    """Return a name on one line, escaped as a MECARD needs it, and cut where it is too long."""
    whole = ""
    for letter in " ".join(name.split()):
        whole += f"\\{letter}" if letter in '\\;:,"' else letter
        if len(whole.encode()) > MOST_NAME:
            return _cut(name[:-1])
    return whole
