"""Say how quizzes went: rounds, scores by topic, and where people leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Select, String, case, column, func, select, values

from kiosk.journal.models import same_record
from kiosk.journal.reading import Filters
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
    """Count rounds and first answers; `left` counts unfinished rounds by how far they came."""

    started: int = 0
    finished: int = 0
    answered: int = 0
    right: int = 0
    left: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class TopicFigures:
    """Count the first answers to a topic's questions, and the rounds that they were given in."""

    topic: str
    rounds: int
    answers: int
    right: int


def figures(tx: Connection, filters: Filters) -> Figures:
    """Return the figures of the rounds that `filters` let through."""
    query = (
        select(
            QuizRound.is_finished,
            QuizRound.answered,
            func.count(),
            func.coalesce(func.sum(QuizRound.right), 0),
        )
        .where(*filters.conditions(QuizRound))
        .group_by(QuizRound.is_finished, QuizRound.answered)
    )
    rows = [
        (ended, int(number), int(n), int(right)) for ended, number, n, right in tx.execute(query)
    ]
    return Figures(
        started=sum(n for _, _, n, _ in rows),
        finished=sum(n for ended, _, n, _ in rows if ended),
        answered=sum(number * n for _, number, n, _ in rows),
        right=sum(right for *_, right in rows),
        left=Counter({number: n for ended, number, n, _ in rows if not ended}),
    )


def by_topic(
    tx: Connection, filters: Filters, topic_of: Mapping[str, str]
) -> dict[str, TopicFigures]:
    """Return the figures of each topic; `topic_of` names a question's topic, by their ids.

    A mixed round counts towards each topic that it met.
    """
    if not topic_of:
        return {}
    held = values(column("question", String), column("topic", String), name="topic_of")
    topics = held.data(list(topic_of.items())).cte("topic_of")
    key = (QuizAnswer.device, QuizAnswer.epoch, QuizAnswer.seq)
    inner = (
        select(
            topics.c.topic,
            func.count().label("answers"),
            func.sum(case((QuizAnswer.is_right, 1), else_=0)).label("right"),
        )
        .select_from(QuizAnswer)
        .join(QuizRound, same_record(QuizAnswer, QuizRound))
        .join(topics, topics.c.question == QuizAnswer.question)
        .where(QuizAnswer.is_repeat.is_(False), *filters.conditions(QuizRound))
        .group_by(topics.c.topic, *key)
        .subquery()
    )
    query = select(
        inner.c.topic, func.count(), func.sum(inner.c.answers), func.sum(inner.c.right)
    ).group_by(inner.c.topic)
    return {
        topic: TopicFigures(topic, int(rounds), int(answers), int(right))
        for topic, rounds, answers, right in tx.execute(query)
    }


def sittings(filters: Filters) -> Select[str, str]:
    """Select the sitting and time of each round."""
    return select(QuizRound.sitting, QuizRound.made_at).where(*filters.conditions(QuizRound))
