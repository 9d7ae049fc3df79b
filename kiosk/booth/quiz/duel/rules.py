"""Rules of a duel: which questions each side is asked, and who is ahead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from kiosk.booth.quiz import rules
from kiosk.booth.quiz.kinds import KINDS
from kiosk.booth.quiz.records import JudgedAnswer, hundredths
from kiosk.content.questions import AUDIENCES, Question, Topic

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
"""On a tall screen the left one is above."""
LEVELS = (1, 1, 2, 2, 3)
"""The difficulty of each question that a side is asked, as far as the pack allows."""
SCREENFUL = ("find", "case")
"""Kinds that need more than half a screen."""
MOST_OTHERS = round(len(LEVELS) * rules.OTHERS)

SECONDS = {"child": 45, "elder": 60}
OTHERS_SECONDS = 30
"""The allowance for a question, by audience. Nothing happens when it is over: it is the measure by
which a tie is decided, so that slow readers have no disadvantage."""
LARGE_SECONDS = 60
"""Whoever reads large letters has at least as much."""


def allowance(audience: str, *, is_large: bool) -> int:
    """Return the milliseconds that a side has for a question."""
    seconds = SECONDS.get(audience, OTHERS_SECONDS)
    return 1000 * (max(seconds, LARGE_SECONDS) if is_large else seconds)


Pair = tuple[Question, Question]
_Piles = dict[tuple[str, int], list[Question]]


def draw(topics: Sequence[Topic], audiences: Sequence[str], random: Random) -> list[Pair]:
    """Draw what both sides are asked, easy ones first: one question for each, as hard as the other.

    No question is drawn twice, nor two of one fact, and of each kind but single ones one at most.
    Both are asked the same number, which is smaller if one side's questions run out.
    """
    left, right = (_piles(topics, audience, random) for audience in audiences)
    wide_left, wide_right = (
        _piles(topics, audience, random, is_wide=True) for audience in audiences
    )
    drawn: list[Pair] = []
    used: list[Question] = []
    for level in random.sample(LEVELS, len(LEVELS)):
        kinds = _kinds(drawn, random)
        pair = _pair(left, right, level, kinds, used)
        pair = pair or _pair(wide_left, wide_right, level, kinds, used)
        if pair is None:
            break
        drawn.append(pair)
        used += pair
    return sorted(drawn, key=lambda pair: [question.difficulty for question in pair])


def _piles(
    topics: Sequence[Topic], audience: str, random: Random, *, is_wide: bool = False
) -> _Piles:
    """Return the questions for an audience by kind and difficulty, the topics taking turns.

    If `is_wide`, also those that are not meant for it, but never for children or elders.
    """
    piles: _Piles = defaultdict(list)
    takes_any = is_wide and audience not in rules.OWN_ONLY
    for question in rules.deal(topics, audience, random):
        if not KINDS[question.kind].can_repeat or question.kind in SCREENFUL:
            continue
        if takes_any or rules.fits(question, audience):
            piles[question.kind, question.difficulty].append(question)
    return piles


def _kinds(drawn: Sequence[Pair], random: Random) -> list[str]:
    """Return the kinds that the next pair may be of, those first that are to be preferred."""
    had = {question.kind for pair in drawn for question in pair} - {rules.PLAIN}
    new = [kind for kind in KINDS if kind not in had and kind != rules.PLAIN]
    random.shuffle(new)
    has_enough = sum(pair[0].kind != rules.PLAIN for pair in drawn) >= MOST_OTHERS
    return [rules.PLAIN, *new] if has_enough else [*new, rules.PLAIN]


def _pair(
    left: _Piles, right: _Piles, level: int, kinds: Sequence[str], used: Sequence[Question]
) -> Pair | None:
    """Return two questions alike in kind and difficulty, else alike in less."""
    levels = sorted((1, 2, 3), key=lambda each: (abs(each - level), each))
    for each in levels:
        for kind in kinds:
            found = _two(left[kind, each], right[kind, each], used)
            if found:
                return found
    for each in levels:
        found = _two(_any(left, kinds, (each,)), _any(right, kinds, (each,)), used)
        if found:
            return found
    every = list(KINDS)
    return _two(_any(left, every, levels), _any(right, every, levels), used)


def _any(piles: _Piles, kinds: Iterable[str], levels: Iterable[int]) -> list[Question]:
    return [question for level in levels for kind in kinds for question in piles[kind, level]]


def _two(
    left: Iterable[Question], right: Iterable[Question], used: Sequence[Question]
) -> Pair | None:
    """Return the first two questions of both piles, apart from each other and from those used."""
    names = {question.id for question in used}
    facts = {fact for question in used for fact in question.facts}

    def unused(pile: Iterable[Question]) -> list[Question]:
        return [each for each in pile if each.id not in names and facts.isdisjoint(each.facts)]

    others = unused(right)
    for one in unused(left):
        for other in others:
            if one.id != other.id and set(one.facts).isdisjoint(other.facts):
                return one, other
    return None


def is_audience(audience: str) -> bool:
    """Return True if a side may choose this audience."""
    return audience in AUDIENCES


@dataclass(frozen=True)
class Score:
    """How one side did. `used` is the share of its own allowance, in whole percents."""

    points: int
    right: int
    asked: int
    answered: int
    used: int
    seconds: int
    allowed_seconds: int

    @property
    def is_whole(self) -> bool:
        """Return True if all was answered."""
        return self.answered == self.asked


def score(answers: Sequence[JudgedAnswer], asked: int, allowed: int) -> Score:
    """Return a side's score; `allowed` are the milliseconds for each question.

    An answer counts as its whole allowance at most, however long somebody was called away.
    """
    spent = sum(min(answer.milliseconds, allowed) for answer in answers)
    return Score(
        points=sum(map(hundredths, answers)),
        right=sum(answer.is_right for answer in answers),
        asked=asked,
        answered=len(answers),
        used=round(100 * spent / (asked * allowed)),
        seconds=round(spent / 1000),
        allowed_seconds=asked * allowed // 1000,
    )


Outcome = Literal["won", "won-by-time", "lost", "lost-by-time", "drawn", "left"]


def outcome(own: Score, other: Score) -> Outcome:
    """Return how a duel went for one side, by the very figures that are shown.

    Time decides only where the points are equal. If one side left before the end, nobody won.
    """
    if not (own.is_whole and other.is_whole):
        return "left"
    if own.points != other.points:
        return "won" if own.points > other.points else "lost"
    if own.used != other.used:
        return "won-by-time" if own.used < other.used else "lost-by-time"
    return "drawn"
