"""A case: its steps in their order, of which one taps where it should have been stopped."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from kiosk.booth.quiz.kinds.base import (
    WHOLE,
    Asked,
    Given,
    QuestionKind,
    Sent,
    first,
    no_such_answer,
)
from kiosk.content.parts import Text
from kiosk.content.questions import Case, CaseStep

LATER = 0.5
"""The credit for a later step that has a stop: it saves something, though not all."""


class WhereToStop(QuestionKind):
    """The steps as buttons.

    The first step that has a stop is right, since nothing is lost there yet; a later one is half
    right.
    """

    has_credit = True

    def shown(self, asked: Asked, random: Random) -> Case:
        """Return the case, whose steps keep their order."""
        return _case(asked)

    def take(self, asked: Asked, sent: Sent, so_far: Sequence[str]) -> Given:
        """Return the step that was tapped. Raises Unknown."""
        step = _step(asked, first(sent, "option"))
        if step is None:
            raise no_such_answer()
        return Given((step.id,))

    def credit(self, asked: Asked, words: Sequence[str]) -> float:
        """Return all for the first step with a stop, half for a later one."""
        if tuple(words) == self.best(asked):
            return WHOLE
        step = _step(asked, next(iter(words), ""))
        return LATER if step and step.stop else 0.0

    def best(self, asked: Asked) -> tuple[str, ...]:
        """Return the first step that has a stop."""
        return tuple(step.id for step in _case(asked).stops[:1])

    def listed(self, asked: Asked) -> tuple[str, ...]:
        """Return all steps."""
        return tuple(step.id for step in _case(asked).steps)

    def said(self, asked: Asked, word: str) -> Text | None:
        """Return what happened at a step."""
        step = _step(asked, word)
        return step.text if step else None

    def any_answer(self, asked: Asked, random: Random) -> tuple[str, ...]:
        """Return any step."""
        return (random.choice(_case(asked).steps).id,)


def _step(asked: Asked, step_id: str) -> CaseStep | None:
    return next((step for step in _case(asked).steps if step.id == step_id), None)


def _case(asked: Asked) -> Case:
    if asked.case is None:
        raise no_such_answer()
    return asked.case
