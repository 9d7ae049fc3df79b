"""Estimates and intervals are those of scipy; too few people are not told."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kiosk.counts import statistics


def test_quantile_is_scipys_to_nine_digits() -> None:
    freedoms = range(1, 10_001)
    off = max(abs(statistics.quantile(df) - stats.t.ppf(0.975, df)) for df in freedoms)
    assert off < 1e-9
    assert statistics.quantile(10**7) == pytest.approx(stats.t.ppf(0.975, 10**7), abs=1e-9)


@settings(deadline=None)
@given(st.integers(5, 200_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_share_has_wilsons_interval(counts: tuple[int, int]) -> None:
    part, whole = counts
    estimate = statistics.share(part, whole)
    interval = stats.binomtest(part, whole).proportion_ci(method="wilson")
    assert estimate.value == part / whole
    assert estimate.low == pytest.approx(interval.low, abs=1e-12)
    assert estimate.high == pytest.approx(interval.high, abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=5, max_size=400))
def test_mean_has_students_interval(values: list[int]) -> None:
    squares = sum(value * value for value in values)
    estimate = statistics.mean(len(values), sum(values), squares)
    half = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    assert estimate.value == pytest.approx(sum(values) / len(values), abs=1e-12)
    assert estimate.low == pytest.approx(estimate.value - half, abs=1e-9)
    assert estimate.high == pytest.approx(estimate.value + half, abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.sampled_from([1, 2.5, 10 / 3, 4, 4.2, 5]), min_size=5, max_size=400))
def test_mean_of_counted_values_has_students_interval(values: list[float]) -> None:
    estimate = statistics.mean_of(Counter(values))
    half = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    assert estimate.n == len(values)
    assert estimate.value == pytest.approx(sum(values) / len(values), abs=1e-12)
    assert estimate.high == pytest.approx(estimate.value + half, abs=1e-9)


def test_fewer_than_five_people_are_not_told() -> None:
    for n in range(1, 5):
        for estimate in (statistics.share(n, n), statistics.mean(n, 5 * n, 25 * n)):
            assert (estimate.value, estimate.low, estimate.high) == (None, None, None)
            assert statistics.said(estimate, "mean") == "<5"
    assert statistics.said(statistics.share(3, 5), "share") == "60%"


def test_many_answers_of_few_people_are_not_told() -> None:
    assert statistics.said(statistics.share(30, 40, people=4), "share") == "<5"
    told = statistics.share(30, 40, people=5)
    assert (told.n, told.value) == (5, 0.75)


def test_nobody_is_a_dash() -> None:
    assert statistics.said(statistics.share(0, 0), "share") == "–"
    assert statistics.said(statistics.mean(0, 0, 0), "mean") == "–"


def test_said_as_staff_read_it() -> None:
    share, mean = statistics.share(62, 100), statistics.mean(5, 21, 91)
    assert statistics.said(share, "share") == "62%"
    assert statistics.between(share.low, share.high, "share") == "52.2–70.9%"
    assert statistics.said(mean, "mean") == "4.2"
    assert statistics.between(mean.low, mean.high, "mean") == "3.16–5.24"
    assert statistics.between(None, None, "mean") == ""
