"""Write a report as PDF, with the same measures as the Word file and fonts of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import IO

from kiosk.office.reports import sizes
from kiosk.office.reports.document import (
    Block,
    Document,
    Figure,
    Heading,
    Paragraph,
    Photos,
    Picture,
    Table,
)
from kiosk.office.reports.pdf_page import SANS, SERIF, Page

Progress = Callable[[int], None]
LEAST_SCALE = 0.72
"""Of its size, to which a figure may be made smaller."""
CELL = 1.2
"""Millimetres between a cell's edge and its words."""


def write(document: Document, file: IO[bytes], progress: Progress) -> None:
    """Write the file; `progress` is told how many blocks are done."""
    page = Page(document)
    _title(page, document)
    for count, block in enumerate(document.blocks):
        _write(page, block, document.blocks[count + 1 : count + 2])
        progress(count + 1)
    _sign(page, document)
    page.save(file)


def _title(page: Page, document: Document) -> None:
    for line in page.wrapped(document.title, sizes.WIDTH, SERIF, sizes.TITLE):
        page.line(line, SERIF, sizes.TITLE, sizes.TITLE_PITCH, align="C", weight=0.35)
    if document.mark:
        page.line(document.mark, SERIF, sizes.SMALL, sizes.PITCH, align="C")
    page.down(sizes.PITCH)


def _write(page: Page, block: Block, following: Sequence[Block]) -> None:
    if isinstance(block, Heading):
        _heading(page, block, following)
    elif isinstance(block, Paragraph):
        _paragraph(page, block, is_last=not following)
    elif isinstance(block, Table):
        _table(page, block)
    elif isinstance(block, Figure):
        _figure(page, block)
    else:
        _photos(page, block)


def _heading(page: Page, block: Heading, following: Sequence[Block]) -> None:
    """Write a heading together with at least the beginning of what follows it."""
    family = SANS if block.level == 1 else SERIF
    lines = page.wrapped(block.text, sizes.WIDTH, family, sizes.BODY, indent=2)
    rest = sum(_first(page, each) for each in following)
    page.need(len(lines) * sizes.PITCH, millimetres=rest)
    page.bookmark(block.text, block.level)
    for number, line in enumerate(lines):
        indent = 2 if number == 0 else 0
        page.line(line, family, sizes.BODY, sizes.PITCH, indent=indent, weight=0.12 * block.level)


def _first(page: Page, block: Block) -> float:
    """Return the millimetres that the least piece of a block takes."""
    pitch = page.mm(sizes.PITCH)
    if isinstance(block, Heading):
        return 3 * pitch
    if isinstance(block, Figure):
        return _figure_size(block)[1] * LEAST_SCALE + 14
    if isinstance(block, Photos):
        return _row_height(page, block.pictures[:2])
    if isinstance(block, Table):
        return 4 * page.mm(sizes.SMALL_PITCH) + 8
    return 2 * pitch


def _paragraph(page: Page, block: Paragraph, *, is_last: bool) -> None:
    """Write a paragraph; the last one stays with who signs it."""
    is_note = block.look == "note"
    size = sizes.SMALL if is_note else sizes.BODY
    pitch = sizes.SMALL_PITCH if is_note else sizes.PITCH
    lines = page.wrapped(block.text, sizes.WIDTH, SERIF, size, indent=2)
    if is_last:
        page.need(len(lines) * pitch + 3 * sizes.PITCH)
    for number, line in enumerate(lines):
        if number == 0 and len(lines) > 1:
            page.need(2 * pitch)
        if number == len(lines) - 2 > 0:
            page.need(2 * pitch)  # A paragraph's last line is not left alone on the next page.
        align = "J" if number < len(lines) - 1 else "L"
        page.line(line, SERIF, size, pitch, align=align, indent=2 if number == 0 else 0)


def _table(page: Page, block: Table) -> None:
    total = sum(block.widths)
    widths = [sizes.WIDTH * share / total for share in block.widths]
    heads = _cells(page, block.heads, widths, SANS)
    rows = [_cells(page, cells, widths, SERIF) for cells in block.rows]
    page.need(
        2 * sizes.SMALL_PITCH, millimetres=sum(_height(page, row) for row in [heads, *rows[:2]])
    )
    page.caption(block.caption, above=True)
    _row(page, heads, widths, SANS, frozenset(), is_head=True)
    for row in rows:
        if page.need(0, millimetres=_height(page, row)):
            _row(page, heads, widths, SANS, frozenset(), is_head=True)
        _row(page, row, widths, SERIF, block.numbers, is_head=False)
    page.down(10)


Cells = list[list[str]]


def _cells(page: Page, texts: Sequence[str], widths: Sequence[float], family: str) -> Cells:
    return [
        page.wrapped(text, width - 2 * CELL, family, sizes.SMALL) or [""]
        for text, width in zip(texts, widths, strict=True)
    ]


def _height(page: Page, cells: Cells) -> float:
    return max(len(lines) for lines in cells) * page.mm(sizes.SMALL_PITCH) + 2 * CELL


def _row(
    page: Page,
    cells: Cells,
    widths: Sequence[float],
    family: str,
    numbers: frozenset[int],
    *,
    is_head: bool,
) -> None:
    height = _height(page, cells)
    left = sizes.LEFT
    for place, (lines, width) in enumerate(zip(cells, widths, strict=True)):
        page.box(left, page.y, width, height, is_filled=is_head)
        align = "C" if is_head else "R" if place in numbers else "L"
        top = page.y + (height - len(lines) * page.mm(sizes.SMALL_PITCH)) / 2
        for number, line in enumerate(lines):
            y = top + number * page.mm(sizes.SMALL_PITCH)
            span = (left + CELL, width - 2 * CELL)
            page.words(line, family, sizes.SMALL, y, sizes.SMALL_PITCH, span, align)
        left += width
    page.y += height


def _figure_size(block: Figure) -> tuple[float, float]:
    ratio = sizes.ratio(block.png)
    width = min(sizes.WIDTH, sizes.MOST_FIGURE_HEIGHT * ratio)
    return width, width / ratio


def _figure(page: Page, block: Figure) -> None:
    """Set a figure, a little smaller where it fits the page then."""
    width, height = _figure_size(block)
    below = page.mm(2 * sizes.SMALL_PITCH)
    scale = min(1.0, (page.left - below) / height)
    scale = scale if scale >= LEAST_SCALE else 1.0
    width, height = width * scale, height * scale
    page.need(0, millimetres=height + below)
    page.y += 2
    left = sizes.LEFT + (sizes.WIDTH - width) / 2
    page.image(block.png, left, page.y, width, height, block.alt)
    page.y += height
    page.caption(block.caption, above=False)


def _row_height(page: Page, pictures: Sequence[Picture]) -> float:
    return (
        max(sizes.fit(each.width, each.height)[1] for each in pictures)
        + 2
        + 2 * page.mm(sizes.SMALL_PITCH)
    )


def _photos(page: Page, block: Photos) -> None:
    for first in range(0, len(block.pictures), 2):
        pair = block.pictures[first : first + 2]
        half = sizes.WIDTH / len(pair)
        page.need(0, millimetres=_row_height(page, pair))
        page.y += 2
        tallest = max(sizes.fit(each.width, each.height)[1] for each in pair)
        most_lines = 0
        for place, picture in enumerate(pair):
            width, height = sizes.fit(picture.width, picture.height)
            left = sizes.LEFT + place * half
            page.image(
                picture.jpeg,
                left + (half - width) / 2,
                page.y + tallest - height,
                width,
                height,
                picture.alt,
            )
            lines = page.wrapped(picture.caption, half - 4, SERIF, sizes.SMALL)
            most_lines = max(most_lines, len(lines))
            for number, line in enumerate(lines):
                y = page.y + tallest + number * page.mm(sizes.SMALL_PITCH)
                page.words(
                    line, SERIF, sizes.SMALL, y, sizes.SMALL_PITCH, (left + 2, half - 4), "C"
                )
        page.y += tallest + most_lines * page.mm(sizes.SMALL_PITCH)
    page.down(8)


def _sign(page: Page, document: Document) -> None:
    page.need(3 * sizes.PITCH)
    page.down(sizes.PITCH)
    for text in (document.signer, document.day):
        page.line(text, SERIF, sizes.BODY, sizes.PITCH, align="R", inset=2)


def to_bytes(document: Document) -> bytes:
    """Return the file."""
    file = io.BytesIO()
    write(document, file, lambda _count: None)
    return file.getvalue()
