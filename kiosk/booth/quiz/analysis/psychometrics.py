"""Measures of how well a question tells people apart, how long it takes, and what was learned."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.booth.quiz.analysis.answer_counts import Sums
from kiosk.counts.statistics import LEAST_PEOPLE, Estimate, share


@dataclass(frozen=True)
class Quartiles:
    """The median and the quartiles of answering times, in seconds."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Pairs:
    """People asked the same question twice, counted by whether each answer was right."""

    both: int = 0
    lost: int = 0
    gained: int = 0
    neither: int = 0

    @property
    def n(self) -> int:
        """Return how many were asked twice."""
        return self.both + self.lost + self.gained + self.neither


def discrimination(right: Sums, wrong: Sums) -> float | None:
    """Return the point-biserial correlation of an item with the rest of the round.

    The item is 1 for right and 0 for wrong; the rest is the share right among the same round's
    other first answers. Leaving the item out of its own total makes this the corrected item-total
    correlation (Henrysson 1963, Psychometrika 28, 211-218; Nunnally and Bernstein 1994). None of
    fewer than five people, or if either does not vary.
    """
    n, ones = right.with_rest + wrong.with_rest, right.with_rest
    total, squares = right.rest + wrong.rest, right.rest_squares + wrong.rest_squares
    spread = (n * squares - total**2) * (n * ones - ones**2)
    if n < LEAST_PEOPLE or spread <= 1e-9 * n**4:
        return None
    return (n * right.rest - total * ones) / math.sqrt(spread)


def quartiles(tenths: Iterable[Counter[int]]) -> Quartiles | None:
    """Return the quartiles of times in tenths of a second, interpolated between neighbours.

    None of fewer than five people.
    """
    held: Counter[int] = Counter()
    for each in tenths:
        held.update(each)
    n = held.total()
    if n < LEAST_PEOPLE:
        return None
    places = sorted(held.items())
    return Quartiles(*(_at(places, (n - 1) * part / 4) / 10 for part in (1, 2, 3)))


def _at(places: list[tuple[int, int]], place: float) -> float:
    """Return the value at a place (from 0) of values in order, each with how often it comes."""
    below, above, seen = math.floor(place), math.ceil(place), 0
    low: int | None = None
    for value, count in places:
        seen += count
        if low is None and seen > below:
            low = value
        if low is not None and seen > above:
            return low + (value - low) * (place - below)
    raise ValueError("no such place")


def gain(pairs: Pairs) -> Estimate:
    """Return how many more (as a share of people) were right the second time, with its interval.

    The same people were asked twice, so this is Newcombe's hybrid score interval for the difference
    between paired proportions (Newcombe 1998, Statistics in Medicine 17, 2635-2650, method 10).
    """
    n = pairs.n
    if n < LEAST_PEOPLE:
        return Estimate(n)
    first = share(pairs.both + pairs.lost, n)
    again = share(pairs.both + pairs.gained, n)
    value = (pairs.gained - pairs.lost) / n
    phi = _phi(pairs)
    low = value - _reach(_down(again), _up(first), phi)
    high = value + _reach(_up(again), _down(first), phi)
    return Estimate(n, value, low, high)


def _phi(pairs: Pairs) -> float:
    """Return the correlation of both times; where it is positive, corrected for continuity."""
    firsts = (pairs.both + pairs.lost) * (pairs.gained + pairs.neither)
    seconds = (pairs.both + pairs.gained) * (pairs.lost + pairs.neither)
    product = float(pairs.both * pairs.neither - pairs.lost * pairs.gained)
    if product > 0:
        product = max(0.0, product - pairs.n / 2)
    return product / math.sqrt(firsts * seconds) if firsts and seconds else 0.0


def _reach(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(0.0, one**2 - 2 * phi * one * other + other**2))


def _down(estimate: Estimate) -> float:
    """Return how far an estimate's interval reaches below it."""
    return (estimate.value or 0.0) - (estimate.low or 0.0)


def _up(estimate: Estimate) -> float:
    """Return how far an estimate's interval reaches above it."""
    return (estimate.high or 0.0) - (estimate.value or 0.0)
