"""Count the cards that were shown."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, Select, func, select

from kiosk.cards.models import CardView
from kiosk.journal.reading import Filters


def by_card(tx: Connection, filters: Filters) -> Counter[str]:
    """Count how often each card was put on screen."""
    query = select(CardView.card, func.count()).where(*filters.conditions(CardView))
    return Counter({card: int(n) for card, n in tx.execute(query.group_by(CardView.card))})


def sittings(filters: Filters) -> Select[str, str]:
    """Select the sitting and time of each card shown."""
    return select(CardView.sitting, CardView.made_at).where(*filters.conditions(CardView))
