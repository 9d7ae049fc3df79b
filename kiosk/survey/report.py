"""Say what people think: figures of a day, and tables of responses and ratings for exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk.content.catalog import Catalog
from kiosk.content.pack import Item
from kiosk.journal.models import same_record
from kiosk.journal.reading import PLACE, Column, Filters, Opener, Table, place_values, stream
from kiosk.survey.models import Rating, RatingReason, SurveyAnswer, SurveyResponse

BETWEEN = "；"
"""Stands between the options of one answer."""


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


def survey_table(
    tx: Connection, filters: Filters, names: Catalog, opener: Opener | None = None
) -> Table:
    """Return one row a response, one column an item, headed by the item's words."""
    items = [(survey.id, item) for survey in names.surveys.values() for item in survey.items]
    columns = [
        *PLACE,
        Column("sitting", "使用编号"),
        Column("survey", "问卷"),
        Column("language", "语言"),
        Column("is_elder", "长辈模式"),
        Column("is_finished", "是否完成"),
        *(
            Column(f"{survey}.{item.id}", item.prompt.zh)
            for survey, item in items
            if item.kind != "text" or opener
        ),
        Column("has_text", "是否留言"),
    ]
    join = same_record(SurveyAnswer, SurveyResponse)
    query = (
        select(
            SurveyResponse,
            SurveyAnswer.item,
            SurveyAnswer.place,
            SurveyAnswer.option,
            SurveyAnswer.number,
        )
        .outerjoin(SurveyAnswer, join)
        .where(*filters.conditions(SurveyResponse))
        .order_by(
            SurveyResponse.device,
            SurveyResponse.epoch,
            SurveyResponse.seq,
            SurveyAnswer.item,
            SurveyAnswer.place,
        )
    )
    counted = select(func.count()).select_from(SurveyResponse)
    count = tx.execute(counted.where(*filters.conditions(SurveyResponse))).scalar_one()
    return Table("survey", columns, _responses(tx, query, names, items, opener), count)


def _responses(
    tx: Connection,
    query: Any,
    names: Catalog,
    items: list[tuple[str, Item]],
    opener: Opener | None,
) -> Iterator[tuple[Any, ...]]:
    units = {unit.id: unit.name.zh for unit in names.units.values()}
    responses = groupby(stream(tx, query), key=lambda row: (row.device, row.epoch, row.seq))
    for _, group in responses:
        rows = list(group)
        first = rows[0]
        survey = names.surveys.get(first.survey)
        typed = opener.read(first).get("text") if opener and first.has_text else None
        cells = [
            _cell(item, [row for row in rows if row.item == item.id], units, typed)
            if survey_id == first.survey
            else None
            for survey_id, item in items
            if item.kind != "text" or opener
        ]
        yield (
            *place_values(first, units),
            first.sitting,
            survey.title.zh if survey else first.survey,
            first.language,
            first.is_elder,
            first.is_finished,
            *cells,
            first.has_text,
        )


def _cell(item: Item, rows: list[Any], units: dict[str, str], typed: str | None) -> Any:
    """Return one item's answer as staff read it; a number stays a number."""
    if item.kind == "text":
        return typed
    if not rows:
        return None
    if item.kind == "number":
        return rows[0].number
    options = {option.id: option.text.zh for option in item.options}
    names = units if item.kind == "unit" else options
    return BETWEEN.join(names.get(row.option, row.option) for row in rows)


RATING_COLUMNS = [
    *PLACE,
    Column("sitting", "使用编号"),
    Column("value", "评分（1～5）"),
    Column("face", "表情"),
    Column("reason", "原因"),
    Column("is_repeat", "短时间内重复（不计入）"),
    Column("language", "语言"),
    Column("is_elder", "长辈模式"),
]


def rating_table(tx: Connection, filters: Filters, names: Catalog) -> Table:
    """Return one row a tap, with the reason that the same sitting gave for that value."""
    reason = (
        select(func.min(RatingReason.reason))
        .where(
            RatingReason.device == Rating.device,
            RatingReason.epoch == Rating.epoch,
            RatingReason.sitting == Rating.sitting,
            RatingReason.value == Rating.value,
        )
        .scalar_subquery()
        .label("reason")
    )
    query = (
        select(Rating, reason)
        .where(*filters.conditions(Rating))
        .order_by(Rating.device, Rating.epoch, Rating.seq)
    )
    counted = select(func.count()).select_from(Rating).where(*filters.conditions(Rating))
    return Table(
        "rating", RATING_COLUMNS, _taps(tx, query, names), tx.execute(counted).scalar_one()
    )


def _taps(tx: Connection, query: Any, names: Catalog) -> Iterator[tuple[Any, ...]]:
    units = {unit.id: unit.name.zh for unit in names.units.values()}
    faces = {face.value: face.text.zh for face in names.pack.rating.faces}
    reasons = {reason.id: reason.text.zh for reason in names.pack.rating.reasons}
    for row in stream(tx, query):
        yield (
            *place_values(row, units),
            row.sitting,
            row.value,
            faces.get(row.value),
            reasons.get(row.reason, row.reason),
            row.is_repeat,
            row.language,
            row.is_elder,
        )
