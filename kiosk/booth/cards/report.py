"""Figures of the cards shown and taken along."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from kiosk.booth.cards.measures import APPS, CARDS, KEPT
from kiosk.counts import tally
from kiosk.counts.filters import Filters
from kiosk.counts.tally import Measure


def by_card(tx: Connection, filters: Filters) -> Counter[str]:
    """Count how often each card was put on screen."""
    return _by(tx, filters, CARDS)


def kept(tx: Connection, filters: Filters) -> Counter[str]:
    """Count how often people said that they have a card's number."""
    return _by(tx, filters, KEPT)


def by_app(tx: Connection, filters: Filters) -> Counter[str]:
    """Count how often each app was chosen to scan with."""
    return _by(tx, filters, APPS)


def _by(tx: Connection, filters: Filters, measure: Measure) -> Counter[str]:
    rows = tally.sums(tx, filters, measure.name, by=("about",))
    return Counter({row.about: row.n for row in rows})
