"""Several options are right: all of them are ticked, then confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from statistics import median

from kiosk.booth.quiz.kinds.base import (
    BETWEEN,
    Asked,
    Given,
    Sent,
    Weigh,
    require_option,
    share_ticked,
)
from kiosk.booth.quiz.kinds.single import Single


class Several(Single):
    """The options as boxes to tick.

    Credit is the share of the right options ticked, less a share as large for each wrong one.
    """

    has_credit = True

    def take(self, asked: Asked, sent: Sent, so_far: Sequence[str]) -> Given:
        """Return the options ticked, in the question's order; maybe none. Raises Unknown."""
        ticked = {
            require_option(asked.question.options, each).id for each in sent.get("option", ())
        }
        return Given(tuple(each.id for each in asked.question.options if each.id in ticked))

    def credit(self, asked: Asked, words: Sequence[str]) -> float:
        """Return the right options ticked less the wrong ones, as a share of the right ones."""
        return share_ticked(words, self.best(asked))

    def listed(self, asked: Asked) -> tuple[str, ...]:
        """Return the right set alone, as there are too many others."""
        return (BETWEEN.join(self.best(asked)),)

    def any_answer(self, asked: Asked, random: Random) -> tuple[str, ...]:
        """Return any set of options."""
        return tuple(each.id for each in asked.question.options if random.random() < 1 / 2)

    def by_words(self, asked: Asked, weigh: Weigh, random: Random) -> tuple[str, ...]:
        """Return the options that weigh more than the middle one; any if none does."""
        weights = {each.id: weigh(each.text.zh) for each in asked.question.options}
        middle = median(weights.values())
        heavy = tuple(name for name, weight in weights.items() if weight > middle)
        return heavy or self.any_answer(asked, random)
