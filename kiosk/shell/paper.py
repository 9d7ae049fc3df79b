"""Put Chinese words and QR codes on paper: what every printed sheet is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pylopdf_fonts_zh_cn

from kiosk.shell import qr

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
SERIF_FONT = FONT.with_name("NotoSerifSC-Regular.otf")
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LAKE, SOFT, CLAY = (10, 52, 116), (63, 79, 104), (163, 44, 26)
"""The house's colours in print: words that matter, words beside them, warnings."""
POINT = 0.46
"""Height of a line in millimetres, for each point of its letters."""
ASCENT = 0.36
"""Height above the base line in millimetres, for each point."""
MISSING = "□"
"""Stands for a letter that the font does not have."""
_CLOSING, _OPENING = "，。、；：？！）”’」》〕…,.;:?!)%", "（“‘「《〔("
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[!-~\u00c0-\u024f]+|[^ ]?)[{re.escape(_CLOSING)}]* *"
)
"""What stays on one line: a word, or one Chinese letter, with the marks that belong to it."""

Colour = tuple[int, int, int]


def blank() -> FPDF:
    """Return an A4 document in millimetres without margins, which has the font `noto`."""
    from fpdf import FPDF

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


def printable(text: str) -> str:
    """Return text with a box in place of each letter that the font cannot draw."""
    held = _letters()
    return "".join(each if each.isspace() or ord(each) in held else MISSING for each in text)


@cache
def _letters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())


def text(pdf: FPDF, x: float, y: float, size: float, colour: Colour, words: str) -> None:
    """Write one line whose top is at `y` mm, without the margins that cells have."""
    pdf.set_font("noto", size=size)
    pdf.set_text_color(*colour)
    pdf.text(x, y + size * ASCENT, printable(words))


def wrapped(pdf: FPDF, width: float, size: float, words: str) -> list[str]:
    """Break text into lines of at most `width` mm; closing marks never begin a line."""
    pdf.set_font("noto", size=size)
    return broken(printable(words), lambda line: pdf.get_string_width(line) <= width)


def broken(words: str, fits: Callable[[str], bool]) -> list[str]:
    """Break text into lines that fit; closing marks never begin one."""
    lines = [""]
    for piece in _pieces(words):
        if fits((lines[-1] + piece).rstrip()):
            lines[-1] += piece
            continue
        lines.append("")
        for part in [piece] if fits(piece.rstrip()) else piece:
            if not fits(lines[-1] + part.rstrip()):
                lines.append("")
            lines[-1] += part
    return [line.strip() for line in lines if line.strip()]


def _pieces(words: str) -> list[str]:
    return _PIECE.findall(" ".join(words.split()))


def fitted(
    pdf: FPDF, width: float, height: float, sizes: Sequence[float], words: str
) -> tuple[float, list[str]]:
    """Return the first size at which text fits, and its lines; cut with `…` where none does."""
    for size in sizes:
        lines = wrapped(pdf, width, size, words)
        if len(lines) * size * POINT <= height:
            return size, lines
    kept = lines[: max(1, int(height / (size * POINT)))]
    while kept[-1] and pdf.get_string_width(kept[-1] + "…") > width:
        kept[-1] = kept[-1][:-1]
    return size, [*kept[:-1], kept[-1] + "…"]
