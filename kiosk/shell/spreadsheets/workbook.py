"""Read the sheets of an XLSX file, without holding more of it than its rows."""

from __future__ import annotations

import io
import shutil
import warnings
from collections.abc import Collection, Container, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

from kiosk.errors import Refused
from kiosk.shell.spreadsheets.elements import MAIN, SHEET, TEXTS
from kiosk.shell.spreadsheets.sheet_rows import SheetRows
from kiosk.shell.spreadsheets.sheets import Sheet, kept, too_large
from kiosk.shell.spreadsheets.texts import read_texts
from kiosk.shell.spreadsheets.weight import weigh

MOST_UNPACKED = 200_000_000
"""Bytes of all parts of a book; a file that unpacks to more is no list of guests."""
MOST_PARTS = 2000
"""Parts of a book."""
EMPTY = {
    SHEET: f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>',
    TEXTS: f'<sst xmlns="{MAIN}"/>',
}
"""What openpyxl reads in the place of the large parts, by their roots."""
STRICT = "http://purl.oclc.org/ooxml/"
BOOK = "workbook"
"""The root of the part that lists the sheets; its file may have any name."""
_WHITE = ("FFFFFFFF", "00FFFFFF")
_BACKGROUND = 0
"""The colour of a theme that is the paper's."""
_NOTHING = ";;;"
"""The number format that shows nothing."""


def read_sheets(data: bytes) -> list[Sheet]:
    """Return the sheets that hold anything. Raises Refused if the file is not a sound XLSX."""
    try:
        with ZipFile(io.BytesIO(data)) as parts, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Of drawings and rules that nobody reads here.
            frame, texts = _frame(parts)
            book = openpyxl.load_workbook(frame, read_only=True, data_only=True)
            unseen = _unseen_styles(book)
            sheets = [_sheet(each, parts, texts, unseen) for each in book.worksheets]
    except Refused:
        raise
    except Exception as error:  # A damaged book fails in any of a hundred ways.
        raise _damaged() from error
    return [each for each in sheets if each.rows or each.is_hidden]


def _frame(parts: ZipFile) -> tuple[io.BytesIO, list[str]]:
    """Return a workbook without its rows and texts, for openpyxl, and the texts.

    Every part is weighed before anything reads it: here, or while its rows or texts are read.
    Raises Refused for what is no list of guests.
    """
    names = set(parts.namelist())
    unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > MOST_UNPACKED or len(names) > MOST_PARTS:
        raise too_large()
    with_roots = {name: _root(parts, name) for name in names}
    _refuse_others(with_roots.values())
    held = io.BytesIO()
    texts: list[str] = []
    with ZipFile(held, "w", ZIP_DEFLATED) as frame:
        for name, root in with_roots.items():
            if root in EMPTY:
                frame.writestr(name, EMPTY[root])
            elif root:
                with parts.open(name) as source, frame.open(name, "w") as target:
                    shutil.copyfileobj(source, target)
            if root == TEXTS:
                if texts:
                    raise _damaged()  # Nobody could tell to which of two the cells refer.
                with parts.open(name) as source:
                    texts = read_texts(source)
    return held, texts


def _root(parts: ZipFile, name: str) -> str:
    with parts.open(name) as source:
        return weigh(source, EMPTY)


def _refuse_others(roots: Collection[str]) -> None:
    """Raise Refused, with the way out, for a file that is no workbook of the usual kind."""
    if not any(root.endswith(f" {BOOK}") for root in roots):
        raise Refused(
            "这不是 .xlsx 表格；请在 Excel 或 WPS 里另存为 .xlsx 再载入。",
            "This is no .xlsx table; save it as .xlsx in Excel or WPS, and load that.",
        )
    if any(root.startswith(STRICT) for root in roots):
        raise Refused(
            "这是“严格 Open XML”表格；请在 Excel 里另存为普通的“Excel 工作簿（.xlsx）”再载入。",
            "This is a “Strict Open XML” table; in Excel, save it as an ordinary “Excel workbook "
            "(.xlsx)” and load that.",
        )


def _unseen_styles(book: Any) -> frozenset[int]:
    """Return the styles in which nobody sees a cell: white on white paper, or shown as nothing."""
    formats = {164 + place: code for place, code in enumerate(book._number_formats)}
    return frozenset(
        number
        for number, style in enumerate(book._cell_styles)
        if formats.get(style.numFmtId) == _NOTHING
        or (_is_white(book._fonts[style.fontId]) and not book._fills[style.fillId].fill_type)
    )


def _is_white(font: Any) -> bool:
    colour = font.color
    if colour is None:
        return False
    if colour.type == "theme":
        return bool(colour.theme == _BACKGROUND and not colour.tint)
    return colour.type == "rgb" and colour.rgb in _WHITE


def _damaged() -> Refused:
    return Refused(
        "这个 .xlsx 文件损坏了；请在 Excel 或 WPS 里打开，另存一份再载入。",
        "This .xlsx file is damaged; open it in Excel or WPS, save it anew, and load that.",
    )


def _sheet(sheet: Any, parts: ZipFile, texts: Sequence[str], unseen: Container[int]) -> Sheet:
    """Read one sheet, unless it is hidden."""
    if sheet.sheet_state != "visible":
        return Sheet(sheet.title, [], is_hidden=True)
    found = SheetRows(sheet.parent, texts, unseen)
    with parts.open(sheet._worksheet_path) as source:
        rows = kept(found.read(source), found.uncounted_rows)
    return Sheet(
        sheet.title,
        rows,
        found.spans,
        frozenset(found.uncounted),
        hidden_rows=frozenset(found.hidden_rows),
        hidden_columns=frozenset(found.hidden_columns),
        unseen=frozenset(found.unseen),
    )
