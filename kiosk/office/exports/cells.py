"""Turn the raw values of a column into what people and programs read.

An export has few distinct values beside its many rows, so each value is made once and remembered,
and columns are turned one after the other, a chunk at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kiosk.clock import local
from kiosk.counts.tables import Chunk, Column

MOST_REMEMBERED = 4000
"""Values a column remembers at most, so that memory stays flat over a million typed texts."""
FORMULA = re.compile(
    "[\t\r\n]|[\\s\x00\u200b-\u200f\u2060\ufeff]*"
    "[=+@\u2212\u207a\u207c\u208a\u208c\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20-]"
)
"""A spreadsheet would take a text that begins so for a formula (OWASP, CSV injection).

Excel in Chinese and Japanese reads the full-width signs as well; spaces before them are passed
over by some programs. A workbook needs no such mark: its cells say themselves that they are text.
"""
NUMBERS = ("int", "number")
"""Kinds of column whose raw values are what files hold."""
Make = Callable[[Any], Any]


class Memo(dict[Any, Any]):
    """Values made once and remembered."""

    def __init__(self, make: Make) -> None:
        """Keep how a value is made."""
        super().__init__()
        self._make = make

    def __missing__(self, raw: Any) -> Any:
        """Make a value that comes the first time, or the first time since much else came."""
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        value = self[raw] = self._make(raw)
        return value


def plain(column: Column, *, has_codes: bool) -> Make:
    """Return what makes a raw value plain: a label or code, local time without zone, truth."""
    if column.kind == "code":
        words = column.codes if has_codes else column.values
        return lambda raw: text(words.get(raw, raw))
    if column.kind == "time":
        return lambda raw: None if raw is None else local(raw)
    if column.kind == "bool":
        return lambda raw: None if raw is None else bool(raw)
    if column.kind in NUMBERS:
        return lambda raw: raw
    return text


def text(value: Any) -> Any:
    """Return a text as files can hold it: half of a surrogate pair, which no file takes, is `?`."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "replace").decode()
    return value


def safe(value: Any) -> Any:
    """Return a text that no spreadsheet takes for a formula; numbers stay as they are."""
    if isinstance(value, str) and FORMULA.match(value):
        return "'" + value
    return value


def turned(chunk: Chunk, makers: Sequence[Memo | None]) -> Iterable[tuple[Any, ...]]:
    """Return a chunk's rows with each column rewritten; None leaves a column as it is."""
    columns = zip(*chunk, strict=True)
    return zip(
        *(
            column if made is None else map(made.__getitem__, column)
            for column, made in zip(columns, makers, strict=True)
        ),
        strict=True,
    )
