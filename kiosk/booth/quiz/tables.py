"""Quizzes as tables for exports: a row an answer, or a row a round."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from kiosk.booth.quiz import answer_words
from kiosk.booth.quiz.models import QuizAnswer, QuizRound
from kiosk.booth.quiz.report import AUDIENCE
from kiosk.content.editions import Known
from kiosk.content.kinds import RULES
from kiosk.counts.filters import Filters
from kiosk.counts.tables import (
    Column,
    Table,
    chunks,
    count_of,
    place_columns,
    place_of,
    sitting_columns,
    sitting_of,
)
from kiosk.journal.models import same_record

KIND_NAMES = {kind: rule.name.zh for kind, rule in RULES.items()}
MODE_NAMES = {"round": "一轮", "sprint": "快判", "duel": "双人对战"}
ORDER = (QuizRound.device, QuizRound.epoch, QuizRound.seq)


def answers(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row for each answer; a round without answers has one row with empty cells."""
    query = (
        select_rounds(
            QuizRound,
            QuizAnswer.number,
            QuizAnswer.question,
            QuizAnswer.question.label("prompt"),
            (QuizAnswer.question + "/" + QuizAnswer.option).label("option"),
            QuizAnswer.is_right,
            QuizAnswer.is_repeat,
            QuizAnswer.milliseconds,
            QuizAnswer.kind,
            QuizAnswer.credit,
            QuizRound.mode,
        )
        .outerjoin(QuizAnswer, same_record(QuizAnswer, QuizRound))
        .where(*filters.conditions(QuizRound))
        .order_by(*ORDER, QuizAnswer.number)
    )
    options = answer_words.AnswerWords(known)
    codes = answer_words.AnswerCodes(options)
    columns = [
        *round_columns(known),
        Column("number", "题序", "int"),
        Column("question", "题目编号", "id"),
        Column("prompt", "题目", "code", prompts(known)),
        Column("option", "所选答案", "code", options, codes, is_open=options.is_open),
        Column("is_right", "是否答对", "bool"),
        Column("is_repeat", "是否重答", "bool"),
        Column("milliseconds", "用时（毫秒）", "int"),
        Column("kind", "题型", "code", KIND_NAMES),
        Column("credit", "得分（百分）", "int"),
        Column("mode", "玩法", "code", MODE_NAMES),
    ]
    return Table("quiz", columns, chunks(tx, query), _count(tx, filters))


def prompts(known: Known) -> dict[str, str]:
    """Return what each question asks, by its id."""
    return {question.id: question.prompt.zh for question in known.names.questions.values()}


def _count(tx: Connection, filters: Filters) -> int:
    """Count the rows of answers by what each round says, without reading the answers."""
    again = case((QuizRound.repeated_right.is_(None), 0), else_=1)
    given = QuizRound.answered + again
    rows = func.sum(case((given > 0, given), else_=1))
    query = select(func.coalesce(rows, 0)).where(*filters.conditions(QuizRound))
    return int(tx.execute(query).scalar_one())


def rounds(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row for each round, with its counts of first answers."""
    query = (
        select_rounds(
            QuizRound,
            QuizRound.asked,
            QuizRound.answered,
            QuizRound.right,
            QuizRound.repeated_right,
            QuizRound.mode,
            QuizRound.points,
        )
        .where(*filters.conditions(QuizRound))
        .order_by(*ORDER)
    )
    columns = [
        *round_columns(known),
        Column("asked", "题数", "int"),
        Column("answered", "已答", "int"),
        Column("right", "首答正确", "int"),
        Column("repeated_right", "重答是否答对", "bool"),
        Column("mode", "玩法", "code", MODE_NAMES),
        Column("points", "总分（每题满分 100）", "int"),
    ]
    return Table("quiz", columns, chunks(tx, query), count_of(tx, query))


def select_rounds(table: Any, *others: Any) -> Select[Any]:
    """Select what every round says, one alone or one of a class, and `others`."""
    return select(
        *place_of(table),
        *sitting_of(table),
        table.topic,
        table.audience,
        table.language,
        table.is_elder,
        table.is_finished,
        *others,
    )


def round_columns(known: Known) -> list[Column]:
    """Return the columns of what `select_rounds` selects."""
    topics = {topic.id: topic.name.zh for topic in known.names.topics.values()}
    return [
        *place_columns(known.units()),
        *sitting_columns(),
        Column("topic", "主题（空为综合）", "code", topics),
        Column("audience", "适合人群", "code", AUDIENCE),
        Column("language", "语言", "id"),
        Column("is_elder", "长辈模式", "bool"),
        Column("is_finished", "是否完成", "bool"),
    ]
