"""Print contact cards: A4 sheets of ten business cards (85 × 54 mm) with cut marks."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf import FPDF

from kiosk.booth.cards import service
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card
from kiosk.shell import paper
from kiosk.shell.paper import CLAY, LAKE, PAGE_HEIGHT, PAGE_WIDTH, SOFT

WIDTH, HEIGHT = 85.0, 54.0
COLUMNS, ROWS = 2, 5
LEFT = (PAGE_WIDTH - COLUMNS * WIDTH) / 2
TOP = (PAGE_HEIGHT - ROWS * HEIGHT) / 2
PADDING = 5.0
CODE = 34.0
"""Side of the code with its quiet zone, in millimetres."""
MARK = 4.0


def sheet(catalog: Catalog, cards: Sequence[Card]) -> bytes:
    """Return the PDF of `cards`, ten a page."""
    pdf = paper.blank()
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
    paper.line(pdf, text_width, 8.5, SOFT, catalog.pack.event.bureau.zh)
    paper.line(pdf, text_width, 11, LAKE, unit.name.zh)
    if card.community:
        paper.line(pdf, text_width, 8.5, SOFT, card.community.zh)
    paper.line(pdf, text_width, 14, LAKE, card.post.zh)
    paper.line(pdf, text_width, 12.5, LAKE, card.phone)
    if card.is_placeholder:
        paper.line(pdf, text_width, 7, CLAY, "示例号码，印制前请更换")
    pdf.set_xy(x + PADDING, y + HEIGHT - PADDING - 4)
    paper.line(pdf, text_width, 7.5, CLAY, "紧急情况请拨打 110")
    left = x + WIDTH - PADDING - CODE
    paper.code(pdf, service.contact(catalog, card), left, y + PADDING, CODE)
    pdf.set_xy(left, y + PADDING + CODE + 1)
    pdf.set_font("noto", size=7)
    pdf.set_text_color(*SOFT)
    pdf.cell(CODE, 4, "扫码存入通讯录", align="C")
