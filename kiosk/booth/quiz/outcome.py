"""How a round went: the score, what the person now knows, and one thing to do at home."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.booth.quiz import rules, service
from kiosk.booth.quiz.kinds import KINDS
from kiosk.booth.quiz.records import JudgedAnswer, hundredths
from kiosk.content.catalog import Catalog
from kiosk.content.parts import FileName, Text
from kiosk.content.questions import Question, Topic

MOST_KNOWN = 3
SENTENCE = {"zh": re.compile(r"[。！？]”?"), "en": re.compile(r"[.!?]”?(?= |$)")}
"""Where a sentence ends."""


@dataclass(frozen=True)
class Known:
    """What a question taught, with its pictures, if it has any; `is_new` if it was missed."""

    question: str
    says: Text
    is_new: bool
    pictures: tuple[FileName, ...] = ()


@dataclass(frozen=True)
class Result:
    """How a round went; `seconds` went into its first answers.

    `learned` is of the question asked again; None if it was right at first.
    `points` are hundredths of what could be had, None where nothing could be partly right.
    """

    right: int
    total: int
    points: int | None
    dots: tuple[str, ...]
    known: tuple[Known, ...]
    tonight: Text | None
    read_up: Topic | None
    learned: bool | None
    topic_id: str
    audience: str
    length: int
    mode: str
    seconds: int


def result_of(play: service.Round, catalog: Catalog) -> Result:
    """Return how a round went that has been played to its end."""
    first = [each for each in play.answers if not each.is_repeat]
    again = next((each for each in play.answers if each.is_repeat), None)
    is_missed = not all(each.is_right for each in first)
    read_up = rules.read_up(first, catalog.topic_of)
    return Result(
        right=sum(each.is_right for each in first),
        total=len(first),
        points=_points(first),
        dots=tuple("right" if each.is_right else "wrong" for each in first),
        known=_known(first, catalog),
        tonight=_tonight(first, read_up, catalog),
        read_up=read_up,
        learned=again.is_right if is_missed and again else None,
        topic_id=play.topic or "",
        audience=play.audience,
        length=play.length,
        mode=play.mode,
        seconds=round(sum(each.milliseconds for each in first) / 1000),
    )


def _points(answers: Iterable[JudgedAnswer]) -> int | None:
    """Return the sum of the credit, None if no kind in the round gives any for a part."""
    held = list(answers)
    has_credit = any(KINDS[each.kind].has_credit for each in held)
    return sum(map(hundredths, held)) if has_credit else None


def _known(answers: Sequence[JudgedAnswer], catalog: Catalog) -> tuple[Known, ...]:
    """Return in a sentence each what was missed, then what was answered right, the last first."""
    held = [each for each in answers if each.question in catalog.questions]
    missed = [each for each in held if not each.is_right]
    chosen = missed + [each for each in held[::-1] if each.is_right]
    return tuple(
        _taught(catalog.questions[each.question], is_new=not each.is_right)
        for each in chosen[:MOST_KNOWN]
    )


def _taught(question: Question, *, is_new: bool) -> Known:
    shown = (question.picture, *(each.picture for each in question.options if each.is_right))
    says = first_sentence(question.explanation)
    return Known(question.id, says, is_new, tuple(filter(None, shown)))


def first_sentence(said: Text) -> Text:
    """Return the first sentence of a text in each language."""
    cut = {language: _cut(getattr(said, language), end) for language, end in SENTENCE.items()}
    return Text(**cut)


def _cut(words: str, end: re.Pattern[str]) -> str:
    found = end.search(words)
    return words[: found.end()] if found else words


def _tonight(
    answers: Iterable[JudgedAnswer], read_up: Topic | None, catalog: Catalog
) -> Text | None:
    """Return what the topic to read up on asks to do, else that of the first topic with one."""
    asked = [catalog.topic_of[x.question] for x in answers if x.question in catalog.topic_of]
    topics = ([read_up] if read_up else []) + asked
    return next((topic.tonight for topic in topics if topic.tonight), None)
