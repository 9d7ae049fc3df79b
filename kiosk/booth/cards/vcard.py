"""Contact cards as vCard 3.0 (RFC 2426), which every telephone's camera reads."""

from __future__ import annotations

from kiosk.content.pack import Card, Event, Unit

LINE_END = "\r\n"


def vcard(card: Card, unit: Unit, event: Event) -> bytes:
    """Return the card's contact, in Chinese: telephones file it under the unit and the post."""
    community = card.community.zh if card.community else ""
    name = " ".join(part for part in (unit.name.zh, community, card.post.zh) if part)
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{escape(name)};;;;",
        f"FN:{escape(name)}",
        f"ORG:{escape(event.bureau.zh)};{escape(unit.name.zh)}",
        f"TITLE:{escape(card.post.zh)}",
        f"TEL;TYPE=WORK,VOICE:{dialled(card.phone)}",
        "END:VCARD",
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
