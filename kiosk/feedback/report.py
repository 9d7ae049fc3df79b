"""Say what people fed back, in figures."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, Select, func, select

from kiosk.feedback.models import Feedback
from kiosk.journal.reading import Filters


def figures(tx: Connection, filters: Filters) -> dict[str, int]:
    """Count feedback by kind."""
    query = select(Feedback.kind, func.count()).where(*filters.conditions(Feedback))
    return dict(tx.execute(query.group_by(Feedback.kind)).all())


def by_unit(tx: Connection, filters: Filters) -> Counter[tuple[str, str | None]]:
    """Count feedback by kind and by the unit it speaks of."""
    query = select(Feedback.kind, Feedback.about_unit, func.count())
    grouped = query.where(*filters.conditions(Feedback)).group_by(
        Feedback.kind, Feedback.about_unit
    )
    return Counter({(kind, unit): int(count) for kind, unit, count in tx.execute(grouped)})


def sittings(filters: Filters) -> Select[str, str]:
    """Select the sitting and time of each piece; one with typed text has a sitting of its own."""
    is_tapped = (Feedback.has_text.is_(False), Feedback.has_contact.is_(False))
    return select(Feedback.sitting, Feedback.made_at).where(
        *is_tapped, *filters.conditions(Feedback)
    )
