"""Printed passports: A4 sheets of eight cards, each with letters of its own."""

from __future__ import annotations

from typing import Any

from kiosk.booth.stamps import code, passports
from kiosk.content.catalog import Catalog
from kiosk.shell import printing

ON_SHEET = 8


def sheet(catalog: Catalog) -> bytes:
    """Return a PDF of new passports, whose letters nobody else has; none is noted anywhere."""
    pack = catalog.pack
    told = {
        "bureau": pack.event.bureau.zh,
        "event": pack.event.name.zh,
        "needed": str(pack.stamps.needed),
        "stops": [{"name": each.name.zh, "is_must": each.is_must} for each in pack.stamps.stops],
        "cards": [_card(passports.new()) for _ in range(ON_SHEET)],
    }
    return printing.pdf("passports", told)


def _card(letters: str) -> dict[str, Any]:
    return {
        "letters": passports.spaced(letters),
        "code": printing.code(code.bare(letters).encode(), code.LEVEL),
    }
