"""A number on a slider; near counts."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from kiosk.booth.quiz.kinds.base import Asked, Given, QuestionKind, Sent, first, no_such_answer
from kiosk.content.parts import Text
from kiosk.content.questions import Guess


class Guessed(QuestionKind):
    """A slider, or a field for a number where no script runs.

    Credit is whole up to `near` away from the right number, half up to twice as far.
    """

    has_credit = True
    scripts = ("guess",)

    def shown(self, asked: Asked, random: Random) -> Guess:
        """Return the slider."""
        return _slider(asked)

    def take(self, asked: Asked, sent: Sent, so_far: Sequence[str]) -> Given:
        """Return the step of the slider that lies next to the number sent. Raises Unknown."""
        slider, text = _slider(asked), first(sent, "option")
        try:
            number = int(text)
        except ValueError:
            raise no_such_answer() from None
        number = min(max(number, slider.least), slider.most)
        step = round((number - slider.least) / slider.step)
        return Given((str(slider.least + step * slider.step),))

    def credit(self, asked: Asked, words: Sequence[str]) -> float:
        """Return 1 for a number that is near, and half for one less near."""
        slider = _slider(asked)
        away = abs(int(words[0]) - slider.right)
        return 1.0 if away <= slider.near else 0.5 if away <= 2 * slider.near else 0.0

    def best(self, asked: Asked) -> tuple[str, ...]:
        """Return the right number."""
        return (str(_slider(asked).right),)

    def said(self, asked: Asked, word: str) -> Text | None:
        """Return a number with its unit."""
        unit = _slider(asked).unit
        return Text(zh=f"{word} {unit.zh}", en=f"{word} {unit.en}")

    def any_answer(self, asked: Asked, random: Random) -> tuple[str, ...]:
        """Return any number of the slider."""
        slider = _slider(asked)
        return (str(random.randrange(slider.least, slider.most + 1, slider.step)),)


def _slider(asked: Asked) -> Guess:
    if asked.question.guess is None:
        raise no_such_answer()
    return asked.question.guess
