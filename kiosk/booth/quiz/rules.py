"""Rules of a round: which questions to ask, which to repeat, and what to read up on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from random import Random

from kiosk.booth.quiz.records import Answer
from kiosk.content.pack import Question, Topic

LENGTHS = (5, 10)
DEFAULT_LENGTH = LENGTHS[0]
MOST_MILLISECONDS = 3_600_000
"""A longer pause says nothing about the question; and the clock may have jumped."""


def fits(question: Question, audience: str) -> bool:
    """Return True if a question suits an audience; children get no hard question made for all."""
    if audience == "all":
        return "all" in question.audience or "adult" in question.audience
    if audience == "child":
        return "child" in question.audience or (
            "all" in question.audience and question.difficulty == 1
        )
    return audience in question.audience or "all" in question.audience


def draw(topics: Sequence[Topic], audience: str, length: int, random: Random) -> list[Question]:
    """Draw `length` questions, easy ones first, from as many of the topics as possible.

    If too few suit the audience, other questions of these topics fill the round.
    """
    piles = [_pile(topic.questions, audience, random) for topic in topics]
    random.shuffle(piles)
    dealt = [each for each in chain.from_iterable(zip_longest(*piles)) if each is not None]
    suited = [question for question in dealt if fits(question, audience)]
    others = [question for question in dealt if not fits(question, audience)]
    return sorted((suited + others)[:length], key=lambda question: question.difficulty)


def _pile(questions: Iterable[Question], audience: str, random: Random) -> list[Question]:
    """Shuffle one topic's questions; those that suit come first, the audience's own at the top."""
    pile = list(questions)
    random.shuffle(pile)
    return sorted(pile, key=lambda each: (not fits(each, audience), audience not in each.audience))


def to_repeat(answers: Sequence[Answer]) -> str:
    """Choose the question to ask once more: the first one answered wrong, else the last one."""
    wrong = next((answer.question for answer in answers if not answer.is_right), None)
    return wrong or answers[-1].question


def read_up(answers: Iterable[Answer], topic_of: dict[str, Topic]) -> Topic | None:
    """Return the topic with the most wrong first answers, or None if all were right."""
    wrong = [
        topic_of[answer.question].id
        for answer in answers
        if not answer.is_right and not answer.is_repeat and answer.question in topic_of
    ]
    if not wrong:
        return None
    worst = max(dict.fromkeys(wrong), key=wrong.count)
    return next(topic for topic in topic_of.values() if topic.id == worst)


def spent(shown_at: int, now: int) -> int:
    """Return the milliseconds from showing to answering; 0 if the clock makes no sense."""
    return now - shown_at if 0 <= now - shown_at <= MOST_MILLISECONDS else 0
