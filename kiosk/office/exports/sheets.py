"""Write exports as a workbook: data, codebook, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import IO, Any

import xlsxwriter

from kiosk.counts.tables import Column, Table
from kiosk.office.exports import codebook
from kiosk.office.exports.cells import NUMBERS, Memo, plain, turned
from kiosk.office.exports.text import Progress, head

MOST_ROWS = 1_048_575
"""Rows of a sheet under its header (Excel's specifications and limits)."""
MOST_LETTERS = 32_767
"""Letters of a cell (the same)."""
CUT = "……（太长，已截断）"
WIDEST = 48
EPOCH = datetime(1899, 12, 30)
"""Day 0 of a workbook's dates."""
TEXT_ONLY = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Write = Callable[..., Any]


def write(
    table: Table,
    file: IO[bytes],
    progress: Progress,
    *,
    name: str,
    notes: Sequence[tuple[str, str]],
    has_codes: bool = False,
    is_private: bool = False,
) -> None:
    """Write a workbook with real dates and numbers, a frozen header with filters, and no formula.

    Rows go by way of temporary files, so that memory stays flat; what `is_private` never does.
    """
    way = {"in_memory": True} if is_private else {"constant_memory": True}
    with xlsxwriter.Workbook(file, way | TEXT_ONLY) as book:
        sheets = _Sheets(book, table, name, has_codes=has_codes)
        count = 0
        for chunk in table.chunks:
            sheets.add(chunk)
            count += len(chunk)
            progress(count)
        _write_texts(book, "代码本", [codebook.HEADS, *codebook.rows(table)])
        _write_texts(book, "说明", notes)


class _Sheets:
    """A writer of the data, on as many sheets as they need."""

    def __init__(self, book: Any, table: Table, name: str, *, has_codes: bool) -> None:
        self._book, self._table, self._name = book, table, name
        self._has_codes = has_codes
        self._head = book.add_format({"bold": True, "bg_color": "#dfeafb", "text_wrap": True})
        self._minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._makers = [_maker(column, has_codes=has_codes) for column in table.columns]
        self._parts = 0
        self._open()

    def _open(self) -> None:
        """Begin a sheet."""
        self._parts, self._used = self._parts + 1, 0
        part = f" {self._parts}" if self._parts > 1 else ""
        self._sheet = sheet = self._book.add_worksheet(f"{self._name}{part}")
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._table.columns):
            label = head(column, has_codes=self._has_codes)
            sheet.set_column(place, place, min(WIDEST, max(10, 2 * len(label) + 2)))
            sheet.write_string(0, place, label, self._head)
        left = self._table.count - (self._parts - 1) * MOST_ROWS
        sheet.autofilter(0, 0, max(1, min(left, MOST_ROWS)), len(self._table.columns) - 1)
        self._writers = [self._writer(column) for column in self._table.columns]

    def _writer(self, column: Column) -> Write:
        sheet, minute = self._sheet, self._minute
        if column.kind == "time":
            return lambda row, place, value: sheet.write_number(row, place, value, minute)
        is_mixed = any(isinstance(code, int) for code in column.codes.values())
        is_number = column.kind in NUMBERS or (column.kind == "bool" and self._has_codes)
        name = "write_number" if is_number else "write_string"
        write: Write = getattr(sheet, "write" if is_mixed and self._has_codes else name)
        return write

    def add(self, chunk: Sequence[Sequence[Any]]) -> None:
        """Write some rows."""
        for cells in turned(chunk, self._makers):
            if self._used == MOST_ROWS:
                self._open()
            self._used += 1
            row = self._used
            for place, (write, value) in enumerate(zip(self._writers, cells, strict=True)):
                if value is not None:
                    write(row, place, value)


def _maker(column: Column, *, has_codes: bool) -> Memo | None:
    """Return what makes a cell: text that fits, truth in words, times as a workbook counts them."""
    if column.kind in NUMBERS:
        return None
    make = plain(column, has_codes=has_codes)

    def cell(raw: Any) -> Any:
        value = make(raw)
        if isinstance(value, datetime):
            return (value - EPOCH).total_seconds() / 86_400
        if isinstance(value, bool):
            return int(value) if has_codes else "是" if value else "否"
        return fitting(value)

    return Memo(cell)


def fitting(value: Any) -> Any:
    """Return a text that a cell takes, cut where it is too long."""
    if isinstance(value, str) and len(value) > MOST_LETTERS:
        return value[: MOST_LETTERS - len(CUT)] + CUT
    return value


def _write_texts(book: Any, name: str, rows: Sequence[tuple[str, ...]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 5, 30)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write_string(number, place, fitting(value))
