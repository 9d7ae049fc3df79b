"""Write exports as text: CSV that opens in a spreadsheet, and JSON Lines for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from kiosk.counts.tables import Column, Table
from kiosk.office.exports.cells import NUMBERS, Memo, plain, safe, turned

MARK = b"\xef\xbb\xbf"
"""Byte order mark, by which spreadsheets know UTF-8."""
END = "\r\n"
"""Ends a line of a CSV (RFC 4180)."""
Progress = Callable[[int], None]


def csv_lines(table: Table, progress: Progress, *, has_codes: bool = False) -> Iterator[bytes]:
    """Yield a CSV, a chunk of rows at a time, headed by labels, or by ids where it has codes.

    Each value is quoted once, when it comes the first time; lines are then only joined.
    """
    heads = (quoted(safe(head(column, has_codes=has_codes))) for column in table.columns)
    yield MARK + (",".join(heads) + END).encode()
    makers = [_csv_maker(column, has_codes=has_codes) for column in table.columns]
    count = 0
    for chunk in table.chunks:
        lines = END.join(map(",".join, turned(chunk, makers)))
        count += len(chunk)
        progress(count)
        yield (lines + END).encode()


def quoted(value: Any) -> str:
    """Return a cell as it stands in a line."""
    if value is None or value == "":
        return ""
    file = io.StringIO()
    csv.writer(file, lineterminator=END).writerow([value])
    return file.getvalue().removesuffix(END)


def head(column: Column, *, has_codes: bool) -> str:
    """Return what heads a column."""
    return column.id if has_codes else column.label


def _csv_maker(column: Column, *, has_codes: bool) -> Memo:
    """Return what makes a cell: no formula, truth in words or as 1 and 0, minutes without zone."""
    make = plain(column, has_codes=has_codes)

    def cell(raw: Any) -> str:
        value = make(raw)
        if isinstance(value, bool):
            return str(int(value)) if has_codes else "是" if value else "否"
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M")
        return quoted(safe(value))

    return Memo(cell)


def json_lines(table: Table, progress: Progress, *, has_codes: bool = False) -> Iterator[bytes]:
    """Yield JSON Lines, an object a row, by the columns' ids."""
    names = [column.id for column in table.columns]
    makers = [
        None if column.kind in NUMBERS else Memo(plain(column, has_codes=has_codes))
        for column in table.columns
    ]
    encoder, count = msgspec.json.Encoder(), 0
    for chunk in table.chunks:
        rows = [dict(zip(names, row, strict=True)) for row in turned(chunk, makers)]
        count += len(rows)
        progress(count)
        yield encoder.encode_lines(rows)
