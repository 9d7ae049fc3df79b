"""What feedback came: figures of a day."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, func, select

from kiosk.booth.feedback.measures import PIECES
from kiosk.booth.feedback.models import Feedback
from kiosk.counts import tally
from kiosk.counts.filters import Filters


def figures(tx: Connection, filters: Filters) -> dict[str, int]:
    """Count feedback by kind."""
    query = select(Feedback.kind, func.count()).where(*filters.conditions(Feedback))
    return dict(tx.execute(query.group_by(Feedback.kind)).all())


def by_unit(tx: Connection, filters: Filters) -> Counter[tuple[str, str | None]]:
    """Count feedback by kind and by the unit it speaks of."""
    rows = tally.sums(tx, filters, PIECES.name, by=("about", "about_unit"))
    return Counter({(row.about, row.about_unit or None): row.n for row in rows})
