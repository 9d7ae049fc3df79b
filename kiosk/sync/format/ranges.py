"""Runs of whole numbers: pairs of first and last, in order, apart from each other."""

from __future__ import annotations

from collections.abc import Iterable

Range = tuple[int, int]


def union(*many: Iterable[Range]) -> list[Range]:
    """Return the numbers in any of `many`, in as few runs as will do."""
    found: list[Range] = []
    for first, last in sorted(run for runs in many for run in runs):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def of(numbers: Iterable[int]) -> list[Range]:
    """Return the runs that `numbers` make."""
    return union((number, number) for number in numbers)


def missing(runs: Iterable[Range], last: int) -> list[Range]:
    """Return which of the numbers 1 to `last` are in no run."""
    found, following = [], 1
    for first, end in union(runs):
        if first > last:
            break
        if first > following:
            found.append((following, first - 1))
        following = max(following, end + 1)
    if following <= last:
        found.append((following, last))
    return found


def cut(runs: Iterable[Range], most: int) -> Iterable[Range]:
    """Yield the same numbers in runs of `most` at the most."""
    for first, last in runs:
        for begin in range(first, last + 1, most):
            yield begin, min(begin + most - 1, last)


def count(runs: Iterable[Range]) -> int:
    """Count the numbers in runs."""
    return sum(last - first + 1 for first, last in runs)
