"""Make workbooks of content for tests, and read them into a manuscript."""

from __future__ import annotations

import copy
import io
from functools import cache
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.content import service as content
from kiosk.office.editor.sections import SECTIONS, Tree, parts, plain
from kiosk.office.editor.workbook import proposal, writing
from kiosk.office.editor.workbook.proposal import Proposal
from kiosk.office.editor.workbook.sheets import Remark, count_headings
from kiosk.shell.spreadsheets.files import read_data

Book = openpyxl.Workbook


@cache
def _bundled() -> tuple[Tree, frozenset[str]]:
    loaded = content.bundled()
    return plain(content.require_whole(loaded)), frozenset(loaded.images)


def bundled() -> Tree:
    """Return the bundled pack as plain data."""
    return copy.deepcopy(_bundled()[0])


def bare() -> Tree:
    """Return the bundled pack with every list of parts emptied."""
    tree = bundled()
    for of in SECTIONS.values():
        if of.is_list and of.within is None:
            parts(tree, of).clear()
    return tree


def pictures() -> frozenset[str]:
    """Return the names of the bundled pictures."""
    return _bundled()[1]


def exported(tree: Tree, *, is_template: bool = False) -> bytes:
    """Return a manuscript as a workbook."""
    file = io.BytesIO()
    writing.write(file, tree, pictures(), is_template=is_template)
    return file.getvalue()


def book_of(tree: Tree | None = None, *, is_template: bool = False) -> Book:
    """Return the workbook of a manuscript, opened to be changed as an editor would."""
    data = exported(tree or bundled(), is_template=is_template)
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Book) -> bytes:
    """Return a workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def place(sheet: Worksheet, heading: str) -> int:
    """Return the number of the column under a heading."""
    found = [cell.column for cell in sheet[1] if str(cell.value).rstrip("*") == heading]
    assert found, (heading, [cell.value for cell in sheet[1]])
    return found[0]


def put(sheet: Worksheet, row: int, **cells: Any) -> None:
    """Write cells of a row by their headings; a heading's middle dot is written as `__`."""
    for heading, value in cells.items():
        sheet.cell(row, place(sheet, heading.replace("__", "·"))).value = value


def add(sheet: Worksheet, **cells: Any) -> int:
    """Add a row like the second, as a new part, with cells of its own; return its number."""
    number = sheet.max_row + 1
    for cell in sheet[2]:
        heading = str(sheet.cell(1, cell.column).value)
        if heading != "编号":
            sheet.cell(number, cell.column).value = cell.value
    put(sheet, number, **cells)
    return number


def read(
    data: bytes | Book, tree: Tree | None = None, *, name: str = "内容", deletes: bool = False
) -> Proposal:
    """Return what a file would change."""
    data = data if isinstance(data, bytes) else saved(data)
    held = copy.deepcopy(tree or bundled())
    sheets = read_data(data, count_headings)
    return proposal.read(sheets, name, held, pictures(), lambda _of: set(), deletes=deletes)


def faults_of(found: Proposal, sheet: str, row: int) -> list[Remark]:
    """Return what is said of a row."""
    return [each for each in found.faults if (each.sheet, each.row) == (sheet, row)]
