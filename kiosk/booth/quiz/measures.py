"""What is counted of quizzes, by hour and place."""

from __future__ import annotations

from sqlalchemy import and_, case, func
from sqlalchemy.orm import aliased

from kiosk.booth.quiz.models import QuizAnswer, QuizRound
from kiosk.counts.tally import Measure, counted, word
from kiosk.journal.models import same_record

TOPIC = "topic"
"""The words by which questions are counted: each one's topic, by its id."""
FINISHED, LEFT = "finished", "left"

ROUNDS = Measure(
    "quiz-round",
    QuizRound,
    counted(
        QuizRound,
        about=case((QuizRound.is_finished, FINISHED), else_=LEFT),
        value=QuizRound.answered,
        total=QuizRound.right,
    ),
)
"""Rounds, finished or left, by the number of first answers; sums those that were right."""

_topic, _of_question = word(TOPIC, QuizAnswer.question)
TOPICS = Measure(
    "quiz-topic",
    QuizRound,
    counted(
        QuizRound,
        about=_topic.word,
        total=func.sum(case((QuizAnswer.is_right, 1), else_=0)),
        out_of=func.count(),
    )
    .join(QuizAnswer, same_record(QuizAnswer, QuizRound))
    .join(_topic, _of_question)
    .where(QuizAnswer.is_repeat.is_(False))
    .group_by(QuizRound.device, QuizRound.epoch, QuizRound.seq, _topic.word),
)
"""Rounds that met a topic; sums the right ones of the first answers to its questions, and all."""

_first = aliased(QuizAnswer)
_topic_again, _of_again = word(TOPIC, QuizAnswer.question)
AGAIN = Measure(
    "quiz-again",
    QuizRound,
    counted(
        QuizRound,
        about=_topic_again.word,
        total=case((_first.is_right, 1), else_=0),
        out_of=case((QuizAnswer.is_right, 1), else_=0),
    )
    .join(QuizAnswer, same_record(QuizAnswer, QuizRound))
    .join(
        _first,
        and_(
            same_record(_first, QuizRound),
            _first.question == QuizAnswer.question,
            _first.is_repeat.is_(False),
        ),
    )
    .join(_topic_again, _of_again)
    .where(QuizAnswer.is_repeat.is_(True)),
)
"""Questions asked twice in a round, by topic; sums those right at first, and those right again."""
