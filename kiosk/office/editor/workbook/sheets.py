"""Find which section a sheet of a workbook holds, its headings, and what each row says."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from kiosk.errors import Refused
from kiosk.office.editor.sections import SECTIONS, Section
from kiosk.office.editor.workbook.cells import is_blank, shown
from kiosk.office.editor.workbook.columns import ID, PARENT, Column, Key, by_heading, normal
from kiosk.office.editor.workbook.names import squeezed
from kiosk.shell.spreadsheets.sheets import (
    HEADING_WITHIN,
    Row,
    Sheet,
    Value,
    column_letter,
)

ABOUT, LISTS, PROBLEM = "说明", "_名单", "为什么没收"
"""The sheet that explains, the hidden one behind the drop-downs, and the column of reasons."""
EXAMPLE = "示例", "example"
"""What stands for an id in the row that is an example."""
LEAST_LIKE = 0.55
"""How like a heading must be to one that is missing, from 0 to 1, to be taken for it in words."""
_COUNTED = re.compile(r"(?:\(\d+\)|\d+|副本|的副本|-?工作表)$")
HIDDEN_SHEET = (
    "隐藏的工作表，没有读；要读请取消隐藏",
    "a hidden sheet: not read; unhide it to read it",
)
HIDDEN_ROW = (
    "这一行是隐藏的，也读了；不要请删去",
    "a hidden row, which was read too; delete it if it is not meant",
)
UNKNOWN_SHEET = (
    "不认识这张表，没有读；表名要和模板的一样，如“题目”",
    "unknown sheet: not read; name it as the template does, such as 题目",
)
UNKNOWN_COLUMN = "不认识这一列，没有读", "unknown heading: not read"
SECOND_COLUMN = (
    "同样的表头出现了两次，这一列没有读；请删去或改表头",
    "the same heading twice, this column was not read; delete it or rename it",
)
MERGED = (
    "几行合并成了一格；请取消合并，每行各写一个",
    "merged over several rows; take the cells apart and give each row its own",
)
UNCOUNTED = (
    "公式没有保存结果；请在 Excel 或 WPS 里打开并保存，或改成文字",
    "a formula without a stored result; open and save it in Excel or WPS, or write text",
)


@dataclass(frozen=True)
class Remark:
    """One remark on a workbook, with its place: a sheet, a row, a column; empty where all of it."""

    sheet: str
    row: int | None
    column: str
    zh: str
    en: str
    key: Key = ()

    def place(self, language: str) -> str:
        """Return where it is: `题目 第 5 行 C（题干）`."""
        row = (
            ""
            if self.row is None
            else f"第 {self.row} 行"
            if language == "zh"
            else f"row {self.row}"
        )
        return " ".join(filter(None, (self.sheet, row, self.column)))

    def __str__(self) -> str:
        """Return one line for a terminal."""
        place = self.place("zh")
        return f"{place}: {self.zh} / {self.en}" if place else f"{self.zh} / {self.en}"


@dataclass
class SheetRead:
    """A sheet of a section: where its headings are, and in which place each column stands."""

    of: Section
    sheet: Sheet
    heading: int
    places: dict[Key, int]
    columns: list[Column]
    remarks: list[Remark] = field(default_factory=list)

    def label(self, key: Key) -> str:
        """Return a column as people find it: its letter and its heading."""
        named = next((each for each in _columns(self.of) if each.key == key), None)
        words = named.label.zh if named else ""
        if key in self.places:
            return f"{column_letter(self.places[key] + 1)}（{words}）"
        return f"（{words}）" if words else ""

    def cell(self, row: Sequence[Value], key: Key) -> Value:
        """Return what a row holds in a column, None if the sheet has no such column."""
        place = self.places.get(key)
        return row[place] if place is not None and place < len(row) else None

    def rows(self) -> Iterator[tuple[int, list[Value], list[tuple[Key, str, str]]]]:
        """Yield the rows that say anything: number, cells, and what is wrong with cells as such.

        A cell that was merged over several rows speaks for each, where it may.
        """
        merged, places = self._merged(), list(self.places.values())
        width = max(places) + 1
        for number, cells in self.sheet.rows[self.heading + 1 :]:
            row = list(cells) + [None] * (width - len(cells))
            is_empty = all(is_blank(row[place]) for place in places)
            uncounted = self._uncounted(number)
            if (is_empty and not uncounted) or self._is_example(row):
                continue
            faults = [(key, *UNCOUNTED) for key in uncounted]
            for key, first, last, value in merged:
                if first < number <= last:
                    column = next(each for each in self.columns if each.key == key)
                    if column.is_words:
                        faults.append((key, *MERGED))
                    else:
                        row[self.places[key]] = value
            yield number, row, faults

    def _uncounted(self, number: int) -> list[Key]:
        """Return the columns in which a row has a formula without a stored result."""
        if not self.sheet.uncounted:
            return []
        every = self.places.items()
        return [key for key, place in every if (number, place + 1) in self.sheet.uncounted]

    def _merged(self) -> list[tuple[Key, int, int, Value]]:
        """Return the columns, rows and values of cells that were merged over several rows."""
        keys = {place: key for key, place in self.places.items()}
        rows = dict(self.sheet.rows)
        found = []
        for span in self.sheet.spans:
            key = keys.get(span.first_column - 1)
            if key is not None and span.last_row > span.first_row:
                value = self.cell(rows.get(span.first_row, ()), key)
                found.append((key, span.first_row, span.last_row, value))
        return found

    def _is_example(self, row: Sequence[Value]) -> bool:
        return shown(self.cell(row, ID)).strip().casefold() in EXAMPLE

    def is_heading(self, row: Sequence[Value]) -> bool:
        """Return True if a row holds the headings once more."""
        own = by_heading_of(self.of)
        held = (each for each in row if not is_blank(each))
        return all(
            isinstance(each, str) and len(each) < 40 and normal(each) in own for each in held
        )


@cache
def by_heading_of(of: Section) -> dict[str, Column]:
    """Return the columns of a section by their headings."""
    return by_heading(of)


@cache
def _columns(of: Section) -> list[Column]:
    return list(dict.fromkeys(by_heading_of(of).values()))


def count_headings(row: Sequence[object]) -> int:
    """Return how many columns a row heads in the section that it fits best."""
    return max(len(_known(of, row)) for of in SECTIONS.values())


def _known(of: Section, row: Sequence[object]) -> dict[Key, int]:
    """Return the places of the columns that a heading row names."""
    own = by_heading_of(of)
    found: dict[Key, int] = {}
    for place, value in enumerate(row):
        column = own.get(normal(value)) if isinstance(value, str) else None
        if column is not None:
            found.setdefault(column.key, place)
    return found


def find(sheets: Sequence[Sheet], file_name: str) -> tuple[list[SheetRead], list[Remark]]:
    """Return the sheets that hold a section, and remarks on the others. Raises Refused."""
    found, remarks = [], []
    for sheet in sheets:
        if sheet.name in (ABOUT, LISTS):
            continue
        if sheet.is_hidden:
            remarks.append(Remark(sheet.name, None, "", *HIDDEN_SHEET))
            continue
        read = _read_headings(sheet, sheet.name or file_name)
        if read is None:
            remarks.append(Remark(sheet.name, None, "", *UNKNOWN_SHEET))
        else:
            found.append(read)
    if not found:
        raise Refused(
            "没有找到认识的表：表名和表头要和模板一样，如“题目”表里有“题干”一列。"
            "CSV 文件请用表名作文件名，如 题目.csv。",
            "There is no sheet that is known: sheets and headings must be named as in the "
            "template, such as 题干 in the sheet 题目. Name a CSV file like the sheet: 题目.csv.",
        )
    return found, remarks


def _read_headings(sheet: Sheet, name: str) -> SheetRead | None:
    """Return a sheet with its headings, by its name or else by what it heads."""
    of = _section_named(name)
    candidates = [of] if of else list(SECTIONS.values())
    best: tuple[int, int, Section] | None = None
    is_tied = False
    for place, (_, row) in enumerate(sheet.rows[:HEADING_WITHIN]):
        for each in candidates:
            known = _known(each, row)
            count = len(known) if known.keys() - {ID, PARENT} else 0
            if count and (best is None or count > best[0]):
                best, is_tied = (count, place, each), False
            elif best and count == best[0] and each is not best[2]:
                is_tied = True
    if best is None or is_tied:
        return None
    _, place, found = best
    return _with_remarks(sheet, found, place)


def _section_named(name: str) -> Section | None:
    plain = squeezed(name)
    for text in (plain, _COUNTED.sub("", plain)):
        for each in SECTIONS.values():
            if text in (squeezed(each.zh), squeezed(each.en), each.name):
                return each
    return None


def _with_remarks(sheet: Sheet, of: Section, place: int) -> SheetRead:
    """Return a sheet with remarks on columns and rows that are not as they should be."""
    number, row = sheet.rows[place]
    places = _known(of, row)
    own = by_heading_of(of)
    present = [each for each in _columns(of) if each.key in places]
    held = SheetRead(of, sheet, place, places, present)
    missing = [each for each in _columns(of) if each.key not in places]
    for at, value in enumerate(row):
        if is_blank(value) or at in places.values() or normal(value) == normal(PROBLEM):
            continue
        label = f"{column_letter(at + 1)}（{shown(value).strip()[:24]}）"
        if normal(value) in own:
            held.remarks.append(Remark(sheet.name, number, label, *SECOND_COLUMN))
        else:
            zh, en = _closest(value, missing)
            held.remarks.append(Remark(sheet.name, number, label, zh, en))
    data: Sequence[Row] = sheet.rows[place + 1 :]
    for at, _ in data:
        if at in sheet.hidden_rows:
            held.remarks.append(Remark(sheet.name, at, "", *HIDDEN_ROW))
    return held


def _closest(value: Value, missing: Sequence[Column]) -> tuple[str, str]:
    """Return what to say of an unknown heading; which missing column it may be."""
    headings = [each.label.zh for each in missing]
    found = difflib.get_close_matches(shown(value), headings, n=1, cutoff=LEAST_LIKE)
    if not found:
        return UNKNOWN_COLUMN
    return (
        f"{UNKNOWN_COLUMN[0]}；是不是“{found[0]}”？请把表头改回来",
        f"{UNKNOWN_COLUMN[1]}; is it “{found[0]}”? Give the column that heading again",
    )
