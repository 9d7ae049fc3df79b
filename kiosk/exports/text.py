"""Write exports as text: CSV that opens in a spreadsheet, and JSON Lines for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from kiosk.exports.cells import Memo, plain, safe, turned
from kiosk.journal.reading import Column, Table

MARK = b"\xef\xbb\xbf"
"""Byte order mark, by which spreadsheets know UTF-8."""
Progress = Callable[[int], None]


def csv_lines(table: Table, progress: Progress, *, has_codes: bool = False) -> Iterator[bytes]:
    """Yield a CSV, a chunk of rows at a time, headed by labels, or by ids where it has codes."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([safe(head(column, has_codes=has_codes)) for column in table.columns])
    yield MARK + file.getvalue().encode()
    makers = [_csv_maker(column, has_codes=has_codes) for column in table.columns]
    count = 0
    for chunk in table.chunks:
        file.seek(0)
        file.truncate()
        writer.writerows(turned(chunk, makers))
        count += len(chunk)
        progress(count)
        yield file.getvalue().encode()


def head(column: Column, *, has_codes: bool) -> str:
    """Return what heads a column."""
    return column.id if has_codes else column.label


def _csv_maker(column: Column, *, has_codes: bool) -> Memo | None:
    """Return what makes a cell: no formula, truth in words or as 1 and 0, minutes without zone."""
    if column.kind == "int":
        return None
    make = plain(column, has_codes=has_codes)

    def cell(raw: Any) -> Any:
        value = make(raw)
        if isinstance(value, bool):
            return int(value) if has_codes else "是" if value else "否"
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M")
        return safe(value)

    return Memo(cell)


def json_lines(table: Table, progress: Progress, *, has_codes: bool = False) -> Iterator[bytes]:
    """Yield JSON Lines, an object a row, by the columns' ids."""
    names = [column.id for column in table.columns]
    makers = [
        None if column.kind == "int" else Memo(plain(column, has_codes=has_codes))
        for column in table.columns
    ]
    encoder, count = msgspec.json.Encoder(), 0
    for chunk in table.chunks:
        rows = [dict(zip(names, row, strict=True)) for row in turned(chunk, makers)]
        count += len(rows)
        progress(count)
        yield encoder.encode_lines(rows)
