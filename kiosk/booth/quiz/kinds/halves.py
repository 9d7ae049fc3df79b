"""What kinds share that are judged by one tap on one of two halves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import ClassVar

from kiosk.booth.quiz.kinds.base import Asked, Given, QuestionKind, Sent, first, no_such_answer
from kiosk.content.parts import Text


class Halves(QuestionKind):
    """Two buttons; `halves` are their words. `others` are answers that no button gives."""

    halves: ClassVar[Mapping[str, Text]]
    others: ClassVar[Mapping[str, Text]] = {}

    def take(self, asked: Asked, sent: Sent, so_far: Sequence[str]) -> Given:
        """Return the half that was tapped. Raises Unknown."""
        word = first(sent, "option")
        if self.said(asked, word) is None:
            raise no_such_answer()
        return Given((word,))

    def listed(self, asked: Asked) -> tuple[str, ...]:
        """Return both halves."""
        return tuple(self.halves)

    def said(self, asked: Asked, word: str) -> Text | None:
        """Return a half's words."""
        return self.halves.get(word) or self.others.get(word)

    def any_answer(self, asked: Asked, random: Random) -> tuple[str, ...]:
        """Return either half."""
        return (random.choice(tuple(self.halves)),)
