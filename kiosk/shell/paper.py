"""Put Chinese words and QR codes on paper: what every printed sheet is made of."""

from __future__ import annotations

from pathlib import Path

import pylopdf_fonts_zh_cn
from fpdf import FPDF

from kiosk.shell import qr

FONT = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LAKE, SOFT, CLAY = (10, 52, 116), (63, 79, 104), (163, 44, 26)
"""The house's colours in print: words that matter, words beside them, warnings."""
POINT = 0.46
"""Height of a line in millimetres, for each point of its letters."""

Colour = tuple[int, int, int]


def blank() -> FPDF:
    """Return an A4 document in millimetres without margins, which has the font `noto`."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.add_font("noto", fname=str(FONT))
    return pdf


def line(pdf: FPDF, width: float, size: float, colour: Colour, text: str) -> None:
    """Write text in lines of `width` mm from where the pen is, and leave the pen below it."""
    x = pdf.get_x()
    pdf.set_font("noto", size=size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(width, size * POINT, text, align="L", new_x="LEFT", new_y="NEXT")
    pdf.set_x(x)


def code(pdf: FPDF, data: bytes, x: float, y: float, side: float) -> None:
    """Draw a code's dark runs as rectangles, so that print stays sharp at any size.

    `side` is in millimetres, with the quiet zone.
    """
    dark = qr.matrix(data)
    module = side / (len(dark) + 2 * qr.QUIET)
    pdf.set_fill_color(0)
    for column, row, length in qr.runs(dark):
        left, top = x + (column + qr.QUIET) * module, y + (row + qr.QUIET) * module
        pdf.rect(left, top, length * module, module, style="F")
