"""Make lists of guests for tests, and read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kiosk.booth.checkin.guest_list import reader
from kiosk.booth.checkin.guest_list.reader import GuestList
from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused
from kiosk.shell.spreadsheets.sheets import Sheet, Value

PHONE = "13800000000"
IDENTITY = "330482199001010011"
MANY = 20_000
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
HEADINGS = ["姓名", "电话", "单位", "类别", "人数", "场次", "日期"]


def table(*rows: list[Value], name: str = "", **given: Any) -> Sheet:
    """Make a sheet whose first row is row 1."""
    return Sheet(name, list(enumerate(rows, start=1)), **given)


def read(catalog: Catalog, *rows: list[Value]) -> GuestList:
    """Read rows below the usual headings."""
    return reader.read_list([table(list(HEADINGS), *rows)], catalog)


def one(catalog: Catalog, *cells: Value) -> Guest:
    """Read one row that must be taken."""
    found = read(catalog, list(cells))
    assert [str(each) for each in found.refusals] == []
    [row] = found.rows
    return row.value


def why(catalog: Catalog, *cells: Value) -> list[str]:
    """Return the columns and reasons for which one row is refused."""
    found = read(catalog, list(cells))
    assert found.rows == []
    assert {each.row for each in found.refusals} == {2}
    return [f"{each.column}: {each.zh}" for each in found.refusals]


def book(file: Path, *rows: list[Any], merged: tuple[str, ...] = ()) -> Path:
    """Write an XLSX file as an office program would."""
    held = openpyxl.Workbook()
    sheet = held.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    held.save(file)
    return file


def text(file: Path, content: str, encoding: str = "utf-8") -> Path:
    file.write_bytes(content.encode(encoding))
    return file


def said(file: Path, catalog: Catalog) -> str:
    """Return the sentence with which a whole file is refused."""
    with pytest.raises(Refused) as refused:
        reader.read_file(file, catalog)
    return refused.value.zh
