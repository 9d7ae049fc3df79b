"""The sheets of a table as they stand in its file."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from kiosk.errors import Refused

Value = str | int | float | bool | datetime | date | time | timedelta | None
Row = tuple[int, Sequence[Value]]
"""A row's number, as the file counts, and its cells."""

MOST_ROWS = 50_000
MOST_COLUMNS = 120
MOST_BYTES = 50_000_000
HEADING_WITHIN = 10
"""Rows in which the headings are looked for; titles may stand above them."""


@dataclass(frozen=True)
class Span:
    """Which cells were merged into one; rows and columns count from 1."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet that are not empty.

    `uncounted` are the (row, column) of formulas whose result the file does not hold, `unseen`
    those of cells in white letters and the like. A hidden sheet is not read; rows, columns and
    cells that are hidden are, and named.
    """

    name: str
    rows: list[Row]
    spans: Sequence[Span] = ()
    uncounted: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    is_hidden: bool = False
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    hidden_columns: frozenset[int] = field(default_factory=frozenset)
    unseen: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def is_blank(value: Value) -> bool:
    """Return True if a cell says nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def runs(numbers: Iterable[int]) -> str:
    """Return row numbers in short: `2-14, 17`."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


def too_large() -> Refused:
    """Say that a file is larger than a table can be."""
    return Refused(
        f"表格太大：一个文件最多 {MOST_ROWS} 行、50 MB；请分成几个文件。",
        f"The table is too large: a file has at most {MOST_ROWS} rows and 50 MB; please split it.",
    )


def kept(rows: Iterable[Row], always: Container[int] = ()) -> list[Row]:
    """Return the rows that are not empty, and those of the numbers in `always`.

    Raises Refused if there are too many.
    """
    held = []
    for number, cells in rows:
        if number in always or any(cell is not None and cell != "" for cell in cells):
            held.append((number, cells))
            if len(held) > MOST_ROWS + HEADING_WITHIN:
                raise too_large()
    return held


def column_letter(number: int) -> str:
    """Return how a spreadsheet names a column: A, B … Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
