"""Draw a chart as PNG for printed reports, in black, white and greys."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from kiosk.shell.charts.layout import SIZES, Box, Line, Look, Words, lay
from kiosk.shell.charts.model import Chart
from kiosk.shell.paper import FONT, printable

UNITS = 800
"""Width of a drawing in the layout's units: 16 of them are then the letters of a report's text."""
FILLS: dict[Look, int] = {"bar": 0x55, "track": 0xEC, "grid": 0xC8, "axis": 0x40, "whisker": 0}
WEIGHTS: dict[Look, float] = {"grid": 1.0, "axis": 1.5, "whisker": 2.0}
HALO = 5.0
BOLD = 0.3
"""Units by which the lines of a value's letters grow: the font has one weight only."""
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
MARGIN = 4


def draw(chart: Chart, language: str, width: int = 1600) -> bytes:
    """Return a chart as a PNG that is `width` pixels wide and as high as it must be."""
    scene = lay(chart, language, UNITS - 2 * MARGIN)
    scale = width / UNITS
    height = max(1, round((scene.height + 2 * MARGIN) * scale))
    image = Image.new("L", (width, height), 0xFF)
    pen = _Pen(ImageDraw.Draw(image), scale)
    for piece in scene.pieces:
        pen.draw(piece)
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True, dpi=(round(width / 6.3),) * 2)
    return buffer.getvalue()


class _Pen:
    """A canvas that draws pieces at a scale."""

    def __init__(self, on: ImageDraw.ImageDraw, scale: float) -> None:
        self.on = on
        self.scale = scale

    def across(self, per_cent: float, units: float = 0.0) -> float:
        inner = UNITS - 2 * MARGIN
        return (MARGIN + per_cent * inner / 100 + units) * self.scale

    def down(self, units: float) -> float:
        return (MARGIN + units) * self.scale

    def draw(self, piece: Box | Line | Words) -> None:
        if isinstance(piece, Words):
            font = _font(round(SIZES[piece.style] * self.scale))
            at = (self.across(piece.x, piece.dx), self.down(piece.y))
            words, anchor = printable(piece.text), ANCHORS[piece.anchor]
            if piece.style == "value":
                halo = round(self.scale * HALO / 2)
                self.on.text(at, words, 0xFF, font, anchor, stroke_width=halo, stroke_fill=0xFF)
            bold = round(self.scale * BOLD) if piece.style == "value" else 0
            self.on.text(at, words, 0, font, anchor, stroke_width=bold)
        elif isinstance(piece, Box):
            left, right = self.across(piece.left), self.across(piece.left + piece.width)
            top, bottom = self.down(piece.top), self.down(piece.top + piece.height)
            self.on.rectangle((left, top, right, bottom), fill=FILLS[piece.look])
        else:
            if piece.look == "whisker":
                self._line(piece, 0xFF, HALO)
            self._line(piece, FILLS[piece.look], WEIGHTS[piece.look])

    def _line(self, piece: Line, fill: int, weight: float) -> None:
        """Draw an upright or level line as a rectangle, whose ends are as thick as its middle."""
        half = weight * self.scale / 2
        x1, x2 = sorted((self.across(piece.x1), self.across(piece.x2)))
        y1, y2 = sorted((self.down(piece.y1), self.down(piece.y2)))
        if x1 == x2:
            x1, x2 = x1 - half, x2 + half
        else:
            y1, y2 = y1 - half, y2 + half
        self.on.rectangle((x1, y1, x2, y2), fill=fill)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)
