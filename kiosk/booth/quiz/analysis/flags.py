"""Flags: questions that an editor should look at, and why, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Literal

from kiosk.booth.quiz.analysis.figures import QuestionFigures
from kiosk.content.parts import Text
from kiosk.counts.statistics import LEAST_PEOPLE, Estimate

LEAST_FOR_CORRELATION = 30
"""Of fewer people a correlation of 0.1 lies within chance by far."""
LEAST_FOR_SHARES = 50
"""Of so many, an option that 6 % would choose is chosen by somebody, 19 times of 20."""
POOR = 0.1
"""Items below discriminate hardly at all (Ebel and Frisbie 1991 ask 0.2 of usable ones); a round
is short, so that little is known of the rest, and half of that is asked here."""
TOO_EASY = 0.95
"""Who asks what 19 of 20 know teaches nobody."""
TOO_HARD = 0.2
"""Whoever guesses among four options does better: it asks what nobody can know, or its words or its
key are wrong."""
SLOW = 2.0
"""Twice the middle of all questions' middle times: too long a text, or unclear words."""

Kind = Literal["misleads", "reversed", "poor", "easy", "hard", "unused", "slow"]
KINDS: dict[Kind, Text] = {
    "misleads": Text(zh="误导", en="Misleads"),
    "reversed": Text(zh="区分度为负", en="Reversed"),
    "poor": Text(zh="区分度低", en="Tells nobody apart"),
    "easy": Text(zh="太容易", en="Too easy"),
    "hard": Text(zh="太难", en="Too hard"),
    "unused": Text(zh="选项没人选", en="Unused option"),
    "slow": Text(zh="答得慢", en="Slow"),
}


@dataclass(frozen=True)
class Flag:
    """What is odd about a question, and why that matters."""

    kind: Kind
    reason: Text

    @property
    def name(self) -> Text:
        """Return the flag in a word."""
        return KINDS[self.kind]


def usual_seconds(questions: Iterable[QuestionFigures]) -> float | None:
    """Return the median of the questions' median times, None if no question has one."""
    times = [each.seconds.median for each in questions if each.seconds]
    return median(times) if times else None


def flags(figures: QuestionFigures, usual: float | None) -> list[Flag]:
    """Return what an editor should know of a question; `usual` is the questions' usual time."""
    found = (_misleads(figures), _tells_apart(figures), of_share(figures.right), *_unused(figures))
    return [flag for flag in (*found, _slow(figures, usual)) if flag]


def of_share(right: Estimate) -> Flag | None:
    """Return what the share right at first says by itself: that nearly all know it, or nobody."""
    if right.value is None or right.n < LEAST_FOR_SHARES:
        return None
    if right.value > TOO_EASY:
        return Flag(
            "easy",
            Text(
                zh=f"{right.value:.0%} 的人第一次就答对，几乎人人都会；可以换一道更有用的。",
                en=f"{right.value:.0%} are right at first, nearly everybody; ask something more "
                "useful.",
            ),
        )
    if right.value < TOO_HARD:
        return Flag(
            "hard",
            Text(
                zh=f"只有 {right.value:.0%} 的人第一次答对，比瞎猜还少；请核对标准答案和文字，"
                "或先在展板上讲清楚。",
                en=f"Only {right.value:.0%} are right at first, fewer than by guessing; check the "
                "key and the words, or explain it on a panel first.",
            ),
        )
    return None


def _misleads(figures: QuestionFigures) -> Flag | None:
    lure, right = figures.lure, sum(each.n for each in figures.options if each.is_right)
    if lure is None or figures.n < LEAST_PEOPLE or lure.n <= right:
        return None
    zh, en = (lure.text.zh, lure.text.en) if lure.text else (lure.id, lure.id)
    return Flag(
        "misleads",
        Text(
            zh=f"选错误答案“{zh}”的有 {lure.n} 人，比答对的 {right} 人还多："
            "题目、选项或普遍的误解，请看是哪一种。",
            en=f"The wrong answer “{en}” drew {lure.n} people, more than the {right} who were "
            "right: look whether the words mislead or people commonly believe it.",
        ),
    )


def _tells_apart(figures: QuestionFigures) -> Flag | None:
    value = figures.discrimination
    if value is None or figures.n < LEAST_FOR_CORRELATION or value >= POOR:
        return None
    if value < 0:
        return Flag(
            "reversed",
            Text(
                zh=f"区分度 {value:.2f}：别的题答得好的人，这题反而更常答错；"
                "请核对标准答案和文字。",
                en=f"Discrimination {value:.2f}: those who do well elsewhere fail here more often; "
                "check the key and the words.",
            ),
        )
    return Flag(
        "poor",
        Text(
            zh=f"区分度 {value:.2f}，低于 {POOR}：懂和不懂的人答得差不多，可能靠猜。",
            en=f"Discrimination {value:.2f}, below {POOR}: those who know and those who do not "
            "answer much alike; it may be guessed.",
        ),
    )


def _unused(figures: QuestionFigures) -> list[Flag]:
    if figures.n < LEAST_FOR_SHARES:
        return []
    return [
        Flag(
            "unused",
            Text(
                zh=f"{figures.n} 人中没有一个选“{option.text.zh}”；这个选项等于没有。",
                en=f"None of {figures.n} people chose “{option.text.en}”; it might as well not be "
                "there.",
            ),
        )
        for option in figures.options
        if option.text and not option.n and not option.is_right
    ]


def _slow(figures: QuestionFigures, usual: float | None) -> Flag | None:
    if not figures.seconds or not usual or figures.n < LEAST_FOR_CORRELATION:
        return None
    if figures.seconds.median <= SLOW * usual:
        return None
    return Flag(
        "slow",
        Text(
            zh=f"一般要 {figures.seconds.median:.1f} 秒，别的题一般 {usual:.1f} 秒；"
            "可能太长，或不好懂。",
            en=f"It usually takes {figures.seconds.median:.1f} s, others {usual:.1f} s; it may be "
            "too long or unclear.",
        ),
    )
