"""Say how quizzes went: figures of a day, and the table of answers for exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk.content.catalog import Catalog
from kiosk.journal.models import same_record
from kiosk.journal.reading import PLACE, Column, Filters, Table, place_values, stream
from kiosk.quiz.models import QuizAnswer, QuizRound

AUDIENCE = {
    "all": "所有人",
    "child": "小朋友",
    "adult": "成年人",
    "elder": "长辈",
    "driver": "司机",
}


@dataclass(frozen=True)
class Figures:
    """Count rounds and first answers."""

    started: int
    finished: int
    answered: int
    right: int


def figures(tx: Connection, filters: Filters) -> Figures:
    """Return the figures of the rounds that `filters` let through."""
    query = select(
        func.count(),
        func.count().filter(QuizRound.is_finished),
        func.coalesce(func.sum(QuizRound.answered), 0),
        func.coalesce(func.sum(QuizRound.right), 0),
    ).where(*filters.conditions(QuizRound))
    return Figures(*(int(value) for value in tx.execute(query).one()))


COLUMNS = [
    *PLACE,
    Column("sitting", "使用编号"),
    Column("topic", "主题"),
    Column("audience", "适合人群"),
    Column("language", "语言"),
    Column("is_elder", "长辈模式"),
    Column("is_finished", "是否完成"),
    Column("number", "题序"),
    Column("question", "题目编号"),
    Column("prompt", "题目"),
    Column("option", "所选答案"),
    Column("is_right", "是否答对"),
    Column("is_repeat", "是否重答"),
    Column("milliseconds", "用时（毫秒）"),
]


def table(tx: Connection, filters: Filters, names: Catalog) -> Table:
    """Return one row an answer; a round without answers has one row with empty cells."""
    join = same_record(QuizAnswer, QuizRound)
    query = (
        select(
            QuizRound,
            QuizAnswer.number,
            QuizAnswer.question,
            QuizAnswer.option,
            QuizAnswer.is_right,
            QuizAnswer.is_repeat,
            QuizAnswer.milliseconds,
        )
        .outerjoin(QuizAnswer, join)
        .where(*filters.conditions(QuizRound))
        .order_by(QuizRound.device, QuizRound.epoch, QuizRound.seq, QuizAnswer.number)
    )
    count = tx.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    return Table("quiz", COLUMNS, _rows(tx, query, names), count)


def _rows(tx: Connection, query: Any, names: Catalog) -> Iterator[tuple[Any, ...]]:
    units = {unit.id: unit.name.zh for unit in names.units.values()}
    for row in stream(tx, query):
        topic = names.topics.get(row.topic) if row.topic else None
        question = names.questions.get(row.question)
        option = (
            next((o for o in question.options if o.id == row.option), None) if question else None
        )
        yield (
            *place_values(row, units),
            row.sitting,
            topic.name.zh if topic else (row.topic or "综合"),
            AUDIENCE.get(row.audience, row.audience),
            row.language,
            row.is_elder,
            row.is_finished,
            row.number,
            row.question,
            question.prompt.zh if question else None,
            option.text.zh if option else row.option,
            row.is_right,
            row.is_repeat,
            row.milliseconds,
        )
