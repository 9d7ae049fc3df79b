"""Put the figures of a day together from what the features report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kiosk.cards import report as cards
from kiosk.feedback import report as feedback
from kiosk.journal.models import StoredRecord
from kiosk.journal.reading import Filters, local
from kiosk.quiz import report as quiz
from kiosk.survey import report as survey

CITIZEN_KINDS = ("quiz", "survey", "rating", "rating-reason", "feedback", "card")


@dataclass(frozen=True)
class Bar:
    """Draw one hour of the chart: its height out of 100, and how many people it stands for."""

    hour: int
    people: int
    height: float


@dataclass(frozen=True)
class Overview:
    """Hold the figures of a day."""

    quiz: quiz.Figures
    survey: survey.Figures
    feedback: dict[str, int]
    cards: int
    people: int
    bars: list[Bar]


def overview(tx: Connection, filters: Filters) -> Overview:
    """Return the figures that `filters` let through, and the people of each hour."""
    hours = _people_by_hour(tx, filters)
    most = max(hours.values(), default=0)
    span = range(min(hours, default=8), max(hours, default=17) + 1)
    return Overview(
        quiz=quiz.figures(tx, filters),
        survey=survey.figures(tx, filters),
        feedback=feedback.figures(tx, filters),
        cards=cards.shown(tx, filters),
        people=sum(hours.values()),
        bars=[Bar(hour, hours[hour], 100 * hours[hour] / most if most else 0.0) for hour in span],
    )


def _people_by_hour(tx: Connection, filters: Filters) -> Counter[int]:
    """Count sittings by the local hour of their first record.

    Records with a sealed part have a sitting of their own and would count a person twice.
    """
    query = (
        select(StoredRecord.sitting, StoredRecord.made_at)
        .where(
            StoredRecord.kind.in_(CITIZEN_KINDS),
            StoredRecord.sealed_digest.is_(None),
            *filters.conditions(StoredRecord),
        )
        .order_by(StoredRecord.made_at)
    )
    first: dict[str, str] = {}
    for sitting, made_at in tx.execute(query):
        first.setdefault(sitting, made_at)
    return Counter(local(made_at).hour for made_at in first.values())
