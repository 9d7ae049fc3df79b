"""Reach what lays cards out on paper, which loads its library when cards are printed."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card


def sheet(catalog: Catalog, cards: Sequence[Card]) -> bytes:
    """Return the PDF of `cards`, ten a page."""
    # What sets type takes 0.2 s and 25 MB, which a booth that prints nothing need not hold.
    from kiosk.booth.cards import sheet as laid_out

    return laid_out.sheet(catalog, cards)
