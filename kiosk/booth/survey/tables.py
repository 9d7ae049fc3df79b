"""Surveys and ratings as tables for exports: a row a response, an answer, or a tap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, func, select

from kiosk.booth.survey import layout
from kiosk.booth.survey.layout import Asked, Layout
from kiosk.booth.survey.models import Rating, RatingReason, SurveyAnswer, SurveyResponse
from kiosk.content.editions import Known
from kiosk.counts.filters import Filters
from kiosk.counts.tables import (
    Column,
    Table,
    chunked,
    chunks,
    count_of,
    place_columns,
    place_of,
    sitting_columns,
    sitting_of,
    stream,
)
from kiosk.journal.models import same_record
from kiosk.sealing.opening import Opener

ORDER = (SurveyResponse.device, SurveyResponse.epoch, SurveyResponse.seq)


def responses(
    tx: Connection, filters: Filters, known: Known, opener: Opener | None = None
) -> Table:
    """Return one row for each response; an item has a column, or one for each option or rank.

    A cell is empty if its item was not asked or not answered.
    """
    laid = layout.build(known, has_text=opener is not None)
    columns = [*_columns(known), *laid.columns, Column("has_text", "是否留言", "bool")]
    query = _answers(SurveyAnswer.item, SurveyAnswer.place, SurveyAnswer.option).add_columns(
        SurveyAnswer.number, SurveyResponse.has_text
    )
    query = query.where(*filters.conditions(SurveyResponse))
    counted = select(func.count()).select_from(SurveyResponse)
    count = tx.execute(counted.where(*filters.conditions(SurveyResponse))).scalar_one()
    rows = _responses(tx, query, laid, opener)
    return Table("survey", columns, chunked(rows), count)


def answers(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row for each answer; each of several options, or ranks, has a row of its own."""
    name = SurveyResponse.survey + "/" + SurveyAnswer.item
    query = _answers(
        SurveyAnswer.item,
        name.label("prompt"),
        SurveyAnswer.place,
        (name + "/" + SurveyAnswer.option).label("option"),
        SurveyAnswer.number,
    ).where(*filters.conditions(SurveyResponse))
    prompts, options = _words(known)
    columns = [
        *_columns(known),
        Column("item", "题目编号", "id"),
        Column("prompt", "题目", "code", prompts),
        Column("place", "序号（排序题为名次）", "int"),
        Column("option", "选项", "code", options, {raw: raw.rpartition("/")[2] for raw in options}),
        Column("number", "数值", "int"),
    ]
    return Table("survey", columns, chunks(tx, query), count_of(tx, query))


def _answers(*others: Any) -> Select[Any]:
    return (
        select(
            *place_of(SurveyResponse),
            *sitting_of(SurveyResponse),
            SurveyResponse.pack,
            SurveyResponse.survey,
            SurveyResponse.language,
            SurveyResponse.is_elder,
            SurveyResponse.is_finished,
            SurveyResponse.is_counted,
            *others,
        )
        .outerjoin(SurveyAnswer, same_record(SurveyAnswer, SurveyResponse))
        .order_by(*ORDER, SurveyAnswer.item, SurveyAnswer.place)
    )


def _columns(known: Known) -> list[Column]:
    packs = {each.digest: f"{each.pack.id} {each.pack.version}" for each in known.editions}
    surveys = {survey.id: survey.title.zh for survey in known.names.surveys.values()}
    return [
        *place_columns(known.units()),
        *sitting_columns(),
        Column("pack", "内容包", "code", packs, {digest: digest[:12] for digest in packs}),
        Column("survey", "问卷", "code", surveys),
        Column("language", "语言", "id"),
        Column("is_elder", "长辈模式", "bool"),
        Column("is_finished", "是否完成", "bool"),
        Column("is_counted", "是否计入指数", "bool"),
    ]


def _words(known: Known) -> tuple[dict[str, str], dict[str, str]]:
    """Return prompts by `survey/item`, and options' words by `survey/item/option`."""
    prompts: dict[str, str] = {}
    options: dict[str, str] = {}
    units = known.units()
    for edition in known.editions:
        for survey in edition.surveys.values():
            for item in survey.items:
                name = f"{survey.id}/{item.id}"
                prompts.setdefault(name, item.prompt.zh)
                words = {each.id: each.text.zh for each in item.options}
                for key, word in (units if item.kind == "unit" else words).items():
                    options.setdefault(f"{name}/{key}", word)
    return prompts, options


def _responses(
    tx: Connection, query: Select[Any], laid: Layout, opener: Opener | None
) -> Iterator[tuple[Any, ...]]:
    grouped = groupby(stream(tx, query), key=lambda row: (row.device, row.epoch, row.seq))
    for _, group in grouped:
        rows = list(group)
        first = rows[0]
        cells: list[Any] = [None] * len(laid.columns)
        for item, given in groupby(rows, key=lambda row: row.item):
            place = (first.pack, first.survey, item)
            asked = laid.find(*place) if item else None
            if asked and asked.columns:
                _fill(cells, asked, laid.offered(*place, asked), list(given))
        if opener and first.has_text:
            _fill_text(cells, laid, first, opener)
        yield (
            *place_of(first),
            *sitting_of(first),
            first.pack,
            first.survey,
            first.language,
            first.is_elder,
            first.is_finished,
            first.is_counted,
            *cells,
            first.has_text,
        )


def _fill(cells: list[Any], asked: Asked, offered: frozenset[str], rows: list[Any]) -> None:
    """Put one item's answer into its columns; of several options those not offered stay empty."""
    kind, first = asked.item.kind, asked.first
    if kind == "multiple":
        chosen = {row.option for row in rows}
        for place, option in enumerate(asked.options):
            if option in offered:
                cells[first + place] = option in chosen
    elif kind == "ranking":
        for row in rows[: len(asked.columns)]:
            cells[first + row.place - 1] = row.option
    else:
        cells[first] = rows[0].number if kind == "number" else rows[0].option


def _fill_text(cells: list[Any], laid: Layout, row: Any, opener: Opener) -> None:
    """Put what was typed into the column of the survey's text item."""
    typed = opener.read(row).get("text")
    for (pack, survey, _), asked in laid.asked.items():
        if (pack, survey, asked.item.kind) == (row.pack, row.survey, "text"):
            cells[asked.first] = typed


def ratings(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row for each tap, with the reason that the same sitting gave for that value."""
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
        select(
            *place_of(Rating),
            *sitting_of(Rating),
            Rating.value,
            Rating.value.label("face"),
            reason,
            Rating.is_repeat,
            Rating.language,
            Rating.is_elder,
        )
        .where(*filters.conditions(Rating))
        .order_by(Rating.device, Rating.epoch, Rating.seq)
    )
    counted = select(func.count()).select_from(Rating).where(*filters.conditions(Rating))
    columns = _rating_columns(known)
    return Table("rating", columns, chunks(tx, query), tx.execute(counted).scalar_one())


def _rating_columns(known: Known) -> list[Column]:
    faces: dict[int | None, str] = {}
    reasons: dict[str, str] = {}
    for edition in known.editions:
        for face in edition.pack.rating.faces:
            faces.setdefault(face.value, face.text.zh)
        for reason in edition.pack.rating.reasons:
            reasons.setdefault(reason.id, reason.text.zh)
    return [
        *place_columns(known.units()),
        *sitting_columns(),
        Column("value", "评分（1～5）", "int"),
        Column("face", "表情", "code", faces),
        Column("reason", "原因", "code", reasons),
        Column("is_repeat", "短时间内重复（不计入）", "bool"),
        Column("language", "语言", "id"),
        Column("is_elder", "长辈模式", "bool"),
    ]
