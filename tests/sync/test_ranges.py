"""Promise that runs of numbers are reckoned as sets of numbers would be."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kiosk.sync.format import ranges
from kiosk.sync.format.ranges import Range

numbers = st.sets(st.integers(1, 60))
runs = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 9)).map(lambda each: (each[0], sum(each)))
)


def listed(many: list[Range]) -> set[int]:
    return {number for first, last in many for number in range(first, last + 1)}


@given(numbers)
def test_runs_hold_the_numbers_they_were_made_of_and_lie_apart(held: set[int]) -> None:
    found = ranges.of(held)
    assert listed(found) == held
    assert ranges.count(found) == len(held)
    assert all(one[1] + 1 < other[0] for one, other in pairwise(found))


@given(runs, runs)
def test_a_union_holds_what_either_holds(one: list[Range], other: list[Range]) -> None:
    assert listed(ranges.union(one, other)) == listed(one) | listed(other)


@given(runs, st.integers(0, 70))
def test_what_is_missing_is_all_that_no_run_holds(held: list[Range], last: int) -> None:
    assert listed(ranges.missing(held, last)) == set(range(1, last + 1)) - listed(held)


@given(runs, st.integers(1, 7))
def test_cutting_keeps_every_number_and_no_piece_is_longer(held: list[Range], most: int) -> None:
    whole = ranges.union(held)
    pieces = list(ranges.cut(whole, most))
    assert ranges.union(pieces) == whole
    assert all(last - first < most for first, last in pieces)
