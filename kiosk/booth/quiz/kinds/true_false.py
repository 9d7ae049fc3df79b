"""A statement, true or false: two halves of the screen, in a sprint with a clock."""

from __future__ import annotations

from random import Random

from kiosk.booth.quiz.kinds.base import Asked
from kiosk.booth.quiz.kinds.halves import Halves
from kiosk.content.parts import Text

TRUE, FALSE, LATE = "true", "false", "late"


class TrueFalse(Halves):
    """Two halves. Nobody who runs out of time is right.

    `seconds` are for one statement of a sprint.
    """

    scripts = ("clock",)
    seconds = 10
    halves = {TRUE: Text(zh="对", en="True"), FALSE: Text(zh="不对", en="False")}
    others = {LATE: Text(zh="没来得及", en="Out of time")}

    def shown(self, asked: Asked, random: Random) -> tuple[str, ...]:
        """Return both halves; true always stands first, where people look for it."""
        return tuple(self.halves)

    def best(self, asked: Asked) -> tuple[str, ...]:
        """Return whether the statement is true."""
        return (TRUE if asked.question.is_true else FALSE,)
