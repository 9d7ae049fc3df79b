"""Rounds of classes as tables for exports: a row an answer, or a row a round."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from kiosk.booth.quiz import answer_words
from kiosk.booth.quiz.classroom.models import ClassAnswer, ClassRound
from kiosk.booth.quiz.classroom.records import LEFT, RIGHT
from kiosk.booth.quiz.tables import KIND_NAMES, prompts, round_columns, select_rounds
from kiosk.content.editions import Known
from kiosk.counts.filters import Filters
from kiosk.counts.tables import Column, Table, chunks, count_of
from kiosk.journal.models import same_record

NAME = "classes"
ORDER = (ClassRound.device, ClassRound.epoch, ClassRound.seq)
SIDE_NAMES = {LEFT: "左边", RIGHT: "右边"}


def answers(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row for each answer; a round without answers has one row with empty cells."""
    query = (
        select_rounds(
            ClassRound,
            ClassRound.people,
            ClassAnswer.number,
            ClassAnswer.question,
            ClassAnswer.question.label("prompt"),
            ClassAnswer.kind,
            _words(ClassAnswer.left_word).label("left_word"),
            _words(ClassAnswer.right_word).label("right_word"),
            ClassAnswer.answer_side,
            ClassAnswer.stood_left,
            ClassAnswer.stood_right,
            ClassAnswer.were_right,
            ClassAnswer.milliseconds,
        )
        .outerjoin(ClassAnswer, same_record(ClassAnswer, ClassRound))
        .where(*filters.conditions(ClassRound))
        .order_by(*ORDER, ClassAnswer.number)
    )
    words = answer_words.AnswerWords(known)
    codes = answer_words.AnswerCodes(words)
    columns = [
        *_columns(known),
        Column("number", "题序", "int"),
        Column("question", "题目编号", "id"),
        Column("prompt", "题目", "code", prompts(known)),
        Column("kind", "题型", "code", KIND_NAMES),
        Column("left_word", "左边代表的答案", "code", words, codes, is_open=words.is_open),
        Column("right_word", "右边代表的答案", "code", words, codes, is_open=words.is_open),
        Column("answer_side", "正确的一边", "code", SIDE_NAMES),
        Column("stood_left", "站左边人数", "int"),
        Column("stood_right", "站右边人数", "int"),
        Column("were_right", "站对人数", "int"),
        Column("milliseconds", "用时（毫秒）", "int"),
    ]
    return Table(NAME, columns, chunks(tx, query), count_of(tx, query))


def rounds(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row for each round of a class."""
    query = (
        select_rounds(
            ClassRound,
            ClassRound.people,
            ClassRound.asked,
            ClassRound.answered,
            ClassRound.given,
            ClassRound.were_right,
        )
        .where(*filters.conditions(ClassRound))
        .order_by(*ORDER)
    )
    columns = [
        *_columns(known),
        Column("asked", "题数", "int"),
        Column("answered", "已答", "int"),
        Column("given", "作答人次", "int"),
        Column("were_right", "答对人次", "int"),
    ]
    return Table(NAME, columns, chunks(tx, query), count_of(tx, query))


def _words(word: Any) -> Any:
    """Select an answer's word with its question, by which its words are found."""
    return ClassAnswer.question + answer_words.WITHIN + word


def _columns(known: Known) -> list[Column]:
    return [*round_columns(known), Column("people", "全班人数（只算一次使用）", "int")]
