"""Rules of a class: what it is asked, what its two sides stand for, how it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from random import Random

from kiosk.booth.quiz.classroom.records import LEFT, RIGHT, ClassAnswer, were_right
from kiosk.booth.quiz.kinds.base import Asked, QuestionKind
from kiosk.booth.quiz.rules import LENGTHS as LENGTHS
from kiosk.booth.quiz.rules import apart, deal, fits
from kiosk.content.questions import Question, Topic

LEAST_PEOPLE, MOST_PEOPLE = 2, 60
KINDS = ("true-false", "real-false", "single")
"""What a class is asked, in turn: statements, messages, and choices between two options."""
DEFAULT_AUDIENCE = "child"
MOST_LETTERS = 64
"""A longer message cannot be read from the last row."""


@dataclass(frozen=True)
class Sides:
    """The answers for which one stands left or right; `best` is the side of the right one."""

    left: str
    right: str
    best: str


def suits(question: Question) -> bool:
    """Return True if a class can answer a question by standing left or right."""
    if question.kind == "real-false":
        lines = question.message.lines if question.message else ()
        return sum(len(line.text.zh) for line in lines) <= MOST_LETTERS
    if question.kind == "single":
        return len(question.options) == 2 or not question.keep_order
    return question.kind == "true-false"


def suited(topics: Sequence[Topic], audience: str) -> int:
    """Return how many questions of these topics a class of an audience can be asked."""
    held = (question for topic in topics for question in topic.questions)
    return sum(suits(each) and fits(each, audience) for each in held)


def draw(topics: Sequence[Topic], audience: str, length: int, random: Random) -> list[Question]:
    """Draw a class's round, the kinds taking turns, easy ones first.

    It is never filled up with questions meant for others, but shorter then.
    """
    dealt = [each for each in deal(topics, audience, random) if suits(each)]
    own = list(apart(each for each in dealt if fits(each, audience)))
    piles = [[each for each in own if each.kind == kind] for kind in KINDS]
    mixed = [each for each in chain.from_iterable(zip_longest(*piles)) if each is not None]
    return sorted(mixed[:length], key=lambda each: each.difficulty)


def sides_of(kind: QuestionKind, asked: Asked, random: Random) -> Sides:
    """Return what the two sides stand for; the same `random` gives the same sides again.

    Of a choice among more than two options, the right one stands against one of the others.
    """
    words = list(kind.listed(asked))
    [best] = kind.best(asked)
    if asked.question.kind == "single":
        other = random.choice([word for word in words if word != best])
        words = [word for word in words if word in (best, other)]
        if not asked.question.keep_order:
            random.shuffle(words)
    left, right = words
    return Sides(left, right, LEFT if left == best else RIGHT)


def of_hundred(part: int, whole: int) -> int:
    """Return how many of a hundred; all and none are said only where it is so."""
    if not whole or part in (0, whole):
        return 100 * bool(part)
    return min(99, max(1, round(100 * part / whole)))


def fooled_most(answers: Sequence[ClassAnswer], people: int) -> ClassAnswer | None:
    """Return the answer that fewest had right, the first of several; None if all were right."""
    wrong = [answer for answer in answers if were_right(answer, people) < people]
    return min(wrong, key=lambda answer: were_right(answer, people), default=None)
