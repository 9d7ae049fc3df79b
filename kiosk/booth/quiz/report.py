"""How quizzes went: rounds, scores by topic, and where people leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Connection, case, func, select

from kiosk.booth.quiz.measures import AGAIN, FINISHED, ROUNDS, TOPICS
from kiosk.booth.quiz.models import QuizAnswer
from kiosk.counts import tally
from kiosk.counts.filters import Filters
from kiosk.counts.statistics import Estimate, share

AUDIENCE = {
    "all": "所有人",
    "child": "小朋友",
    "adult": "成年人",
    "elder": "长辈",
    "driver": "司机",
}


@dataclass(frozen=True)
class QuizFigures:
    """Rounds and first answers, counted; `left` counts unfinished rounds by how far they came."""

    started: int = 0
    finished: int = 0
    answered: int = 0
    right: int = 0
    left: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class TopicFigures:
    """First answers to a topic's questions, and the rounds in which they were given, counted."""

    topic: str
    rounds: int
    answers: int
    right: int


@dataclass(frozen=True)
class AskedAgain:
    """People asked a topic's question twice in a round: how many, right at first, right again."""

    n: int
    first: int
    second: int


def figures(tx: Connection, filters: Filters) -> QuizFigures:
    """Return the figures of the rounds that `filters` let through."""
    rows = tally.sums(tx, filters, ROUNDS.name)
    return QuizFigures(
        started=sum(row.n for row in rows),
        finished=sum(row.n for row in rows if row.about == FINISHED),
        answered=sum(row.value * row.n for row in rows),
        right=sum(row.total for row in rows),
        left=Counter({row.value: row.n for row in rows if row.about != FINISHED}),
    )


def right_at_first(tx: Connection, question: str) -> Estimate:
    """Return the share of right first answers to one question, under every pack, at every event.

    All answers are gone through, a million of them in about 0.2 s.
    """
    query = select(
        func.count(), func.coalesce(func.sum(case((QuizAnswer.is_right, 1), else_=0)), 0)
    ).where(QuizAnswer.question == question, QuizAnswer.is_repeat.is_(False))
    n, right = tx.execute(query).one()
    return share(int(right), int(n))


def by_topic(tx: Connection, filters: Filters) -> dict[str, TopicFigures]:
    """Return the figures of each topic. A mixed round counts towards each topic it touched."""
    return {
        row.about: TopicFigures(row.about, row.n, row.out_of, row.total)
        for row in tally.sums(tx, filters, TOPICS.name, by=("about",))
    }


def asked_again(tx: Connection, filters: Filters) -> dict[str, AskedAgain]:
    """Return, topic by topic, how people did who were asked the same question twice in a round."""
    return {
        row.about: AskedAgain(row.n, row.total, row.out_of)
        for row in tally.sums(tx, filters, AGAIN.name, by=("about",))
    }
