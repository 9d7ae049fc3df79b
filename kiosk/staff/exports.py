"""Write exports: CSV and XLSX that open in a spreadsheet, and JSON Lines for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import IO, Any

import msgspec
import xlsxwriter
from sqlalchemy import Connection

from kiosk.checkin import report as checkin
from kiosk.content.known import labels
from kiosk.errors import Refused, Unknown
from kiosk.feedback import report as feedback
from kiosk.journal.reading import Filters, Opener, Table
from kiosk.quiz import report as quiz
from kiosk.survey import report as survey

KINDS = {
    "quiz": ("答题", "Quizzes"),
    "survey": ("问卷", "Surveys"),
    "rating": ("一键评价", "One-tap rating"),
    "feedback": ("意见建议", "Feedback"),
    "visit": ("参观登记", "Visits"),
}
SEALED_KINDS = ("survey", "feedback", "visit")
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would take a text that begins so for a formula (OWASP, CSV injection)."""
MOST_XLSX_ROWS = 1_048_575
WIDEST = 48


def open_table(tx: Connection, kind: str, filters: Filters, opener: Opener | None) -> Table:
    """Return the table of one kind of record. Raises Unknown; Refused where nothing is sealed."""
    if kind not in KINDS:
        raise Unknown(
            f"没有 {kind} 这一类；可选：{'、'.join(KINDS)}。",
            f"There is no kind {kind}; choose from {', '.join(KINDS)}.",
        )
    if opener and kind not in SEALED_KINDS:
        raise Refused("这一类没有密封内容。", "This kind holds nothing sealed.")
    names = labels(tx)
    if opener and opener.event is not None:
        filters = replace(filters, event=opener.event)  # each event has a desk key of its own
    if kind == "quiz":
        return quiz.table(tx, filters, names)
    if kind == "rating":
        return survey.rating_table(tx, filters, names)
    if kind == "survey":
        return survey.survey_table(tx, filters, names, opener)
    if kind == "visit":
        return checkin.table(tx, filters, names, opener)
    return feedback.table(tx, filters, names, opener)


def watched(table: Table, progress: Callable[[int], None]) -> Table:
    """Let `progress` take the count of rows as they are written."""

    def rows() -> Iterator[tuple[Any, ...]]:
        for count, row in enumerate(table.rows, start=1):
            progress(count)
            yield row

    return replace(table, rows=rows())


def write(table: Table, form: str, file: IO[bytes]) -> None:
    """Write `table` to `file` as `csv`, `xlsx` or `jsonl`."""
    {"csv": _write_csv, "xlsx": _write_xlsx, "jsonl": _write_jsonl}[form](table, file)


def chunks(table: Table, form: str) -> Iterator[bytes]:
    """Yield an export as it is made; XLSX comes whole, since a zip ends with its index."""
    if form == "xlsx":
        file = io.BytesIO()
        _write_xlsx(table, file)
        yield file.getvalue()
        return
    make = _csv_lines if form == "csv" else _json_lines
    yield from make(table)


def _write_csv(table: Table, file: IO[bytes]) -> None:
    file.writelines(_csv_lines(table))


def _csv_lines(table: Table) -> Iterator[bytes]:
    """Yield lines with a byte order mark, by which spreadsheets know UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    yield b"\xef\xbb\xbf"
    writer.writerow([column.label for column in table.columns])
    for row in table.rows:
        writer.writerow([safe(cell) for cell in row])
        if text.tell() > 64 * 1024:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def safe(cell: Any) -> Any:
    """Return a cell as CSV holds it: no formula, booleans in words, minutes without zone."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def _write_jsonl(table: Table, file: IO[bytes]) -> None:
    file.writelines(_json_lines(table))


def _json_lines(table: Table) -> Iterator[bytes]:
    names = [column.id for column in table.columns]
    for row in table.rows:
        yield msgspec.json.encode(dict(zip(names, row, strict=True))) + b"\n"


def _write_xlsx(table: Table, file: IO[bytes]) -> None:
    """Write real dates and numbers, a frozen header with filters, and no formula ever."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#dfeafb", "text_wrap": True})
        minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet, used, part = None, 0, 0
        for row in table.rows:
            if sheet is None or used == MOST_XLSX_ROWS:
                part, used = part + 1, 0
                sheet = _new_sheet(book, table, head, part)
            used += 1
            _write_row(sheet, used, row, minute)
        if sheet is None:
            _new_sheet(book, table, head, 1)


def _new_sheet(book: Any, table: Table, head: Any, part: int) -> Any:
    name = KINDS[table.name][0]
    sheet = book.add_worksheet(name if part == 1 else f"{name} {part}")
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, min(WIDEST, max(10, 2 * len(column.label) + 2)))
        sheet.write_string(0, place, column.label, head)
    sheet.autofilter(0, 0, min(table.count, MOST_XLSX_ROWS), len(table.columns) - 1)
    return sheet


def _write_row(sheet: Any, place: int, row: tuple[Any, ...], minute: Any) -> None:
    for column, cell in enumerate(row):
        if cell is None:
            continue
        if isinstance(cell, datetime):
            sheet.write_datetime(place, column, cell, minute)
        elif isinstance(cell, bool):
            sheet.write_string(place, column, "是" if cell else "否")
        elif isinstance(cell, int):
            sheet.write_number(place, column, cell)
        else:
            sheet.write_string(place, column, str(cell))


def file_name(kind: str, form: str, moment: datetime) -> str:
    """Return a name that sorts and says what is inside."""
    return f"{kind}-{moment:%Y%m%d-%H%M}.{form}"
