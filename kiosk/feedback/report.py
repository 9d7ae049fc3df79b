"""Say what people fed back, in figures."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from kiosk.feedback.models import Feedback
from kiosk.journal.reading import Filters


def figures(tx: Connection, filters: Filters) -> dict[str, int]:
    """Count feedback by kind."""
    query = select(Feedback.kind, func.count()).where(*filters.conditions(Feedback))
    return dict(tx.execute(query.group_by(Feedback.kind)).all())
