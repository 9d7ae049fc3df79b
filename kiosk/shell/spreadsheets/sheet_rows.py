"""Read the rows of a sheet of an XLSX file, as its XML describes them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache
from typing import IO, Any

from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601

from kiosk.shell.spreadsheets.elements import MAIN, Attributes, Elements
from kiosk.shell.spreadsheets.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    Span,
    Value,
    too_large,
)

MOST_OF_ROWS, MOST_OF_CELLS = 1 << 20, 1 << 14
"""Rows of a sheet and cells of a row; no spreadsheet takes more."""
MOST_ODD = 500_000
"""Cells of a sheet that are formulas without a result, or that nobody can see."""
NO_DATE = "#VALUE!"
"""What stands for a number that its cell would show as a day, but no day has it."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""A character as ECMA-376 writes one that XML cannot hold (ST_Xstring), such as _x000D_."""
_FIGURES = "0123456789"
ROW, CELL = f"{MAIN} row", f"{MAIN} c"


class SheetRows:
    """The rows of a sheet; on the way, what is merged or hidden, and formulas without a result."""

    def __init__(self, book: Any, texts: Sequence[str], unseen_styles: Container[int]) -> None:
        """Take the book that openpyxl opened, for its formats, and its table of texts."""
        self.spans: list[Span] = []
        self.uncounted: list[tuple[int, int]] = []
        self.uncounted_rows: set[int] = set()
        self.unseen: list[tuple[int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self._texts, self._book = texts, book
        self._unseen_styles = unseen_styles
        self._is_flat = self._is_phonetic = False
        self._rows: list[Row] = []
        self._number = self._column = 0
        self._row: list[Value] = []
        self._begin_cell({})
        self._elements = self._all_elements()

    def read(self, source: IO[bytes]) -> Iterator[Row]:
        """Yield each row with its number; of two with one number, the first."""
        last = 0
        for _ in self._elements.read(source):
            for number, cells in self._rows:
                if number > last:
                    last = number
                    yield number, cells
            self._rows.clear()

    def _all_elements(self) -> Elements:
        return Elements(
            "worksheet",
            {
                ROW: self._begin_row,
                CELL: self._begin_cell,
                f"{MAIN} v": self._begin_text,
                f"{MAIN} f": self._begin_formula,
                f"{MAIN} is": self._begin_inline,
                f"{MAIN} t": self._begin_text,
                f"{MAIN} rPh": self._begin_phonetic,
                f"{MAIN} sheetFormatPr": self._note_format,
                f"{MAIN} col": self._note_column,
                f"{MAIN} mergeCell": self._note_merged,
            },
            {
                ROW: self._end_row,
                CELL: self._end_cell,
                f"{MAIN} v": self._end_value,
                f"{MAIN} t": self._end_run,
                f"{MAIN} rPh": self._end_phonetic,
            },
        )

    def _note_format(self, held: Attributes) -> None:
        self._is_flat = _is_set(held.get("zeroHeight"))

    def _note_column(self, held: Attributes) -> None:
        """Note columns that nobody sees."""
        if _is_set(held.get("hidden")) or float(held.get("width") or 1) == 0:
            columns = range(int(held["min"]), int(held["max"]) + 1)
            self.hidden_columns.update(columns[:MOST_COLUMNS])

    def _note_merged(self, held: Attributes) -> None:
        left, top, right, bottom = _bounds(held["ref"])
        self.spans.append(Span(top, bottom, left, right))
        if len(self.spans) > MOST_ROWS:
            raise too_large()

    def _begin_row(self, held: Attributes) -> None:
        """Begin a row; note one that a filter or somebody's hand hides."""
        self._number = int(float(held["r"])) if "r" in held else self._number + 1
        if self._number > MOST_OF_ROWS:
            raise too_large()
        self._row, self._column = [], 0
        height = held.get("ht")
        if _is_set(held.get("hidden")) or (float(height) == 0 if height else self._is_flat):
            self.hidden_rows.append(self._number)

    def _end_row(self) -> None:
        self._rows.append((self._number, self._row))

    def _begin_cell(self, held: Attributes) -> None:
        self._cell = held
        self._value = ""
        self._inline: str | None = None
        self._has_formula = False

    def _begin_formula(self, _held: Attributes) -> None:
        self._has_formula = True

    def _begin_inline(self, _held: Attributes) -> None:
        self._inline = ""

    def _begin_text(self, _held: Attributes) -> None:
        self._elements.listen()

    def _end_value(self) -> None:
        self._value = self._elements.heard()

    def _end_run(self) -> None:
        text = self._elements.heard()
        if self._inline is not None and not self._is_phonetic:
            self._inline += text

    def _begin_phonetic(self, _held: Attributes) -> None:
        """Pass over what says how words are spoken."""
        self._is_phonetic = True

    def _end_phonetic(self) -> None:
        self._is_phonetic = False

    def _end_cell(self) -> None:
        """Put a cell into its row; note one that nobody sees, or that has no result yet."""
        held = self._cell
        place = _column(held["r"].rstrip(_FIGURES)) if "r" in held else self._column + 1
        self._column = place
        if place > MOST_OF_CELLS:
            raise too_large()
        kind, style, text = held.get("t", "n"), int(held.get("s", 0)), self._value
        value: Value = None
        if kind == "inlineStr":
            value = None if self._inline is None else _unescaped(self._inline)
        elif text:
            value = self._read(kind, text, style)
        if value is None and self._has_formula and self._inline is None and kind != "str":
            self._note(self.uncounted, place)
            self.uncounted_rows.add(self._number)
        if style in self._unseen_styles:
            self._note(self.unseen, place)
        if place <= MOST_COLUMNS:
            self._row.extend([None] * (place - len(self._row)))
            self._row[place - 1] = value

    def _read(self, kind: str, text: str, style: int) -> Value:
        """Return the value of a cell that is not empty."""
        if kind == "s":
            return _unescaped(self._texts[int(text)])
        if kind == "n":
            number = float(text) if any(each in text for each in ".eE") else int(text)
            return self._dated(number, style) if style in self._book._date_formats else number
        if kind == "b":
            return bool(int(text))
        if kind == "d":
            moment: Value = from_ISO8601(text)  # type: ignore[no-untyped-call]
            return moment
        return _unescaped(text)

    def _dated(self, number: float, style: int) -> Value:
        """Return the day or time that a number stands for."""
        is_span = style in self._book._timedelta_formats
        try:
            found: Value = from_excel(number, self._book.epoch, timedelta=is_span)
        except (OverflowError, ValueError):
            return NO_DATE
        return found

    def _note(self, cells: list[tuple[int, int]], place: int) -> None:
        cells.append((self._number, place))
        if len(cells) > MOST_ODD:
            raise too_large()


def _bounds(reference: str) -> tuple[int, int, int, int]:
    """Return the first column and row of a range, and the last ones. Raises ValueError."""
    left, top, right, bottom = range_boundaries(reference)
    if left is None or top is None or right is None or bottom is None:
        raise ValueError(f"{reference} is open")
    return left, top, right, bottom


@cache
def _column(letters: str) -> int:
    return int(column_index_from_string(letters))


def _unescaped(text: str) -> str:
    if "_x" in text:
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text


def _is_set(value: str | None) -> bool:
    return value in ("1", "true", "on")
