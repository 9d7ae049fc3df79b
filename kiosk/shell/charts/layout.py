"""Place a chart's pieces: across in per cent of the width, down in units (pixels on a page).

Both drawings are made of these pieces, so that a page and a printed report look alike. Columns are
laid as rows where their words would not fit side by side.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from kiosk.shell.charts.model import Chart, Mark
from kiosk.shell.paper import broken

Anchor = Literal["start", "middle", "end"]
Style = Literal["name", "value", "small", "tick"]
Look = Literal["bar", "track", "grid", "axis", "whisker"]

SIZES: dict[Style, int] = {"name": 16, "value": 16, "small": 14, "tick": 14}
LINE = 20
"""Height of a line of words."""
PLOT = 168
"""Height of the tallest column."""
LOW_PLOT = 40
"""The same where nothing has a height."""
GAP = 8
TICKS = 4
BESIDE = 38.0
"""Per cent of the width that names get beside their bars, at the most."""
LINES_BESIDE, ROOMY = 1.5, 400
"""How many lines of that width a name may fill where there is so much room, one where there is
less; longer ones stand above their bars."""
NEEDED = 140
"""Width that the longest bar needs beside a name."""


@dataclass(frozen=True)
class Box:
    """A filled rectangle: a bar, or the track it lies on."""

    look: Look
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A straight line."""

    look: Look
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Words:
    """One line of words: `x` per cent and `dx` units across, the base line at `y`."""

    style: Style
    x: float
    dx: float
    y: float
    anchor: Anchor
    text: str


@dataclass
class Scene:
    """The pieces of a drawing, from the back to the front, and its height."""

    height: float = 0.0
    pieces: list[Box | Line | Words] = field(default_factory=list)


def lay(chart: Chart, language: str, width: float) -> Scene:
    """Return the scene of a chart that is at least `width` units wide."""
    if has_columns(chart, language, width):
        return _columns(chart, language, width)
    return _rows(chart, language, width)


def has_columns(chart: Chart, language: str, width: float) -> bool:
    """Return True if a chart of columns has room for its words side by side."""
    if chart.form != "columns" or not chart.marks:
        return False
    room = width * (100 - _gutter(chart, width)) / 100 / len(chart.marks) - 4
    return all(
        measure(mark.said, "value") <= room and measure(mark.name[language], "tick") <= room
        for mark in chart.marks
    )


def measure(text: str, style: Style) -> float:
    """Return the width of words in units, rather too large than too small."""
    wide = sum(1.0 if unicodedata.east_asian_width(each) in "WF" else 0.59 for each in text)
    return wide * SIZES[style]


def _level(chart: Chart, value: float) -> float:
    """Return how high a value stands between the axis' ends, from 0 to 1."""
    span = chart.top - chart.base
    return min(1.0, max(0.0, (value - chart.base) / span)) if span > 0 else 0.0


def _ticks(chart: Chart) -> Iterator[tuple[float, str]]:
    """Name up to `TICKS` values at even, round distances."""
    span = chart.top - chart.base
    if span <= 0:
        return
    is_share = chart.n_name is not None and chart.top <= 1
    scale = 100.0 if is_share else 1.0
    least = 0.5 if is_share or chart.n_name else 1.0
    raw = max(span * scale / TICKS, least)
    power = 10 ** math.floor(math.log10(raw))
    apart = next(each * power for each in (1, 2, 5, 10) if each * power >= raw * 0.8)
    for step in range(math.floor(span * scale / apart + 1e-9) + 1):
        value = chart.base * scale + step * apart
        yield value / scale, f"{value:,.10g}{'%' if is_share else ''}"


def _gutter(chart: Chart, width: float) -> float:
    """Return the per cent of the width that the axis' numbers take."""
    longest = max((measure(name, "tick") for _, name in _ticks(chart)), default=0.0)
    return 100 * (longest + GAP) / width


def _columns(chart: Chart, language: str, width: float) -> Scene:
    scene = Scene()
    left = _gutter(chart, width)
    plot = PLOT if any(mark.value for mark in chart.marks) else LOW_PLOT
    ground = LINE + GAP + plot
    for value, name in _ticks(chart) if plot == PLOT else ():
        y = ground - plot * _level(chart, value)
        if value > chart.base:
            scene.pieces.append(Line("grid", left, y, 100, y))
        scene.pieces.append(Words("tick", left, -GAP, y + 5, "end", name))
    scene.pieces.append(Line("axis", left, ground, 100, ground))
    wide = (100 - left) / len(chart.marks)
    for place, mark in enumerate(chart.marks):
        middle = left + (place + 0.5) * wide
        _column(scene, chart, mark, (middle, wide), (ground, plot))
        scene.pieces.append(Words("tick", middle, 0, ground + LINE, "middle", mark.name[language]))
    scene.height = ground + LINE + GAP
    return scene


def _column(
    scene: Scene, chart: Chart, mark: Mark, across: tuple[float, float], up: tuple[float, float]
) -> None:
    """Lay a column: `across` its middle and room, `up` the ground and how high the top is."""
    middle, wide = across
    ground, plot = up
    half = min(0.32 * wide, 5.0)
    height = plot * _level(chart, mark.value) if mark.value is not None else 0.0
    summit = height
    if height > 0:
        scene.pieces.append(Box("bar", middle - half, ground - height, 2 * half, height))
    if mark.low is not None and mark.high is not None:
        low, summit = plot * _level(chart, mark.low), plot * _level(chart, mark.high)
        cap = min(half * 0.5, 1.2)
        for y in (ground - low, ground - summit):
            scene.pieces.append(Line("whisker", middle - cap, y, middle + cap, y))
        scene.pieces.append(Line("whisker", middle, ground - low, middle, ground - summit))
    y = ground - max(height, summit) - GAP
    scene.pieces.append(Words("value", middle, 0, y, "middle", mark.said))


def _rows(chart: Chart, language: str, width: float) -> Scene:
    """Lay bars below one another: names beside them where there is room, else above."""
    scene = Scene()
    names = [mark.name[language] for mark in chart.marks]
    values = max((measure(mark.said, "value") for mark in chart.marks), default=0.0)
    if chart.n_name:
        values = max([values, *(measure(_people(mark), "small") for mark in chart.marks)])
    right = 100 - 100 * (values + GAP) / width
    longest = max((measure(name, "name") for name in names), default=0.0)
    beside = width * BESIDE / 100
    most = LINES_BESIDE if width >= ROOMY else 1
    is_beside = longest <= most * (beside - 2 * GAP) and (
        width * right / 100 - min(longest, beside) - GAP >= NEEDED
    )
    left = min(BESIDE, 100 * (longest + 2 * GAP) / width) if is_beside else 0.0
    room = (left * width / 100 - 2 * GAP + 0.01) if is_beside else width
    for mark, name in zip(chart.marks, names, strict=True):
        lines = broken(name, lambda text: measure(text, "name") <= room)
        scene.height = _row(scene, chart, mark, lines, left, right)
    return scene


def _row(
    scene: Scene, chart: Chart, mark: Mark, lines: list[str], left: float, right: float
) -> float:
    """Lay one bar with its name and value, and return where it ends."""
    top, words = scene.height + GAP, LINE * len(lines)
    if not left:
        for place, text in enumerate(lines):
            y = top + LINE * place + LINE * 0.75
            scene.pieces.append(Words("name", 0, 0, y, "start", text))
        top += words
    thick = LINE * 2 if chart.n_name else LINE
    height = max(words if left else 0, thick)
    middle = top + height / 2
    if left:
        for place, text in enumerate(lines):
            y = middle - words / 2 + LINE * place + LINE * 0.78
            scene.pieces.append(Words("name", 0, 0, y, "start", text))
    _bar(scene, chart, mark, left, right, middle)
    y = middle + 6 if not chart.n_name else middle - 2
    scene.pieces.append(Words("value", 100, 0, y, "end", mark.said))
    if chart.n_name:
        scene.pieces.append(Words("small", 100, 0, y + LINE * 0.85, "end", _people(mark)))
    return top + height + (2 if left else GAP)


def _people(mark: Mark) -> str:
    return f"n {mark.n:,}"


def _bar(scene: Scene, chart: Chart, mark: Mark, left: float, right: float, middle: float) -> None:
    span, half = right - left, LINE * 0.4
    if chart.n_name:
        scene.pieces.append(Box("track", left, middle - half, span, 2 * half))
    if mark.value is not None and (level := _level(chart, mark.value)) > 0:
        scene.pieces.append(Box("bar", left, middle - half, span * level, 2 * half))
    if not chart.n_name:
        scene.pieces.append(Line("axis", left, middle - half - 3, left, middle + half + 3))
    if mark.low is not None and mark.high is not None:
        low, high = (left + span * _level(chart, end) for end in (mark.low, mark.high))
        for x in (low, high):
            scene.pieces.append(Line("whisker", x, middle - 5, x, middle + 5))
        scene.pieces.append(Line("whisker", low, middle, high, middle))
