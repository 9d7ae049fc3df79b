"""What every kind of question can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar

from kiosk.content.parts import Option, Text
from kiosk.content.questions import Call, Case, Question, Scene
from kiosk.errors import Unknown

Sent = Mapping[str, Sequence[str]]
"""What a form sent: values by field."""
Weigh = Callable[[str], float]
"""What somebody makes of the Chinese words of an answer."""
WHOLE = 1.0
"""The credit for an answer that is right."""
BETWEEN = "+"
"""Joins the words of an answer where one text holds them all; no id has it."""


@dataclass(frozen=True)
class Asked:
    """A question with the scene, the call or the case that it names."""

    question: Question
    scene: Scene | None = None
    call: Call | None = None
    case: Case | None = None


@dataclass(frozen=True)
class Given:
    """What was answered: ids or a number, as words. More is to come unless it `is_whole`."""

    words: tuple[str, ...]
    is_whole: bool = True


class QuestionKind(ABC):
    """One kind of question. It holds nothing itself.

    `has_credit` is true where an answer may be partly right. `can_repeat` is false for what takes
    too long to be asked again. `scripts` are the page's own, beside the ones that all pages have.
    """

    has_credit: ClassVar[bool] = False
    can_repeat: ClassVar[bool] = True
    scripts: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def shown(self, asked: Asked, random: Random) -> Any:
        """Return what the page shows; the same `random` gives the same order again."""

    @abstractmethod
    def take(self, asked: Asked, sent: Sent, so_far: Sequence[str]) -> Given:
        """Return the answer as far as it goes. Raises Unknown if no such answer exists."""

    def voice(self, asked: Asked, _so_far: Sequence[str]) -> str | None:
        """Return the recording that reads out what is asked now, if there is one."""
        return asked.question.voice

    def credit(self, asked: Asked, words: Sequence[str]) -> float:
        """Return how far an answer is right, from 0 to 1: all or nothing by default."""
        return float(tuple(words) == self.best(asked))

    @abstractmethod
    def best(self, asked: Asked) -> tuple[str, ...]:
        """Return the words of an answer that is right."""

    def listed(self, asked: Asked) -> tuple[str, ...]:
        """Return the answers that the analysis lists, also if nobody gave them: the right one."""
        return (BETWEEN.join(self.best(asked)),)

    @abstractmethod
    def said(self, asked: Asked, word: str) -> Text | None:
        """Return what a word of an answer stands for, None if the question does not have it."""

    def forms(self, words: Sequence[str]) -> list[Sent]:
        """Return what a page sends, form by form, until it has given this answer."""
        return [{"option": words}]

    @abstractmethod
    def any_answer(self, asked: Asked, random: Random) -> tuple[str, ...]:
        """Return an answer of somebody who guesses, for simulated people."""

    def by_words(self, asked: Asked, weigh: Weigh, random: Random) -> tuple[str, ...]:
        """Return the answer of somebody who knows nothing and goes by the weight of its words.

        It is any answer if the analysis lists one alone, so that words give no choice.
        """
        listed = self.listed(asked)
        if len(listed) == 1:
            return self.any_answer(asked, random)
        return (heaviest(listed, lambda word: weigh_text(self.said(asked, word), weigh), random),)


def share_ticked(ticked: Sequence[str], right: Sequence[str]) -> float:
    """Return the share of the right ones that are ticked, less as much for each wrong one.

    It is never below nothing: so ticking all is worth as little as ticking none where at most half
    are right.
    """
    found = len(set(ticked) & set(right))
    return max(0, 2 * found - len(set(ticked))) / max(1, len(right))


def optioned(options: Sequence[Option], option_id: str) -> Option | None:
    """Return the option of this id, or None."""
    return next((option for option in options if option.id == option_id), None)


def require_option(options: Sequence[Option], option_id: str) -> Option:
    """Return the option of this id. Raises Unknown."""
    found = optioned(options, option_id)
    if found is None:
        raise no_such_answer()
    return found


def shuffled(question: Question, random: Random) -> tuple[Option, ...]:
    """Return the options in another order, unless theirs means something."""
    options = list(question.options)
    if not question.keep_order:
        random.shuffle(options)
    return tuple(options)


def weigh_text(text: Text | None, weigh: Weigh) -> float:
    """Return what somebody makes of an answer's words."""
    return weigh(text.zh) if text else 0.0


def heaviest(words: Sequence[str], weigh: Weigh, random: Random) -> str:
    """Return the word that weighs most; chance decides between equal ones."""
    return max(random.sample(words, len(words)), key=weigh)


def first(sent: Sent, name: str) -> str:
    """Return the first value of a field, empty if it has none."""
    return next(iter(sent.get(name, ())), "")


def no_such_answer() -> Unknown:
    """Return the error of an answer that the question does not have."""
    return Unknown("没有这个选项。", "There is no such option.")
