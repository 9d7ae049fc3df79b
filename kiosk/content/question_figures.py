"""How far a pack's questions are from each threshold of their check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.content import alike, check_question_texts, weaknesses
from kiosk.content.check_questions import (
    LEAST_GENUINE,
    LEAST_PERMITTED,
    MOST_GENUINE,
    MOST_LONE,
    MOST_LONGEST,
)
from kiosk.content.pack import Pack
from kiosk.content.parts import Text
from kiosk.content.questions import Question
from kiosk.content.weaknesses import Placed, Share


@dataclass(frozen=True)
class Figure:
    """Some questions `of` others; their share should be at least `least` and at most `most`."""

    id: str
    name: Text
    some: int
    of: int
    least: float | None
    most: float | None

    @property
    def share(self) -> float | None:
        """Return the share, None if there are no questions to have one."""
        return self.some / self.of if self.of else None

    @property
    def is_kept(self) -> bool:
        """Return True if the share is as it should be, or if there are no questions to have one."""
        share = self.share
        if share is None:
            return True
        return (self.least or 0.0) <= share <= (1.0 if self.most is None else self.most)


def figures(pack: Pack) -> list[Figure]:
    """Return the figures of a pack's questions."""
    questions = weaknesses.placed(pack)
    return [*_shares(questions), *_counts(questions, pack)]


def _shares(questions: Sequence[Placed]) -> list[Figure]:
    """Return what should keep to a share; the check looks at the longest topic by topic."""
    longest, lone = weaknesses.longest_right(questions), weaknesses.lone_right(questions)
    permitting, genuine = weaknesses.permitting(questions), weaknesses.genuine(questions)
    return [
        _share(
            "longest-right",
            Text(zh="最长的选项就是答案", en="the longest option is right"),
            longest,
            most=MOST_LONGEST,
        ),
        _share(
            "lone-right",
            Text(zh="落单的“是”“否”就是答案", en="the lone yes or no is right"),
            lone,
            most=MOST_LONE,
        ),
        _share(
            "permitting",
            Text(zh="问“可以吗”，答“可以”", en="“may I?” is answered yes"),
            permitting,
            least=LEAST_PERMITTED,
        ),
        _share(
            "genuine",
            Text(zh="辨真假里的真消息", en="messages that are real"),
            genuine,
            least=LEAST_GENUINE,
            most=MOST_GENUINE,
        ),
    ]


def _share(
    name: str,
    words: Text,
    found: Share,
    *,
    least: float | None = None,
    most: float | None = None,
) -> Figure:
    return Figure(name, words, len(found.some), len(found.of), least, most)


def _counts(questions: Sequence[Placed], pack: Pack) -> list[Figure]:
    """Return what should not be there at all."""
    of = len(questions)
    children = sum("child" in each.question.audience for each in questions)
    rare = len(check_question_texts.with_rare_characters(questions, pack))

    def count(name: str, words: Text, is_weak: Callable[[Question], bool]) -> Figure:
        return _none(name, words, sum(is_weak(each.question) for each in questions), of)

    return [
        count(
            "bare-penalty",
            Text(zh="解释只说怎么罚", en="the explanation only threatens"),
            weaknesses.is_bare_penalty,
        ),
        count(
            "long-prompt",
            Text(zh="题干太长", en="the prompt is long"),
            weaknesses.is_prompt_long,
        ),
        count(
            "long-explanation",
            Text(zh="解释太长", en="the explanation is long"),
            weaknesses.is_explanation_long,
        ),
        _none(
            "alike",
            Text(zh="和另一题几乎一样", en="asks nearly what another one asks"),
            len({each.later.question.id for each in alike.pairs(questions)}),
            of,
        ),
        _none(
            "rare-characters",
            Text(zh="小朋友的题里有不常用的字", en="for children, with rare characters"),
            rare,
            children,
        ),
        count(
            "unquoted",
            Text(zh="写了条文出处，没有原文", en="names an article without its text"),
            check_question_texts.is_unquoted,
        ),
    ]


def _none(name: str, words: Text, some: int, of: int) -> Figure:
    return Figure(name, words, some, of, None, 0.0)
