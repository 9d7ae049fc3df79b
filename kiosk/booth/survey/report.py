"""What people think: responses, ratings, indices, and where people give up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Connection

from kiosk.booth.survey.measures import (
    BETWEEN,
    FINISHED,
    GIVEN_UP,
    INDICES,
    POINTS,
    RATINGS,
    REPEATED,
    RESPONSES,
    SHIFT,
    UNCOUNTED,
)
from kiosk.counts import tally
from kiosk.counts.filters import Filters

ItemKey = tuple[str, str]
"""Names an item of a survey: the survey's id and its own."""
LIKED = 4
"""From this point of the scale of 1 to 5 on, people are content or feel safe."""


@dataclass(frozen=True)
class SurveyCompletion:
    """The responses to one survey, counted."""

    started: int = 0
    finished: int = 0


@dataclass(frozen=True)
class Ratings:
    """Taps on faces: those that count by UTC hour and face (1 to 5), and the repeats."""

    by_hour: dict[str, Counter[float]] = field(default_factory=dict)
    repeats: int = 0

    @property
    def by_value(self) -> Counter[float]:
        """Count the taps that count by face."""
        return sum(self.by_hour.values(), Counter())


def figures(tx: Connection, filters: Filters) -> dict[str, SurveyCompletion]:
    """Return the figures of each survey."""
    held: dict[str, Counter[int]] = {}
    for row in tally.sums(tx, filters, RESPONSES.name):
        held.setdefault(row.about, Counter())[row.value] = row.n
    return {survey: SurveyCompletion(each.total(), each[FINISHED]) for survey, each in held.items()}


def uncounted(tx: Connection, filters: Filters) -> dict[str, int]:
    """Count the responses to each survey that its indices leave out."""
    return {row.about: row.n for row in tally.sums(tx, filters, UNCOUNTED.name)}


def ratings(tx: Connection, filters: Filters) -> Ratings:
    """Return the taps that `filters` let through."""
    held, repeats = Ratings(), 0
    for row in tally.sums(tx, filters, RATINGS.name, by=("made_at", "about", "value")):
        if row.about == REPEATED:
            repeats += row.n
        else:
            held.by_hour.setdefault(row.made_at, Counter())[row.value] += row.n
    return Ratings(held.by_hour, repeats)


def by_item(tx: Connection, filters: Filters) -> dict[ItemKey, Counter[float]]:
    """Count the people who gave each point of the scales that count towards an index."""
    held: dict[ItemKey, Counter[float]] = {}
    for row in tally.sums(tx, filters, POINTS.name):
        survey, _, item = row.about.partition(BETWEEN)
        held.setdefault((survey, item), Counter())[row.value] = row.n
    return held


def indices(tx: Connection, filters: Filters) -> dict[str, Counter[tuple[int, int]]]:
    """Count people by the sum and the number of the points that they gave towards each index.

    Their own mean is sum by number.
    """
    held: dict[str, Counter[tuple[int, int]]] = {}
    for row in tally.sums(tx, filters, INDICES.name):
        held.setdefault(row.about, Counter())[divmod(row.value, SHIFT)] = row.n
    return held


def left_after(tx: Connection, filters: Filters) -> Counter[tuple[str, int]]:
    """Count unfinished responses by survey and the place of the last item answered.

    Places count from 1; 0 is before the first answer.
    """
    rows = tally.sums(tx, filters, GIVEN_UP.name)
    return Counter({(row.about, row.value): row.n for row in rows})
