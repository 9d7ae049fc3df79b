"""Open the table of each kind of record, as an export needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from kiosk.cards import tables as cards
from kiosk.checkin import tables as checkin
from kiosk.content import known
from kiosk.errors import Refused, Unknown
from kiosk.feedback import tables as feedback
from kiosk.journal.reading import Filters, Opener, Table
from kiosk.quiz import question_table
from kiosk.quiz import tables as quiz
from kiosk.staff.acts_report import acts_table
from kiosk.survey import tables as survey

Open = Callable[..., Table]


@dataclass(frozen=True)
class Kind:
    """Name a kind of record, and say how its table is opened.

    `answers` opens the long form, a row an answer; `has_sealed` where typed text may be opened too.
    """

    zh: str
    en: str
    responses: Open
    answers: Open | None = None
    has_sealed: bool = False


OF_ALL_EVENTS = "acts"
"""The kind that central exports of all events together: most acts belong to none."""
KINDS = {
    "quiz": Kind("答题", "Quizzes", quiz.rounds, quiz.answers),
    "survey": Kind("问卷", "Surveys", survey.responses, survey.answers, has_sealed=True),
    "rating": Kind("一键评价", "One-tap rating", survey.ratings),
    "feedback": Kind("意见建议", "Feedback", feedback.pieces, has_sealed=True),
    "visit": Kind("参观登记", "Visits", checkin.visits, has_sealed=True),
    "card": Kind("联系卡", "Cards shown", cards.shown),
    "questions": Kind("题目分析", "Question analysis", question_table.questions),
    "acts": Kind("操作记录", "Staff log", acts_table),
}


def require(kind: str, *, is_long: bool, is_private: bool) -> Kind:
    """Return a kind. Raises Unknown, and Refused where it has no such form or nothing sealed."""
    if kind not in KINDS:
        raise Unknown(
            f"没有 {kind} 这一类；可选：{'、'.join(KINDS)}。",
            f"There is no kind {kind}; choose from {', '.join(KINDS)}.",
        )
    found = KINDS[kind]
    if is_long and found.answers is None:
        raise Refused(
            f"“{found.zh}”只有一种排法，没有“一行一个答案”。",
            f"{found.en} come one row each; there is no form with one row an answer.",
        )
    if is_private and (is_long or not found.has_sealed):
        raise Refused(
            "这一类（或这种排法）没有密封内容。",
            "This kind, or this form of it, holds nothing sealed.",
        )
    return found


def open_table(
    tx: Connection,
    kind: str,
    filters: Filters,
    opener: Opener | None = None,
    *,
    is_long: bool = False,
) -> Table:
    """Return the table of one kind: a row a response, or, `is_long`, a row an answer.

    Raises Unknown, and Refused where there is no such form or nothing is sealed.
    """
    found = require(kind, is_long=is_long, is_private=opener is not None)
    if opener and opener.event is not None:
        filters = replace(filters, event=opener.event)  # each event has a desk key of its own
    packs = known.packs(tx)
    if is_long and found.answers:
        return found.answers(tx, filters, packs)
    more: dict[str, Any] = {"opener": opener} if found.has_sealed else {}
    return found.responses(tx, filters, packs, **more)
