"""Dangers in a scene: each is a box to tick that lies over the picture."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from kiosk.booth.quiz.kinds.base import (
    Asked,
    Given,
    QuestionKind,
    Sent,
    no_such_answer,
    share_ticked,
)
from kiosk.content.parts import Text
from kiosk.content.questions import Area, Scene


class Find(QuestionKind):
    """The scene with its areas, and the same areas as a list.

    Credit is the share of the dangers found, less a share as large for each safe thing taken for
    one. A tap beside all areas does nothing.
    """

    has_credit = True

    def shown(self, asked: Asked, random: Random) -> Scene | None:
        """Return the scene."""
        return asked.scene

    def take(self, asked: Asked, sent: Sent, so_far: Sequence[str]) -> Given:
        """Return the areas that were tapped, in the scene's order. Raises Unknown."""
        tapped = set(sent.get("option", ()))
        names = [area.id for area in self._areas(asked)]
        if not tapped <= set(names):
            raise no_such_answer()
        return Given(tuple(name for name in names if name in tapped))

    def credit(self, asked: Asked, words: Sequence[str]) -> float:
        """Return the dangers found less the safe things ticked, as a share of the dangers."""
        return share_ticked(words, asked.question.dangers)

    def best(self, asked: Asked) -> tuple[str, ...]:
        """Return all dangers."""
        return asked.question.dangers

    def said(self, asked: Asked, word: str) -> Text | None:
        """Return an area's name."""
        return next((area.name for area in self._areas(asked) if area.id == word), None)

    def any_answer(self, asked: Asked, random: Random) -> tuple[str, ...]:
        """Return any areas."""
        return tuple(area.id for area in self._areas(asked) if random.random() < 1 / 2)

    def _areas(self, asked: Asked) -> Sequence[Area]:
        return asked.scene.areas if asked.scene else ()
