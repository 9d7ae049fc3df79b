"""Say how quizzes went: figures of a day."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from kiosk.journal.reading import Filters
from kiosk.quiz.models import QuizRound

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
