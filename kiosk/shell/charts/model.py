"""What a chart shows; how it is drawn is the layout's business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.content.parts import Text
from kiosk.counts.statistics import Estimate, Kind, between, said


@dataclass(frozen=True)
class Mark:
    """One column or bar: what it stands for, its value, how that is said, and of how many.

    `value` is None if it is not told; `said` then says why. `low` and `high` are the ends of
    its 95 % interval, `between` says them. `key` names the mark where its number does not.
    """

    name: Text
    value: float | None
    said: str
    n: int
    low: float | None = None
    high: float | None = None
    between: str = ""
    key: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart: `columns` for what follows one another in time, `bars` for all else.

    `base` and `top` are the ends of the values' axis. Without `n_name` the values are plain counts,
    and the marks' `n` is not shown.
    """

    id: str
    title: Text
    form: Literal["columns", "bars"]
    marks: list[Mark]
    top: float
    value_name: Text
    n_name: Text | None = None
    base: float = 0.0

    @property
    def has_intervals(self) -> bool:
        """Return True if any mark has an interval."""
        return any(mark.low is not None for mark in self.marks)

    @property
    def is_empty(self) -> bool:
        """Return True if there is nothing to draw: nobody stands behind any mark."""
        return not any(mark.n for mark in self.marks)


def counted(name: Text, n: int, key: str = "") -> Mark:
    """Return the mark of a plain count."""
    return Mark(name, n, f"{n:,}", n, key=key)


def estimated(name: Text, estimate: Estimate, kind: Kind, key: str = "") -> Mark:
    """Return the mark of a share or a mean."""
    return Mark(
        name,
        estimate.value,
        said(estimate, kind),
        estimate.n,
        estimate.low,
        estimate.high,
        between(estimate.low, estimate.high, kind),
        key,
    )
