"""Say what people think: responses, ratings, indices, and where people give up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    CTE,
    Connection,
    Integer,
    Select,
    String,
    and_,
    column,
    func,
    select,
    values,
)

from kiosk.journal.models import same_record
from kiosk.journal.reading import Filters, hour_of
from kiosk.survey.models import Rating, SurveyAnswer, SurveyResponse

ItemKey = tuple[str, str]
"""Names an item of a survey: the survey's id and its own."""
LIKED = 4
"""From this point of the scale of 1 to 5 on, people are content or feel safe."""


@dataclass(frozen=True)
class Figures:
    """Count the responses to one survey."""

    started: int = 0
    finished: int = 0


@dataclass(frozen=True)
class Ratings:
    """Count taps on faces: those that count by UTC hour and face (1 to 5), and repeats."""

    by_hour: dict[str, Counter[float]] = field(default_factory=dict)
    repeats: int = 0

    @property
    def by_value(self) -> Counter[float]:
        """Count the taps that count by face."""
        return sum(self.by_hour.values(), Counter())


def figures(tx: Connection, filters: Filters) -> dict[str, Figures]:
    """Return the figures of each survey."""
    query = (
        select(
            SurveyResponse.survey,
            func.count(),
            func.count().filter(SurveyResponse.is_finished),
        )
        .where(*filters.conditions(SurveyResponse))
        .group_by(SurveyResponse.survey)
    )
    return {
        survey: Figures(int(started), int(finished))
        for survey, started, finished in tx.execute(query)
    }


def ratings(tx: Connection, filters: Filters) -> Ratings:
    """Return the taps that `filters` let through."""
    hour = hour_of(Rating.made_at)
    query = (
        select(hour, Rating.value, Rating.is_repeat, func.count())
        .where(*filters.conditions(Rating))
        .group_by(hour, Rating.value, Rating.is_repeat)
    )
    held, repeats = Ratings(), 0
    for began, value, is_repeat, count in tx.execute(query):
        if is_repeat:
            repeats += int(count)
        else:
            held.by_hour.setdefault(began, Counter())[value] += int(count)
    return Ratings(held.by_hour, repeats)


def by_item(
    tx: Connection, filters: Filters, items: Iterable[ItemKey]
) -> dict[ItemKey, Counter[float]]:
    """Count the people who gave each point of some scales."""
    asked = _cte(dict.fromkeys(items, ""))
    if asked is None:
        return {}
    query = (
        select(SurveyResponse.survey, SurveyAnswer.item, SurveyAnswer.number, func.count())
        .join(SurveyAnswer, same_record(SurveyAnswer, SurveyResponse))
        .join(asked, _is_of(asked))
        .where(SurveyAnswer.number.is_not(None), *filters.conditions(SurveyResponse))
        .group_by(SurveyResponse.survey, SurveyAnswer.item, SurveyAnswer.number)
    )
    held: dict[ItemKey, Counter[float]] = {}
    for survey, item, number, count in tx.execute(query):
        held.setdefault((survey, item), Counter())[int(number or 0)] += int(count)
    return held


def indices(
    tx: Connection, filters: Filters, index_of: Mapping[ItemKey, str]
) -> dict[str, Counter[tuple[int, int]]]:
    """Count people by the sum and the number of the points that they gave towards each index.

    `index_of` names the index that a scale counts towards. Their own mean is sum by number.
    """
    asked = _cte(index_of)
    if asked is None:
        return {}
    each = (
        select(
            asked.c.word,
            func.sum(SurveyAnswer.number).label("total"),
            func.count().label("answers"),
        )
        .select_from(SurveyResponse)
        .join(SurveyAnswer, same_record(SurveyAnswer, SurveyResponse))
        .join(asked, _is_of(asked))
        .where(SurveyAnswer.number.is_not(None), *filters.conditions(SurveyResponse))
        .group_by(asked.c.word, SurveyResponse.device, SurveyResponse.epoch, SurveyResponse.seq)
        .subquery()
    )
    query = select(each.c.word, each.c.total, each.c.answers, func.count()).group_by(
        each.c.word, each.c.total, each.c.answers
    )
    held: dict[str, Counter[tuple[int, int]]] = {}
    for index, total, answers, count in tx.execute(query):
        held.setdefault(index, Counter())[int(total), int(answers)] += int(count)
    return held


def left_after(
    tx: Connection, filters: Filters, place_of: Mapping[ItemKey, int]
) -> Counter[tuple[str, int]]:
    """Count unfinished responses by survey and the place of the last item answered.

    `place_of` says where an item stands in its survey, from 1; 0 is before the first answer.
    """
    asked = _cte(place_of)
    if asked is None:
        return Counter()
    last = (
        select(
            SurveyResponse.survey,
            func.coalesce(func.max(asked.c.word), 0).label("place"),
        )
        .outerjoin(SurveyAnswer, same_record(SurveyAnswer, SurveyResponse))
        .outerjoin(asked, _is_of(asked))
        .where(SurveyResponse.is_finished.is_(False), *filters.conditions(SurveyResponse))
        .group_by(
            SurveyResponse.survey, SurveyResponse.device, SurveyResponse.epoch, SurveyResponse.seq
        )
        .subquery()
    )
    query = select(last.c.survey, last.c.place, func.count()).group_by(last.c.survey, last.c.place)
    return Counter({(survey, int(place)): int(n) for survey, place, n in tx.execute(query)})


def sittings(filters: Filters) -> tuple[Select[str, str], Select[str, str]]:
    """Select the sitting and time of each response and rating.

    A response with typed text has a sitting of its own and would count a person twice.
    """
    return (
        select(SurveyResponse.sitting, SurveyResponse.made_at).where(
            SurveyResponse.has_text.is_(False), *filters.conditions(SurveyResponse)
        ),
        select(Rating.sitting, Rating.made_at).where(*filters.conditions(Rating)),
    )


def _cte(words: Mapping[ItemKey, Any]) -> CTE | None:
    """Make a table of items with a word (or number) each; None without any."""
    if not words:
        return None
    kind = Integer if isinstance(next(iter(words.values())), int) else String
    held = values(column("survey", String), column("item", String), column("word", kind))
    return held.data([(*key, word) for key, word in words.items()]).cte("asked")


def _is_of(asked: CTE) -> Any:
    return and_(asked.c.survey == SurveyResponse.survey, asked.c.item == SurveyAnswer.item)
