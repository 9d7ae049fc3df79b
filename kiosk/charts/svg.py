"""Draw a chart as inline SVG that stretches with its place on the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from markupsafe import Markup, escape

from kiosk.charts.layout import Box, Line, Scene, Words, has_columns, lay
from kiosk.charts.model import Chart

WIDTHS = (280, 440, 840)
"""Least widths (CSS pixels) for which a drawing is made; charts.css shows the one that fits."""


def draw(chart: Chart, language: str) -> Markup:
    """Return a chart's drawings: one for narrow places, others for wide ones.

    The page links `charts/charts.css`. Percentages stretch them, words keep their size.
    """
    widths = _widths(chart, language)
    drawings = (
        _svg(lay(chart, language, width), chart, _shown(width, below))
        for width, below in zip_longest(widths, widths[1:])
    )
    return Markup("").join(drawings)


def _widths(chart: Chart, language: str) -> Sequence[int]:
    """Return the widths to draw for: columns once they fit, and rows where they do not."""
    fitting = [width for width in WIDTHS if has_columns(chart, language, width)]
    if not fitting:
        return WIDTHS
    return [width for width in WIDTHS if width <= fitting[0]]


def _shown(width: int, below: int | None) -> str:
    shown = "plot" if width == WIDTHS[0] else f"plot plot-from-{width}"
    return f"{shown} plot-below-{below}" if below else shown


def _svg(scene: Scene, chart: Chart, shown: str) -> Markup:
    inner = Markup("").join(_piece(piece) for piece in scene.pieces)
    return Markup(
        '<svg class="{}" role="img" aria-labelledby="chart-{}" width="100%" height="{}">{}</svg>'
    ).format(shown, chart.id, _short(scene.height), inner)


def _piece(piece: Box | Line | Words) -> Markup:
    if isinstance(piece, Words):
        dx = Markup(' dx="{}"').format(_short(piece.dx)) if piece.dx else ""
        anchor = Markup(' text-anchor="{}"').format(piece.anchor) if piece.anchor != "start" else ""
        return Markup('<text class="{}" x="{}%"{} y="{}"{}>{}</text>').format(
            piece.style, _short(piece.x), dx, _short(piece.y), anchor, escape(piece.text)
        )
    if isinstance(piece, Box):
        return Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(
            piece.look, *map(_short, (piece.left, piece.top, piece.width, piece.height))
        )
    line = Markup('<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>')
    ends = tuple(map(_short, (piece.x1, piece.y1, piece.x2, piece.y2)))
    if piece.look != "whisker":
        return line.format(piece.look, *ends)
    return line.format("halo", *ends) + line.format("whisker", *ends)


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
