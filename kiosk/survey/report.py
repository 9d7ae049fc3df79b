"""Say what people think: figures of a day."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from kiosk.journal.reading import Filters
from kiosk.survey.models import Rating, SurveyResponse


@dataclass(frozen=True)
class Figures:
    """Count responses and taps; `by_value` counts the taps that count by face, 1 to 5."""

    started: int
    finished: int
    by_value: dict[int, int]
    repeats: int

    @property
    def ratings(self) -> int:
        """Return how many taps count."""
        return sum(self.by_value.values())


def figures(tx: Connection, filters: Filters) -> Figures:
    """Return the figures of the responses and ratings that `filters` let through."""
    started, finished = tx.execute(
        select(func.count(), func.count().filter(SurveyResponse.is_finished)).where(
            *filters.conditions(SurveyResponse)
        )
    ).one()
    taps = tx.execute(
        select(Rating.value, Rating.is_repeat, func.count())
        .where(*filters.conditions(Rating))
        .group_by(Rating.value, Rating.is_repeat)
    ).all()
    by_value = {
        value: sum(n for given, repeat, n in taps if given == value and not repeat)
        for value in range(1, 6)
    }
    return Figures(started, finished, by_value, sum(n for _, repeat, n in taps if repeat))
