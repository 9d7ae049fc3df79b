"""Estimate shares and means with their 95 % intervals, and say them as staff read them.

A share's interval is Wilson's score interval, a mean's is Student's. Below `LEAST_PEOPLE` neither
is shown, since it could point at one of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

LEAST_PEOPLE = 5
CONFIDENCE = 0.95
NORMAL = 1.959963984540054
"""The normal distribution's 97.5 % quantile."""
FEW = f"<{LEAST_PEOPLE}"
NONE = "–"
"""Stand for a figure of too few people, and of none."""

Kind = Literal["share", "mean"]


@dataclass(frozen=True)
class Estimate:
    """A share (0 to 1) or a mean of `n` people; all but `n` are None if they are too few.

    A mean of equal values has an interval of no width.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def share(part: int, whole: int, people: int | None = None) -> Estimate:
    """Return the share of `part` in `whole` with Wilson's interval.

    `people` is how many people stand behind `whole`, where one of them may count several times.
    """
    n = whole if people is None else people
    if whole <= 0 or n < LEAST_PEOPLE:
        return Estimate(n if whole > 0 else 0)
    value, z2 = part / whole, NORMAL**2
    middle = (value + z2 / (2 * whole)) / (1 + z2 / whole)
    spread = math.sqrt(value * (1 - value) / whole + z2 / (4 * whole**2))
    half = NORMAL / (1 + z2 / whole) * spread
    low = middle - half if part > 0 else 0.0
    high = middle + half if part < whole else 1.0
    return Estimate(n, value, low, high)


def mean(n: int, total: int, squares: int) -> Estimate:
    """Return the mean of `n` whole numbers, by their sum and sum of squares, and its interval."""
    if n < LEAST_PEOPLE:
        return Estimate(n)
    variance = (n * squares - total * total) / (n * (n - 1))
    value, half = total / n, quantile(n - 1) * math.sqrt(variance / n)
    return Estimate(n, value, value - half, value + half)


def mean_of(people: Mapping[float, int]) -> Estimate:
    """Return the mean of values by how many people have each, and Student's interval."""
    n = sum(people.values())
    if n < LEAST_PEOPLE:
        return Estimate(n)
    value = math.fsum(each * count for each, count in people.items()) / n
    squares = math.fsum(count * (each - value) ** 2 for each, count in people.items())
    half = quantile(n - 1) * math.sqrt(squares / (n - 1) / n)
    return Estimate(n, value, value - half, value + half)


@lru_cache(maxsize=4096)
def quantile(freedom: int) -> float:
    """Return Student's 97.5 % quantile for whole degrees of freedom, at least to 1e-9.

    Abramowitz and Stegun: 26.7.3 and 26.7.4, sought by halving; from 300 on 26.7.5.
    """
    if freedom >= 300:
        return _expanded(NORMAL, freedom)
    low, high = 0.0, math.pi / 2
    while low < (angle := (low + high) / 2) < high:
        if _within(angle, freedom) < CONFIDENCE:
            low = angle
        else:
            high = angle
    return math.sqrt(freedom) * math.tan(angle)


def _within(angle: float, freedom: int) -> float:
    """Return how likely Student's variable stays within sqrt(freedom) * tan(angle) of zero."""
    sine, cosine = math.sin(angle), math.cos(angle)
    is_odd = freedom % 2 == 1
    term = cosine if is_odd else 1.0
    total = 0.0
    for power in range(1 + is_odd, freedom, 2):
        total += term
        term *= cosine * cosine * power / (power + 1)
    return (angle + sine * total) * 2 / math.pi if is_odd else sine * total


def _expanded(x: float, freedom: int) -> float:
    terms: tuple[float, ...] = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + math.fsum(term / freedom**power for power, term in enumerate(terms, 1))


def said(estimate: Estimate, kind: Kind) -> str:
    """Say an estimate: a share as `62%`, a mean as `4.3`, `<5` of too few people, `–` of none.

    A half is rounded as Python and pandas do, to the even digit.
    """
    if estimate.value is None:
        return NONE if estimate.n == 0 else FEW
    return f"{_number(estimate.value, kind)}{'%' if kind == 'share' else ''}"


def between(low: float | None, high: float | None, kind: Kind) -> str:
    """Format an interval with one more digit, `57.9–66.0%` or `4.12–4.48`; empty without one."""
    if low is None or high is None:
        return ""
    return f"{_number(low, kind, 1)}–{_number(high, kind, 1)}{'%' if kind == 'share' else ''}"


def _number(value: float, kind: Kind, more: int = 0) -> str:
    if kind == "mean":
        return f"{value:.{1 + more}f}"
    # 23 of 40 is 57.5, though 100 times its nearest binary fraction is a hair less.
    return f"{round(100 * value, 9):.{more}f}"
