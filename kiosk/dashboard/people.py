"""Count people, by the hour at which they were first seen."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, func, select, union_all

from kiosk.cards import report as cards
from kiosk.feedback import report as feedback
from kiosk.journal.reading import Filters, hour_of, local_hour
from kiosk.quiz import report as quiz
from kiosk.survey import report as survey


def by_hour(tx: Connection, filters: Filters) -> Counter[datetime]:
    """Count sittings by the local hour of the first thing that each of them did.

    What was typed has a sitting of its own and would count a person twice; it is left out.
    """
    seen = union_all(
        quiz.sittings(filters),
        *survey.sittings(filters),
        feedback.sittings(filters),
        cards.sittings(filters),
    ).subquery()
    came = select(func.min(seen.c.made_at).label("made_at")).group_by(seen.c.sitting).subquery()
    hour = hour_of(came.c.made_at)
    query = select(hour, func.count()).group_by(hour)
    held: Counter[datetime] = Counter()
    for began, count in tx.execute(query):
        held[local_hour(began)] += int(count)
    return held
