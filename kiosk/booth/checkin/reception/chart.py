"""Draw how many people were inside, minute by minute, as a line of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk import clock
from kiosk.booth.checkin.occupancy import Minute

EVERY = 10
"""Minutes that one row of the table sums up."""
MOST_LABELS = 12
NICE_HOURS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True)
class Mark:
    """Words on an axis, at a percentage of its length."""

    at: float
    text: str


@dataclass(frozen=True)
class Chart:
    """What the drawing needs: shares of its width and height are percentages.

    `line` is an SVG path in a square of 100 by 100; `peak` is the first minute of the most people.
    """

    line: str
    area: str
    most: int
    peak: Minute
    peak_at: float
    hours: list[Mark]
    levels: list[Mark]


@dataclass(frozen=True)
class Step:
    """Some minutes: the most people at once in them, and how many were inside at their end."""

    begins: datetime
    most: int
    at_end: int


def draw(minutes: Sequence[Minute]) -> Chart:
    """Return the drawing of at least one minute."""
    peak = max(minutes, key=lambda minute: minute.inside)
    top = max(1, peak.inside) * 1.15
    width = 100 / len(minutes)
    path, level = "", None
    for place, minute in enumerate(minutes):
        height = round(100 - 100 * minute.inside / top, 2)
        if height != level:
            path += f"{'H' + str(round(place * width, 3)) + 'V' if path else 'M0 '}{height}"
            level = height
    line = f"{path}H100"
    return Chart(
        line=line,
        area=f"{line}V100H0z",
        most=peak.inside,
        peak=peak,
        peak_at=round((minutes.index(peak) + 0.5) * width, 2),
        hours=_hours(minutes),
        levels=_levels(peak.inside, top),
    )


def _hours(minutes: Sequence[Minute]) -> list[Mark]:
    """Name whole hours, or quarters where it was short, and no more than fit."""
    marks = [
        (place, minute.at) for place, minute in enumerate(minutes) if minute.at.minute % 15 == 0
    ]
    full = [mark for mark in marks if mark[1].minute == 0]
    if len(marks) > MOST_LABELS or len(full) > 1:
        apart = next((each for each in NICE_HOURS if len(full) <= each * MOST_LABELS), 24)
        marks = [mark for mark in full if mark[1].hour % apart == 0]
    if len(marks) < 2:
        marks = [(0, minutes[0].at)]
    return [
        Mark(round(100 * place / len(minutes), 2), clock.time_of_day(at)) for place, at in marks
    ]


def _levels(most: int, top: float) -> list[Mark]:
    """Name up to four whole numbers of people at even distances."""
    apart = next(
        each * 10**power for power in range(6) for each in (1, 2, 5) if most <= 4 * each * 10**power
    )
    return [
        Mark(round(100 - 100 * people / top, 2), str(people))
        for people in range(0, most + 1, apart)
    ]


def every(minutes: Sequence[Minute], length: int = EVERY) -> list[Step]:
    """Sum minutes up by tens, from the first full ten on."""
    held: dict[datetime, list[int]] = {}
    for minute in minutes:
        begins = minute.at.replace(minute=minute.at.minute // length * length)
        held.setdefault(begins, []).append(minute.inside)
    return [Step(begins, max(inside), inside[-1]) for begins, inside in held.items()]
