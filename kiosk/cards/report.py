"""Count the cards that were shown."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from kiosk.cards.models import CardView
from kiosk.journal.reading import Filters


def shown(tx: Connection, filters: Filters) -> int:
    """Return how often a card was put on screen."""
    query = select(func.count()).select_from(CardView).where(*filters.conditions(CardView))
    return tx.execute(query).scalar_one()
