"""Read the sheets of an XLSX file, without holding more of it than its rows."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple

from kiosk.booth.checkin.guest_list.sheets import MOST_COLUMNS, Row, Sheet, Span, kept, too_large
from kiosk.errors import Refused

MOST_UNPACKED = 400_000_000
"""Bytes of all parts of a book; a file that unpacks to more is no list of guests."""
BOOK = "xl/workbook.xml"
LAST_ROW = 1 << 20
"""What a spreadsheet can have at most."""
BLOCK = 1 << 16


def read_sheets(data: bytes) -> list[Sheet]:
    """Return the sheets that hold anything. Raises Refused if the file is not a sound XLSX."""
    _refuse_other_zips(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Of drawings and rules that a list does not need.
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                sheets = [_sheet(each) for each in book.worksheets]
            finally:
                book.close()
    except Refused:
        raise
    except Exception as error:  # A damaged book fails in any of a hundred ways.
        raise _damaged() from error
    return [each for each in sheets if each.rows]


def _refuse_other_zips(data: bytes) -> None:
    try:
        with ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            names = set(parts.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _damaged() from error
    if unpacked > MOST_UNPACKED:
        raise too_large()
    if BOOK not in names:
        raise Refused(
            "这不是 .xlsx 表格；请在 Excel 或 WPS 里另存为 .xlsx 再载入。",
            "This is no .xlsx table; save it as .xlsx in Excel or WPS, and load that.",
        )


def _damaged() -> Refused:
    return Refused(
        "这个 .xlsx 文件损坏了；请在 Excel 或 WPS 里打开，另存一份再载入。",
        "This .xlsx file is damaged; open it in Excel or WPS, save it anew, and load that.",
    )


def _sheet(sheet: Any) -> Sheet:
    """Read one sheet: what only its XML tells, then its rows."""
    sheet.reset_dimensions()  # Some programs write wrong ones, which would cut the list.
    markup = _Markup()
    with sheet._get_source() as source:
        markup.read(source)
    rows = kept(_rows(sheet), {row for row, _ in markup.uncounted})
    return Sheet(sheet.title, rows, markup.spans, frozenset(markup.uncounted))


def _rows(sheet: Any) -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > LAST_ROW:
            raise too_large()
        yield number, cells[:MOST_COLUMNS]


class _Markup:
    """The merged cells of a sheet's XML, and the formulas whose result was never stored."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.uncounted: list[tuple[int, int]] = []
        self._place, self._is_text = "", False
        self._has_formula = self._is_in_value = self._has_value = False

    def read(self, source: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        while block := source.read(BLOCK):
            parser.Parse(block)
        parser.Parse(b"", True)

    def _start(self, name: str, held: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "c":
                self._place, self._is_text = held.get("r", ""), held.get("t") == "str"
                self._has_formula = self._has_value = False
            case "f":
                self._has_formula = True
            case "v":
                self._is_in_value = True
            case "mergeCell":
                first, _, last = held["ref"].partition(":")
                (top, left), (bottom, right) = map(coordinate_to_tuple, (first, last or first))
                self.spans.append(Span(top, bottom, left, right))

    def _text(self, _text: str) -> None:
        if self._is_in_value:
            self._has_value = True

    def _end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "v":
                self._is_in_value = False
            case "c":
                is_counted = not self._has_formula or self._has_value or self._is_text
                if not is_counted and self._place:
                    self.uncounted.append(coordinate_to_tuple(self._place))
