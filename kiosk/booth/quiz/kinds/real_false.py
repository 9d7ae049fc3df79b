"""A message, real or false; then the spots that gave a false one away light up."""

from __future__ import annotations

from random import Random

from kiosk.booth.quiz.kinds.base import Asked
from kiosk.booth.quiz.kinds.halves import Halves
from kiosk.content.parts import Text
from kiosk.content.questions import Message

REAL, FALSE = "real", "false"


class RealFalse(Halves):
    """The message in a phone, and two halves."""

    halves = {REAL: Text(zh="真的", en="Real"), FALSE: Text(zh="假的", en="False")}

    def shown(self, asked: Asked, random: Random) -> Message | None:
        """Return the message."""
        return asked.question.message

    def best(self, asked: Asked) -> tuple[str, ...]:
        """Return whether the message is real."""
        message = asked.question.message
        return (REAL if message and message.is_genuine else FALSE,)
