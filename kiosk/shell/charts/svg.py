"""Draw a chart as inline SVG that stretches with its place on the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from markupsafe import Markup, escape

from kiosk.shell.charts.layout import Box, Line, Scene, Words, has_columns, lay
from kiosk.shell.charts.model import Chart

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
    """Write a drawing.

    Only the words of its pieces come from others, and they alone are escaped: `Markup.format` for
    each piece would take as long as all the rest of a page.
    """
    inner = "".join(_piece(piece) for piece in scene.pieces)
    return Markup(
        '<svg class="{}" role="img" aria-labelledby="chart-{}" width="100%" height="{}">{}</svg>'
    ).format(shown, chart.id, _short(scene.height), Markup(inner))


def _piece(piece: Box | Line | Words) -> str:
    if isinstance(piece, Words):
        dx = f' dx="{_short(piece.dx)}"' if piece.dx else ""
        anchor = f' text-anchor="{piece.anchor}"' if piece.anchor != "start" else ""
        place = f'x="{_short(piece.x)}%"{dx} y="{_short(piece.y)}"{anchor}'
        return f'<text class="{piece.style}" {place}>{escape(piece.text)}</text>'
    if isinstance(piece, Box):
        place = f'x="{_short(piece.left)}%" y="{_short(piece.top)}"'
        size = f'width="{_short(piece.width)}%" height="{_short(piece.height)}"'
        return f'<rect class="{piece.look}" {place} {size}/>'
    start = f'x1="{_short(piece.x1)}%" y1="{_short(piece.y1)}"'
    end = f'x2="{_short(piece.x2)}%" y2="{_short(piece.y2)}"'
    line = f'<line class="{piece.look}" {start} {end}/>'
    return f'<line class="halo" {start} {end}/>{line}' if piece.look == "whisker" else line


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
