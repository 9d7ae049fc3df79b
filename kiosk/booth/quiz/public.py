"""A simulated public: what people reach over a pack who guess, who go by the words, or who know.

Questions measure knowledge only as far as those who know nothing do not get far. Whoever always
picks the strictest answer had 65 % of an early pack right. Pages shuffle the options; the first of
the pack's order is what a printed sheet shows first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from statistics import fmean

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz.kinds.base import Asked, QuestionKind
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Pack
from kiosk.content.parts import Text

SEED = 1
TRIES = 100
"""Answers a person gives to a question, of which the mean is taken: chance then moves the mean of
200 questions by less than half a percent."""

LENIENT = re.compile(
    "^(不会|不用|没有|只是|最多|可以|能|行|可信)|不算[^，]*|不违法|不犯法|合法|没事|没关系|不要紧|没有责任|"
    "不受处罚|不记分|就行|就可以|也行|都可以|算了|批评|闹着玩|管不着|不用|不戴"
)
"""Leave to go on, and nothing happening. What it says is taken out before strict words are sought,
so that 不算犯罪 is not taken for a crime."""
LENIENT_WEIGHT = -2.0
STRICT: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile("^(不|别|还不|先不|拒绝|马上|挂断|停)"), 3.0),
    (re.compile("报警|报告|禁止|拒绝|一律|必须|应当|不得|不能|要"), 2.0),
    (re.compile("罪|徒刑|判刑|拘留|吊销|违法|罚|追究|非法|诈骗|毒"), 2.0),
    (re.compile("立即|马上|及时|公安|警|查验|登记|关|停|等|假"), 1.0),
)
"""What makes an answer strict, and by how much: a refusal or haste at its beginning; a ban or a
duty; a crime or its penalty; the police and being careful."""
PER_CHARACTER = 0.01
"""Among answers that are as strict, a strict-picker takes the longest."""
Answer = Callable[[QuestionKind, Asked, Random], tuple[str, ...]]


def strictness(text: str) -> float:
    """Return how strict the words of an answer sound."""
    lenient = LENIENT_WEIGHT if LENIENT.search(text) else 0.0
    rest = LENIENT.sub("", text)
    strict = sum(weight for pattern, weight in STRICT if pattern.search(rest))
    return lenient + strict + PER_CHARACTER * len(text)


def length(text: str) -> float:
    """Return how long the words of an answer are."""
    return float(len(text))


@dataclass(frozen=True)
class Person:
    """Somebody who answers in a way of their own."""

    name: Text
    answer: Answer


def _first(kind: QuestionKind, asked: Asked) -> tuple[str, ...]:
    """Return the first of the answers in the pack's order, nothing where there is no choice."""
    listed = kind.listed(asked)
    return listed[:1] if len(listed) > 1 else ()


PEOPLE = {
    "guesser": Person(
        Text(zh="瞎猜的人", en="guesser"),
        lambda kind, asked, random: kind.any_answer(asked, random),
    ),
    "strict": Person(
        Text(zh="总选最严的人", en="strict-picker"),
        lambda kind, asked, random: kind.by_words(asked, strictness, random),
    ),
    "longest": Person(
        Text(zh="总选最长的人", en="longest-picker"),
        lambda kind, asked, random: kind.by_words(asked, length, random),
    ),
    "first": Person(
        Text(zh="总选第一项的人", en="first-picker"),
        lambda kind, asked, random: _first(kind, asked) or kind.any_answer(asked, random),
    ),
    "knower": Person(Text(zh="懂的人", en="knower"), lambda kind, asked, _random: kind.best(asked)),
}


@dataclass(frozen=True)
class Reached:
    """What one person reaches: the mean credit, from 0 to 1, in all, by topic and by kind."""

    whole: float
    topics: dict[str, float]
    kinds: dict[str, float]


def play(pack: Pack, seed: int = SEED) -> dict[str, Reached]:
    """Return what each person reaches over all questions; the same seed gives the same figures."""
    catalog = Catalog(pack, "")
    return {name: _reached(catalog, each.answer, seed) for name, each in PEOPLE.items()}


def _reached(catalog: Catalog, answer: Answer, seed: int) -> Reached:
    topics, of_kind = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for name, question in catalog.questions.items():
        credit = _credit(catalog, name, answer, Random(f"{seed} {name}"))
        topics[catalog.topic_of[name].id].append(credit)
        of_kind[question.kind].append(credit)
    every = [credit for held in topics.values() for credit in held]
    return Reached(_mean(every), _means(topics), _means(of_kind))


def _credit(catalog: Catalog, name: str, answer: Answer, random: Random) -> float:
    kind, asked = kinds.require(catalog, name)
    return fmean(kind.credit(asked, answer(kind, asked, random)) for _ in range(TRIES))


def _means(held: dict[str, list[float]]) -> dict[str, float]:
    return {name: _mean(each) for name, each in held.items()}


def _mean(held: list[float]) -> float:
    return fmean(held) if held else 0.0
