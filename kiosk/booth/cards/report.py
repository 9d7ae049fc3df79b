"""Figures of the cards shown."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from kiosk.booth.cards.measures import CARDS
from kiosk.counts import tally
from kiosk.counts.filters import Filters


def by_card(tx: Connection, filters: Filters) -> Counter[str]:
    """Count how often each card was put on screen."""
    rows = tally.sums(tx, filters, CARDS.name, by=("about",))
    return Counter({row.about: row.n for row in rows})
