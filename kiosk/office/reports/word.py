"""Write a report as a Word file, laid out as GB/T 9704-2012 asks of official documents.

The fonts are named, not embedded: where one is absent, Word takes the one named as its substitute.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, Any

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm, Pt

from kiosk.office.reports import sizes
from kiosk.office.reports.document import Block, Document, Figure, Heading, Paragraph, Photos, Table
from kiosk.office.reports.word_styles import KAI, SANS, SONG, flush, font, hold, set_up, shade

Progress = Callable[[int], None]


def write(document: Document, file: IO[bytes], progress: Progress) -> None:
    """Write the file; `progress` gets how many blocks are done."""
    word = docx.Document()
    set_up(word, document)
    title = word.add_paragraph(document.title, style="Title")
    if document.mark:
        title.paragraph_format.space_after = Pt(0)
        mark = word.add_paragraph(document.mark)
        mark.paragraph_format.space_after = Pt(sizes.PITCH)
        mark.alignment = ALIGN.CENTER
        flush(mark)
        font(mark.runs[0], KAI, sizes.SMALL)
    writer = _Writer(word, document.language)
    for count, block in enumerate(document.blocks, start=1):
        writer.write(block)
        progress(count)
    writer.keep_last()
    writer.sign(document)
    word.save(file)


class _Writer:
    """A writer of blocks to a file."""

    def __init__(self, word: Any, language: str) -> None:
        self._word = word
        self._is_zh = language == "zh"

    def write(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._word.add_paragraph(block.text, style=f"Heading {block.level}")
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Figure):
            self._figure(block)
        else:
            self._photos(block)

    def _paragraph(self, block: Paragraph) -> None:
        made = self._word.add_paragraph()
        run = made.add_run(block.text)
        if block.look == "note":
            font(run, KAI, sizes.SMALL)
            made.paragraph_format.line_spacing = Pt(sizes.SMALL_PITCH)
        elif block.look == "quote":
            font(run, KAI, sizes.BODY)
        made.paragraph_format.widow_control = True

    def _caption(self, text: str, *, has_next: bool) -> None:
        made = self._word.add_paragraph(style="Caption")
        made.add_run(text)
        made.paragraph_format.keep_with_next = has_next
        made.paragraph_format.space_after = Pt(2 if has_next else 10)
        made.paragraph_format.space_before = Pt(8 if has_next else 2)

    def _table(self, block: Table) -> None:
        self._caption(block.caption, has_next=True)
        table = self._word.add_table(rows=1, cols=len(block.heads))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        widths = [Mm(sizes.WIDTH * share / sum(block.widths)) for share in block.widths]
        _fill(table.rows[0], block.heads, widths, frozenset(), is_head=True)
        for cells in block.rows:
            _fill(table.add_row(), cells, widths, block.numbers, is_head=False)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        self._space()

    def _space(self) -> None:
        """Part a table from what follows; Word sets them edge to edge."""
        made = self._word.add_paragraph()
        made.paragraph_format.line_spacing = Pt(10)
        flush(made)

    def _figure(self, block: Figure) -> None:
        made = self._picture_line()
        width = min(sizes.WIDTH, sizes.MOST_FIGURE_HEIGHT * sizes.ratio(block.png))
        _describe(made.add_run().add_picture(io.BytesIO(block.png), width=Mm(width)), block.alt)
        made.paragraph_format.keep_with_next = True
        self._caption(block.caption, has_next=False)

    def _picture_line(self, place: Any = None) -> Any:
        """Return a paragraph as high as the picture in it; a fixed pitch would cut it off."""
        made = place if place is not None else self._word.add_paragraph()
        made.alignment = ALIGN.CENTER
        flush(made)
        made.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        made.paragraph_format.space_before = Pt(6)
        return made

    def _photos(self, block: Photos) -> None:
        table = self._word.add_table(rows=0, cols=2)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for first in range(0, len(block.pictures), 2):
            pair = block.pictures[first : first + 2]
            row = table.add_row()
            hold(row)
            places = row.cells if len(pair) == 2 else [row.cells[0].merge(row.cells[1])]
            for cell, picture in zip(places, pair, strict=True):
                cell.width = Mm(sizes.WIDTH / len(pair))
                made = self._picture_line(cell.paragraphs[0])
                width, height = sizes.fit(picture.width, picture.height)
                shape = made.add_run().add_picture(
                    io.BytesIO(picture.jpeg), width=Mm(width), height=Mm(height)
                )
                _describe(shape, picture.alt)
                made.paragraph_format.keep_with_next = True
                caption = cell.add_paragraph(style="Caption")
                caption.add_run(picture.caption)
                caption.paragraph_format.space_after = Pt(6)
        self._space()

    def keep_last(self) -> None:
        """Keep the last paragraph on the page of who signs."""
        space = self._word.paragraphs[-1].paragraph_format
        space.keep_with_next = space.keep_together = True

    def sign(self, document: Document) -> None:
        """Write who reports, and when, at the right."""
        for text, is_first in ((document.signer, True), (document.day, False)):
            made = self._word.add_paragraph(text)
            made.alignment = ALIGN.RIGHT
            made.paragraph_format.right_indent = Pt(2 * sizes.BODY)
            flush(made)
            made.paragraph_format.keep_with_next = is_first
            if is_first:
                made.paragraph_format.space_before = Pt(sizes.PITCH)


def _fill(
    row: Any, cells: Any, widths: list[Any], numbers: frozenset[int], *, is_head: bool
) -> None:
    hold(row, is_head=is_head)
    for place, (cell, words, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
        cell.width = width
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if is_head:
            shade(cell)
        made = cell.paragraphs[0]
        run = made.add_run(words)
        font(run, SANS if is_head else SONG, sizes.SMALL)
        made.alignment = (
            ALIGN.CENTER if is_head else ALIGN.RIGHT if place in numbers else ALIGN.LEFT
        )
        flush(made)
        made.paragraph_format.line_spacing = Pt(sizes.SMALL_PITCH)
        made.paragraph_format.keep_with_next = is_head


def _describe(shape: Any, alt: str) -> None:
    """Give a picture the words that a screen reader says in its place."""
    inner = shape._inline.docPr
    inner.set("descr", alt)
    inner.set("title", "")
