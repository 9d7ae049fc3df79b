"""Steps to put into order: each tap adds one; the last one leaves, or all are confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from random import Random

from kiosk.booth.quiz.kinds.base import (
    WHOLE,
    Asked,
    Given,
    QuestionKind,
    Sent,
    first,
    optioned,
    require_option,
)
from kiosk.content.parts import Option, Text


class Order(QuestionKind):
    """The steps as buttons that take their places one after another.

    Credit is the share of pairs of steps that stand in the right order to each other (Kendall's
    distance), less the half that chance gives, doubled.
    """

    has_credit = True
    scripts = ("order",)

    def shown(self, asked: Asked, random: Random) -> tuple[Option, ...]:
        """Return the steps in an order that is not the right one."""
        steps = list(asked.question.options)
        while steps == list(asked.question.options):
            random.shuffle(steps)
        return tuple(steps)

    def take(self, asked: Asked, sent: Sent, so_far: Sequence[str]) -> Given:
        """Return the steps so far with the tapped one, or without the last. Raises Unknown."""
        options = asked.question.options
        held = [each for each in so_far if optioned(options, each)]
        if "undo" in sent:
            return Given(tuple(held[:-1]), is_whole=False)
        if "done" in sent and len(held) == len(options):
            return Given(tuple(held))
        tapped = require_option(options, first(sent, "option")).id
        # A step tapped twice, as by a finger that trembles, stays where it is.
        return Given((*held, *([] if tapped in held else [tapped])), is_whole=False)

    def credit(self, asked: Asked, words: Sequence[str]) -> float:
        """Return how much better than chance the order is: 1 if right, 0 for any worse one."""
        places = {option.id: place for place, option in enumerate(asked.question.options)}
        pairs = [places[one] < places[other] for one, other in combinations(words, 2)]
        return max(0.0, 2 * sum(pairs) / len(pairs) - 1) if pairs else WHOLE

    def best(self, asked: Asked) -> tuple[str, ...]:
        """Return the steps as they stand in the pack."""
        return tuple(option.id for option in asked.question.options)

    def said(self, asked: Asked, word: str) -> Text | None:
        """Return a step's words."""
        option = optioned(asked.question.options, word)
        return option.text if option else None

    def forms(self, words: Sequence[str]) -> list[Sent]:
        """Return a tap for each step, and the confirmation."""
        return [*({"option": [word]} for word in words), {"done": ["yes"]}]

    def any_answer(self, asked: Asked, random: Random) -> tuple[str, ...]:
        """Return any order."""
        steps = list(self.best(asked))
        random.shuffle(steps)
        return tuple(steps)
