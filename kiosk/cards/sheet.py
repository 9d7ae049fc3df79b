"""Print contact cards: A4 sheets of ten business cards (85 × 54 mm) with cut marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pylopdf_fonts_zh_cn
from fpdf import FPDF

from kiosk.cards import qr, service
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card

FONT = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
WIDTH, HEIGHT = 85.0, 54.0
COLUMNS, ROWS = 2, 5
LEFT = (PAGE_WIDTH - COLUMNS * WIDTH) / 2
TOP = (PAGE_HEIGHT - ROWS * HEIGHT) / 2
PADDING = 5.0
CODE = 34.0
"""Side of the code with its quiet zone, in millimetres."""
MARK = 4.0
LAKE, SOFT, CLAY = (10, 52, 116), (63, 79, 104), (163, 44, 26)


def sheet(catalog: Catalog, cards: Sequence[Card]) -> bytes:
    """Return the PDF of `cards`, ten a page."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.add_font("noto", fname=str(FONT))
    for start in range(0, len(cards), COLUMNS * ROWS):
        pdf.add_page()
        _cut_marks(pdf)
        for place, card in enumerate(cards[start : start + COLUMNS * ROWS]):
            row, column = divmod(place, COLUMNS)
            _card(pdf, catalog, card, LEFT + column * WIDTH, TOP + row * HEIGHT)
    return bytes(pdf.output())


def _cut_marks(pdf: FPDF) -> None:
    """Draw short lines outside the cards, where the knife goes."""
    pdf.set_draw_color(120)
    pdf.set_line_width(0.15)
    for column in range(COLUMNS + 1):
        x = LEFT + column * WIDTH
        pdf.line(x, TOP - MARK - 1, x, TOP - 1)
        pdf.line(x, PAGE_HEIGHT - TOP + 1, x, PAGE_HEIGHT - TOP + MARK + 1)
    for row in range(ROWS + 1):
        y = TOP + row * HEIGHT
        pdf.line(LEFT - MARK - 1, y, LEFT - 1, y)
        pdf.line(PAGE_WIDTH - LEFT + 1, y, PAGE_WIDTH - LEFT + MARK + 1, y)


def _card(pdf: FPDF, catalog: Catalog, card: Card, x: float, y: float) -> None:
    unit = catalog.units[card.unit]
    text_width = WIDTH - 3 * PADDING - CODE
    pdf.set_fill_color(*LAKE)
    pdf.rect(x, y, 1.6, HEIGHT, style="F")
    pdf.set_xy(x + PADDING, y + PADDING)
    _line(pdf, text_width, 8.5, SOFT, catalog.pack.event.bureau.zh)
    _line(pdf, text_width, 11, LAKE, unit.name.zh)
    if card.community:
        _line(pdf, text_width, 8.5, SOFT, card.community.zh)
    _line(pdf, text_width, 14, LAKE, card.post.zh)
    _line(pdf, text_width, 12.5, LAKE, card.phone)
    if card.is_placeholder:
        _line(pdf, text_width, 7, CLAY, "示例号码，印制前请更换")
    pdf.set_xy(x + PADDING, y + HEIGHT - PADDING - 4)
    _line(pdf, text_width, 7.5, CLAY, "紧急情况请拨打 110")
    _code(pdf, service.contact(catalog, card), x + WIDTH - PADDING - CODE, y + PADDING)
    pdf.set_xy(x + WIDTH - PADDING - CODE, y + PADDING + CODE + 1)
    pdf.set_font("noto", size=7)
    pdf.set_text_color(*SOFT)
    pdf.cell(CODE, 4, "扫码存入通讯录", align="C")


def _line(pdf: FPDF, width: float, size: float, colour: tuple[int, int, int], text: str) -> None:
    """Write text in lines of `width` mm from where the pen is, and leave the pen below it."""
    x = pdf.get_x()
    pdf.set_font("noto", size=size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(width, size * 0.46, text, align="L", new_x="LEFT", new_y="NEXT")
    pdf.set_x(x)


def _code(pdf: FPDF, data: bytes, x: float, y: float) -> None:
    """Draw a code's dark runs as rectangles, so that print stays sharp at any size."""
    dark = qr.matrix(data)
    module = CODE / (len(dark) + 2 * qr.QUIET)
    pdf.set_fill_color(0)
    for column, row, length in qr.runs(dark):
        left, top = x + (column + qr.QUIET) * module, y + (row + qr.QUIET) * module
        pdf.rect(left, top, length * module, module, style="F")
