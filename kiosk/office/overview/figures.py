"""Gather every figure that `filters` let through, for pages, documents and whoever else asks.

Nothing here knows Flask. Each figure is a few grouped rows that a feature's `report` reads; shares
and means are estimates of people, never of fewer than five.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection

from kiosk.booth.cards import report as cards
from kiosk.booth.checkin import report as checkin
from kiosk.booth.feedback import report as feedback
from kiosk.booth.quiz import report as quiz
from kiosk.booth.quiz.classroom import report as classroom
from kiosk.booth.survey import report as survey
from kiosk.booth.survey.report import LIKED, ItemKey
from kiosk.clock import local
from kiosk.content.catalog import Catalog
from kiosk.content.editions import Known
from kiosk.content.pack import Item
from kiosk.content.parts import Text
from kiosk.counts.filters import Filters
from kiosk.counts.statistics import Estimate, mean_of, share
from kiosk.office.overview import people

IndexName = Literal["security", "satisfaction", "justice"]
INDICES: tuple[IndexName, ...] = ("satisfaction", "security", "justice")
RateName = Literal["security", "awareness", "participation"]
RATES: tuple[RateName, ...] = ("security", "awareness", "participation")
"""平安三率: the shares of people who feel safe, know of the work for it, and take part in it."""
RATE_ALONE = "rate"
"""The word by which an item counts that has a rate and belongs to no index."""
SCALE = range(1, 6)
"""The points of a scale that counts towards an index."""


@dataclass(frozen=True)
class Topic:
    """A topic's score: the share of right first answers, of `rounds` people."""

    id: str
    name: Text
    rounds: int
    answers: int
    right: int
    score: Estimate


@dataclass(frozen=True)
class Scale:
    """One item of an index: its mean, and the share of people who gave 4 or 5."""

    key: ItemKey
    name: Text
    mean: Estimate
    liked: Estimate


@dataclass(frozen=True)
class Index:
    """An index of satisfaction or security.

    Each person's own mean of the scales (1 to 5) that count towards it, and of these the mean with
    Student's interval; `liked` is the share of people whose own mean is at least 4, with Wilson's.
    """

    name: IndexName
    mean: Estimate
    liked: Estimate
    items: list[Scale]


@dataclass(frozen=True)
class Ratings:
    """The one-tap rating, in all and by the local hour of the day; repeats do not count."""

    by_value: Counter[float]
    repeats: int
    mean: Estimate
    liked: Estimate
    by_hour: dict[int, Estimate]


@dataclass(frozen=True)
class SurveyFigures:
    """A survey's responses; `left` counts the unfinished ones by the last item answered."""

    id: str
    name: Text
    started: int
    finished: int
    finished_share: Estimate
    left: list[tuple[str, Text, int]]
    uncounted: int
    """Responses that the indices leave out: too young, say, or that is not known."""


@dataclass(frozen=True)
class Figures:
    """The figures of some records."""

    filters: Filters
    people: Counter[datetime]
    on_phones: int
    quiz: quiz.QuizFigures
    quiz_finished: Estimate
    quiz_right: Estimate
    classes: classroom.ClassFigures
    topics: list[Topic]
    surveys: list[SurveyFigures]
    indices: dict[IndexName, Index]
    rates: dict[RateName, Estimate]
    ratings: Ratings
    faces: dict[int, Text]
    feedback: Counter[tuple[str, str | None]]
    feedback_kinds: dict[str, Text]
    units: dict[str, Text]
    visits: checkin.VisitFigures
    guests: list[tuple[str, Text, int]]
    slots: list[tuple[str, Text, int]]
    cards: Counter[str]
    cards_kept: Counter[str]
    card_apps: list[tuple[str, Text, int]]
    card_names: dict[str, Text]

    @property
    def days(self) -> list[date]:
        """Return the days on which people came, in order."""
        return sorted({hour.date() for hour in self.people})


def gather(reader: Connection, filters: Filters, known: Known) -> Figures:
    """Return all figures; `known` names what any pack ever showed."""
    names = known.names
    rounds = quiz.figures(reader, filters)
    visits = checkin.figures(reader, filters)
    return Figures(
        filters=filters,
        people=people.by_hour(reader, filters),
        on_phones=people.on_phones(reader, filters),
        quiz=rounds,
        quiz_finished=share(rounds.finished, rounds.started),
        quiz_right=share(rounds.right, rounds.answered, people=rounds.started),
        classes=classroom.figures(reader, filters),
        topics=_topics(reader, filters, names),
        surveys=_surveys(reader, filters, known),
        indices=_indices(reader, filters, known),
        rates=_rates(reader, filters, known),
        ratings=_ratings(reader, filters),
        faces={face.value or 0: face.text for face in names.pack.rating.faces},
        feedback=feedback.by_unit(reader, filters),
        feedback_kinds={kind.id: kind.name for kind in names.feedback.values()},
        units={unit.id: unit.name for unit in names.units.values()},
        visits=visits,
        guests=_named(visits.by_kind, {each.id: each.name for each in names.visitors.values()}),
        slots=_named(visits.by_slot, _slot_names(names)),
        cards=cards.by_card(reader, filters),
        cards_kept=cards.kept(reader, filters),
        card_apps=_named(
            cards.by_app(reader, filters), {each.id: each.name for each in names.apps.values()}
        ),
        card_names=_card_names(names),
    )


def _topics(reader: Connection, filters: Filters, names: Catalog) -> list[Topic]:
    held = quiz.by_topic(reader, filters)
    return [
        Topic(
            topic.id,
            topic.name,
            each.rounds,
            each.answers,
            each.right,
            share(each.right, each.answers, people=each.rounds),
        )
        for topic in names.topics.values()
        if (each := held.get(topic.id))
    ]


def items_of(known: Known) -> dict[ItemKey, Item]:
    """Return every item of every survey that was ever shown, as the newest pack has it, in order.

    Items that only an older pack has come last.
    """
    held: dict[ItemKey, Item] = {}
    for edition in known.editions:
        for asked in edition.surveys.values():
            for item in asked.items:
                held.setdefault((asked.id, item.id), item)
    return held


def places_of(known: Known) -> dict[ItemKey, int]:
    """Return where each item stands in its survey, from 1."""
    places: dict[ItemKey, int] = {}
    for survey_id, item in items_of(known):
        places[survey_id, item] = 1 + sum(1 for each, _ in places if each == survey_id)
    return places


def scales_of(known: Known) -> dict[ItemKey, Item]:
    """Return the items whose points count, towards an index or as a rate."""
    return {
        key: item
        for key, item in items_of(known).items()
        if (item.index or item.rate) and all(option.value in SCALE for option in item.options)
    }


def _surveys(reader: Connection, filters: Filters, known: Known) -> list[SurveyFigures]:
    items, places = items_of(known), places_of(known)
    counts = survey.figures(reader, filters)
    left = survey.left_after(reader, filters)
    uncounted = survey.uncounted(reader, filters)
    return [
        SurveyFigures(
            asked.id,
            asked.title,
            each.started,
            each.finished,
            share(each.finished, each.started),
            [
                (item, items[survey_id, item].prompt, left[survey_id, place])
                for (survey_id, item), place in places.items()
                if survey_id == asked.id and left[survey_id, place]
            ],
            uncounted.get(asked.id, 0),
        )
        for asked in known.names.surveys.values()
        if (each := counts.get(asked.id))
    ]


def _indices(reader: Connection, filters: Filters, known: Known) -> dict[IndexName, Index]:
    scales = scales_of(known)
    counts = survey.by_item(reader, filters)
    sums = survey.indices(reader, filters)
    return {
        name: _index(
            name,
            sums.get(name, Counter()),
            [
                Scale(key, item.prompt, mean_of(counts[key]), _liked(counts[key]))
                for key, item in scales.items()
                if item.index == name and key in counts
            ],
        )
        for name in INDICES
    }


def _rates(reader: Connection, filters: Filters, known: Known) -> dict[RateName, Estimate]:
    """Return each rate: the share of 4 and 5 among the answers to all items that it is of."""
    counts = survey.by_item(reader, filters)
    held: dict[RateName, Counter[float]] = {name: Counter() for name in RATES}
    for key, item in scales_of(known).items():
        if item.rate:
            held[item.rate].update(counts.get(key, Counter()))
    return {name: _liked(values) for name, values in held.items() if values}


def _index(name: IndexName, sums: Counter[tuple[int, int]], items: list[Scale]) -> Index:
    means: Counter[float] = Counter()
    liked = 0
    for (total, answers), count in sums.items():
        means[total / answers] += count
        liked += count if total >= LIKED * answers else 0
    return Index(name, mean_of(means), share(liked, means.total()), items)


def _liked(values: Counter[float]) -> Estimate:
    liked = sum(count for value, count in values.items() if value >= LIKED)
    return share(liked, values.total())


def _ratings(reader: Connection, filters: Filters) -> Ratings:
    held = survey.ratings(reader, filters)
    hours: dict[int, Counter[float]] = {}
    for hour, values in held.by_hour.items():
        hours.setdefault(local(hour).hour, Counter()).update(values)
    by_value = held.by_value
    return Ratings(
        by_value,
        held.repeats,
        mean_of(by_value),
        _liked(by_value),
        {hour: mean_of(hours[hour]) for hour in sorted(hours)},
    )


def _named(counts: dict[str, int], names: dict[str, Text]) -> list[tuple[str, Text, int]]:
    """Put counts in the order of their names; those without one come last, under their id."""
    order = list(names)
    known = sorted((key for key in counts if key in names), key=order.index)
    rest = sorted(key for key in counts if key not in names)
    return [(key, names.get(key) or Text(zh=key, en=key), counts[key]) for key in known + rest]


def _slot_names(names: Catalog) -> dict[str, Text]:
    held = {
        slot.id: Text(zh=f"{slot.starts_at}–{slot.ends_at}", en=f"{slot.starts_at}–{slot.ends_at}")
        for slot in sorted(names.slots.values(), key=lambda slot: slot.starts_at)
    }
    return held | {"": Text(zh="不分场次", en="No slot")}


def _card_names(names: Catalog) -> dict[str, Text]:
    """Name cards by unit and post, since posts are much alike."""
    held: dict[str, Text] = {}
    for card in names.cards.values():
        unit = names.units.get(card.unit)
        short = unit.short if unit else Text(zh=card.unit, en=card.unit)
        where = card.community or card.post
        held[card.id] = Text(zh=f"{short.zh} · {where.zh}", en=f"{short.en} · {where.en}")
    return held
