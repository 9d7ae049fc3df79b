"""How a class did: of a hundred answers, what fooled most, and one thing to do at home."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz.classroom import rules
from kiosk.booth.quiz.classroom.records import ClassAnswer, were_right
from kiosk.booth.quiz.classroom.service import ClassPlay
from kiosk.content.catalog import Catalog
from kiosk.content.parts import Text
from kiosk.content.questions import Question


@dataclass(frozen=True)
class Fooled:
    """The question that fooled most, the words of its right answer, and how many had it wrong."""

    question: Question
    right: Text
    people: int


@dataclass(frozen=True)
class Outcome:
    """How a class did. `tonight` is None where the pack has no more of its questions."""

    play: ClassPlay
    of_hundred: int
    fooled: Fooled | None
    tonight: Text | None
    is_explained: bool
    """Whether `tonight` is what a question's explanation says, to pass on at home."""


def outcome_of(play: ClassPlay, catalog: Catalog) -> Outcome:
    """Return how a class did that has answered everything."""
    answers, people = play.answers, play.people
    worst = rules.fooled_most(answers, people)
    told = worst or answers[-1]
    topic = catalog.topic_of.get(told.question)
    asks = topic.tonight if topic else None
    asked = catalog.questions.get(told.question)
    return Outcome(
        play=play,
        of_hundred=rules.of_hundred(
            sum(were_right(answer, people) for answer in answers), people * len(answers)
        ),
        fooled=_fooled(worst, people, catalog) if worst else None,
        tonight=asks or (asked.explanation if asked else None),
        is_explained=asks is None,
    )


def _fooled(answer: ClassAnswer, people: int, catalog: Catalog) -> Fooled | None:
    found = kinds.asked(catalog, answer.question)
    if found is None:
        return None
    kind, asked = found
    right = kind.said(asked, kind.best(asked)[0])
    if right is None:
        return None
    return Fooled(asked.question, right, people - were_right(answer, people))
