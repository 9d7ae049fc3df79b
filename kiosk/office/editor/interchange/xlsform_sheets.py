"""The sheets of an XLSForm: its columns by the names that the standard has for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk import typed_text
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.pair import Pair
from kiosk.shell.spreadsheets.files import read_data
from kiosk.shell.spreadsheets.sheets import Sheet, Value

NAMES = ("survey", "choices", "settings")
ALIASES = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "bind:relevant": "relevant",
    "list name": "list_name",
    "calculate": "calculation",
    "set form title": "form_title",
    "set_form_title": "form_title",
    "title": "form_title",
    "set form id": "form_id",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
"""Other words that the standard takes for a column."""
MEDIA = {"media", "image", "big-image", "audio", "video"}
LANGUAGE = re.compile(r"\s*::?\s*")
CHINESE = re.compile(r"中文|汉语|简体|繁體|chinese|\(zh|^zh\b|^cn\b", re.IGNORECASE)
ENGLISH = re.compile(r"英文|英语|english|\(en|^en\b", re.IGNORECASE)


@dataclass
class Table:
    """One sheet. `columns` leads from a name to its place, `labels` from a language.

    `default` is the language of a form that has neither Chinese nor English.
    """

    name: str
    columns: dict[str, int]
    labels: dict[str, int]
    media: list[int]
    lines: list[Line] = field(default_factory=list)
    default: str = ""


@dataclass
class Line:
    """One row of a sheet."""

    table: Table
    number: int
    cells: Sequence[Value]

    @property
    def place(self) -> Pair:
        """Return where the row stands."""
        where = self.table.name
        return Pair(f"{where} 第 {self.number} 行", f"{where} row {self.number}")

    def has(self, column: str) -> bool:
        """Return True if the sheet has a column."""
        return column in self.table.columns

    def get(self, column: str) -> str:
        """Return a cell, empty if the sheet does not have its column."""
        return self._at(self.table.columns.get(column))

    def _at(self, place: int | None) -> str:
        value = self.cells[place] if place is not None and place < len(self.cells) else None
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else typed_text.one_line(str(value))

    def labels(self) -> tuple[str, str]:
        """Return the label in Chinese, or in the form's own language, and in English."""
        by_language = {name: self._at(place) for name, place in self.table.labels.items()}
        zh = next((each for name, each in by_language.items() if CHINESE.search(name)), "")
        en = next((each for name, each in by_language.items() if ENGLISH.search(name)), "")
        own = by_language.get(self.table.default) or by_language.get("")
        return zh or own or en or next(filter(None, by_language.values()), ""), en

    @property
    def has_media(self) -> bool:
        """Return True if the row shows a picture or plays sound."""
        return any(self._at(place) for place in self.table.media)


def tables(data: bytes, remarks: Remarks) -> dict[str, Table]:
    """Return the sheets of a form by name. Raises Refused if the file is no workbook."""
    found: dict[str, Table] = {}
    for sheet in read_data(data, lambda cells: sum(each == "type" for each in cells)):
        name = sheet.name.strip().lower()
        if name not in NAMES:
            continue
        if sheet.is_hidden:
            reason = Pair("工作表是隐藏的，没有读", "the sheet is hidden and was not read")
            remedy = Pair("取消隐藏再导入。", "Show it, then import again.")
            remarks.refuse(Pair(sheet.name, sheet.name), reason, remedy)
        elif sheet.rows:
            found[name] = _table(name, sheet)
    return found


def _table(name: str, sheet: Sheet) -> Table:
    """Read a sheet's headings, then its rows."""
    table = Table(name, {}, {}, [])
    for place, cell in enumerate(sheet.rows[0][1]):
        said = typed_text.one_line(str(cell)) if cell is not None else ""
        base, _, language = LANGUAGE.sub("\n", said, count=1).partition("\n")
        base = base.strip().lower()
        base = ALIASES.get(said.lower(), ALIASES.get(base, base))
        if base == "label":
            table.labels.setdefault(language.strip(), place)
        elif base in MEDIA:
            table.media.append(place)
        elif base:
            table.columns.setdefault(base, place)
    table.lines = [Line(table, number, cells) for number, cells in sheet.rows[1:]]
    return table
