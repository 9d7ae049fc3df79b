"""One option is right: a tap answers."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from kiosk.booth.quiz.kinds.base import (
    Asked,
    Given,
    QuestionKind,
    Sent,
    first,
    optioned,
    require_option,
    shuffled,
)
from kiosk.content.parts import Option, Text


class Single(QuestionKind):
    """The options as buttons."""

    def shown(self, asked: Asked, random: Random) -> tuple[Option, ...]:
        """Return the options in the order of this showing."""
        return shuffled(asked.question, random)

    def take(self, asked: Asked, sent: Sent, so_far: Sequence[str]) -> Given:
        """Return the option that was tapped. Raises Unknown."""
        return Given((require_option(asked.question.options, first(sent, "option")).id,))

    def best(self, asked: Asked) -> tuple[str, ...]:
        """Return the right option."""
        return tuple(option.id for option in asked.question.options if option.is_right)

    def listed(self, asked: Asked) -> tuple[str, ...]:
        """Return all options."""
        return tuple(option.id for option in asked.question.options)

    def said(self, asked: Asked, word: str) -> Text | None:
        """Return an option's words."""
        option = optioned(asked.question.options, word)
        return option.text if option else None

    def any_answer(self, asked: Asked, random: Random) -> tuple[str, ...]:
        """Return any option."""
        return (random.choice(asked.question.options).id,)
