"""Rules of a round: which questions to ask, which to repeat, and what to read up on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from random import Random

from kiosk.booth.quiz.kinds import KINDS
from kiosk.booth.quiz.records import Answer, JudgedAnswer
from kiosk.content.questions import Question, Topic

ROUND, SPRINT, DUEL = "round", "sprint", "duel"
ALONE = (ROUND, SPRINT)
"""Modes of one person; a duel is drawn for two at once."""
MODES = (ROUND, SPRINT, DUEL)
"""A round of mixed kinds; ten statements against the clock; a round for each of two people."""
LENGTHS = (5, 10)
DEFAULT_LENGTH = LENGTHS[0]
PLAIN = "single"
"""The kind that fills a round; of any other at most a fifth of the round is asked."""
OTHERS = 3 / 5
"""So much of a round is of other kinds, if there are enough of them."""
OWN_ONLY = ("child", "elder")
"""Audiences that are asked nothing meant for others; their rounds may be shorter."""
LEAST_OFFERED = LENGTHS[-1]
"""Of a topic with fewer, such an audience would be asked the same again in its second round."""
SPRINTED = "true-false"
SPRINT_LENGTH = 10

MOST_MILLISECONDS = 3_600_000
"""A longer pause says nothing about the question; and the clock may have jumped."""


def fits(question: Question, audience: str) -> bool:
    """Return True if a question suits an audience; children get those alone that are theirs."""
    if audience == "all":
        return "all" in question.audience or "adult" in question.audience
    return audience in question.audience or ("all" in question.audience and audience != "child")


def is_own(question: Question, audience: str) -> bool:
    """Return True if a question suits an audience and was written for it.

    What suits everybody is all `all`'s own: what is for adults alone comes in no other round.
    """
    return fits(question, audience) and (audience == "all" or audience in question.audience)


def draw(topics: Sequence[Topic], audience: str, length: int, random: Random) -> list[Question]:
    """Draw a round of mixed kinds, easy ones first, from as many of the topics as possible.

    What was written for the audience comes before what suits everybody. If too few suit it, other
    questions of these topics fill the round, but not one of children or elders, which is shorter
    then. What cannot be repeated, as it is long, comes last.
    """
    dealt = list(apart(deal(topics, audience, random)))
    suited = [question for question in dealt if fits(question, audience)]
    suited.sort(key=lambda each: not is_own(each, audience))
    mixed = _mix(suited, length)
    if audience not in OWN_ONLY:
        others = [question for question in dealt if not fits(question, audience)]
        mixed += others[: length - len(mixed)]
    return sorted(mixed, key=lambda each: (not KINDS[each.kind].can_repeat, each.difficulty))


def draw_sprint(
    topics: Sequence[Topic], audience: str, length: int, random: Random
) -> list[Question]:
    """Draw statements for a sprint, easy ones first; fewer if fewer suit the audience."""
    dealt = [each for each in deal(topics, audience, random) if each.kind == SPRINTED]
    suited = list(apart(each for each in dealt if fits(each, audience)))
    return sorted(suited[:length], key=lambda each: each.difficulty)


def is_offered(topic: Topic, audience: str) -> bool:
    """Return True if a topic has enough for an audience that is asked nothing meant for others."""
    suited = sum(fits(each, audience) for each in topic.questions)
    return audience not in OWN_ONLY or suited >= LEAST_OFFERED


def can_sprint(topics: Sequence[Topic], audience: str) -> bool:
    """Return True if there are enough statements for a sprint of this audience."""
    suited = (
        each.kind == SPRINTED and fits(each, audience) for one in topics for each in one.questions
    )
    return sum(suited) >= SPRINT_LENGTH


def deal(topics: Sequence[Topic], audience: str, random: Random) -> list[Question]:
    """Return all questions, the topics taking turns."""
    piles = [_pile(topic.questions, audience, random) for topic in topics]
    random.shuffle(piles)
    return [each for each in chain.from_iterable(zip_longest(*piles)) if each is not None]


def apart(questions: Iterable[Question]) -> Iterator[Question]:
    """Yield the questions that share no fact with one before, which would give them away."""
    asked: set[str] = set()
    for question in questions:
        if asked.isdisjoint(question.facts):
            asked.update(question.facts)
            yield question


def _mix(dealt: Sequence[Question], length: int) -> list[Question]:
    """Choose among dealt questions: a share of each other kind, then single ones, then any."""
    most, chosen = max(1, length // 5), dict[str, Question]()
    kinds: Counter[str] = Counter()
    for question in dealt:
        if question.kind == PLAIN or kinds[question.kind] == most:
            continue
        if len(chosen) < round(length * OTHERS):
            chosen[question.id] = question
            kinds[question.kind] += 1
    plain = [question for question in dealt if question.kind == PLAIN]
    for question in (*plain, *dealt):
        if len(chosen) < length:
            chosen.setdefault(question.id, question)
    return list(chosen.values())


def _pile(questions: Iterable[Question], audience: str, random: Random) -> list[Question]:
    """Shuffle one topic's questions; those that suit come first."""
    pile = list(questions)
    random.shuffle(pile)
    return sorted(pile, key=lambda each: not fits(each, audience))


def to_repeat(answers: Sequence[JudgedAnswer]) -> str:
    """Choose the question to ask once more: the first one answered wrong, else the last one.

    Kinds that take too long are not asked again, unless there is nothing else.
    """
    short = [answer for answer in answers if KINDS[answer.kind].can_repeat] or answers
    wrong = next((answer.question for answer in short if not answer.is_right), None)
    return wrong or short[-1].question


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
