"""Set lines, pictures and boxes on the pages of an official document, from the top down."""

from __future__ import annotations

import io
from typing import IO

from fpdf import FPDF
from fpdf.enums import TextMode

from kiosk.office.reports import sizes
from kiosk.office.reports.document import Document
from kiosk.shell import paper

SANS, SERIF = "noto", "noto-serif"
MM = 25.4 / 72
"""Millimetres in a point."""
TIGHT = 15.75
"""Points at which 28 letters fill a line exactly, as they must; 16 would be a hair too wide."""
INDENT = "国国"
"""Stands for two letters' space while lines are broken."""
LIGHT = 0.15
"""Millimetres: the lines of tables."""
HEAD = 0xEE
LATIN = 0x2FF
MOST_SPREAD = 0.12
"""Of a letter's size: a line with wider gaps is left ragged."""


class _Numbered(FPDF):
    """Put `— 1 —` at the outer foot of each page."""

    def footer(self) -> None:
        """Write the number of the page that ends."""
        self.set_font(SERIF, size=sizes.NUMBER)
        self.set_text_color(0)
        words = f"— {self.page_no()} —"
        width, edge = self.get_string_width(words), sizes.NUMBER * MM
        is_odd = self.page_no() % 2 == 1
        x = sizes.PAGE_WIDTH - sizes.RIGHT - edge - width if is_odd else sizes.LEFT + edge
        self.text(x, sizes.PAGE_HEIGHT - sizes.BOTTOM + sizes.FOOT + 3, words)


class Page:
    """Hold the pen: `y` is how far down it is, in millimetres."""

    def __init__(self, document: Document) -> None:
        """Begin the first page."""
        self._pdf = _Numbered(unit="mm", format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.add_font(SANS, fname=str(paper.FONT))
        self._pdf.add_font(SERIF, fname=str(paper.SERIF_FONT))
        self._pdf.set_title(document.title)
        self._pdf.set_author(document.signer)
        self._pdf.set_lang("zh-CN" if document.language == "zh" else "en-GB")
        self.y = 0.0
        self._begin()

    def _begin(self) -> None:
        self._pdf.add_page()
        self.y = sizes.TOP

    @staticmethod
    def mm(points: float) -> float:
        """Return points as millimetres."""
        return points * MM

    def need(self, points: float, millimetres: float = 0.0) -> bool:
        """Go to the next page where so much does not fit on this one; tell whether it did."""
        wanted = min(points * MM + millimetres, sizes.HEIGHT)
        if self.y + wanted <= sizes.PAGE_HEIGHT - sizes.BOTTOM + 0.01:
            return False
        self._begin()
        return True

    @property
    def left(self) -> float:
        """Return the millimetres that are left on the page."""
        return sizes.PAGE_HEIGHT - sizes.BOTTOM - self.y

    def down(self, points: float) -> None:
        """Leave a space, but none at the top of a page."""
        if self.y > sizes.TOP:
            self.y += points * MM

    def wrapped(
        self, text: str, width: float, family: str, size: float, indent: int = 0
    ) -> list[str]:
        """Break text into lines; the first one may begin so many letters further in."""
        self._pdf.set_font(family, size=_tight(size))
        words = INDENT[:indent] + paper.printable(text)
        lines = paper.broken(
            words, lambda line: bool(self._pdf.get_string_width(line) <= width + 0.05)
        )
        return [lines[0][indent:], *lines[1:]] if lines else []

    def line(
        self,
        text: str,
        family: str,
        size: float,
        pitch: float,
        *,
        align: str = "L",
        indent: int = 0,
        inset: int = 0,
        weight: float = 0.0,
    ) -> None:
        """Write one line, on the next page where this one is full."""
        self.need(pitch)
        letter = _tight(size) * MM
        span = (sizes.LEFT + indent * letter, sizes.WIDTH - (indent + inset) * letter)
        self.words(text, family, size, self.y, pitch, span, align, weight=weight)
        self.y += pitch * MM

    def words(
        self,
        text: str,
        family: str,
        size: float,
        y: float,
        pitch: float,
        span: tuple[float, float],
        align: str,
        *,
        weight: float = 0.0,
    ) -> None:
        """Write one line whose pitch begins at `y`, within a span; `weight` thickens letters."""
        pdf = self._pdf
        size = _tight(size)
        pdf.set_font(family, size=size)
        pdf.set_text_color(0)
        text = paper.printable(text)
        left, room = span
        spare = room - pdf.get_string_width(text)
        x = left + (spare / 2 if align == "C" else spare if align == "R" else 0)
        base = y + (pitch - size) * MM / 2 + size * MM * 0.88
        with pdf.local_context(
            text_mode=TextMode.FILL_STROKE if weight else TextMode.FILL,
            line_width=weight or LIGHT,
            draw_color=0,
        ):
            if align == "J":
                pdf.set_char_spacing(_spread(text, spare, size))
            pdf.text(x, base, text)
            pdf.set_char_spacing(0)

    def caption(self, text: str, *, above: bool) -> None:
        """Write what a table or figure is called, in the middle."""
        self.y += 2 if above else 0.5
        for line in self.wrapped(text, sizes.WIDTH, SERIF, sizes.SMALL):
            self.line(line, SERIF, sizes.SMALL, sizes.SMALL_PITCH, align="C")
        self.y += 0.5 if above else 3

    def image(self, data: bytes, x: float, y: float, width: float, height: float, alt: str) -> None:
        """Set a picture, with the words that a screen reader says in its place."""
        self._pdf.image(io.BytesIO(data), x=x, y=y, w=width, h=height, alt_text=alt)

    def box(self, x: float, y: float, width: float, height: float, *, is_filled: bool) -> None:
        """Draw a cell's frame."""
        self._pdf.set_line_width(LIGHT)
        self._pdf.set_draw_color(0)
        self._pdf.set_fill_color(HEAD)
        self._pdf.rect(x, y, width, height, style="DF" if is_filled else "D")

    def bookmark(self, text: str, level: int) -> None:
        """Let a reader jump here."""
        self._pdf.start_section(text, level=level - 1, strict=False)

    def save(self, file: IO[bytes]) -> None:
        """Write the pages."""
        file.write(bytes(self._pdf.output()))


def _spread(text: str, spare: float, size: float) -> float:
    """Return the points to add between Chinese letters, so that a line ends where others do."""
    if sum(ord(letter) > LATIN for letter in text) * 2 < len(text):
        return 0.0
    wanted = spare / MM / max(1, len(text) - 1)
    return wanted if 0 < wanted < MOST_SPREAD * size else 0.0


def _tight(size: float) -> float:
    return TIGHT if size == sizes.BODY else size
