"""Remarks on a list: what was refused, left out, or read though nobody sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.shell.lists.headings import Columns, Heading, Headings
from kiosk.shell.spreadsheets.sheets import Row, Sheet, is_blank, runs

NEVER_READ = (
    "证件号这一列没有读，也不会保存；请从名单里删去",
    "identity numbers are never read or kept; please delete the column",
)
HIDDEN_SHEET = (
    "隐藏的工作表，没有读；要读请取消隐藏",
    "a hidden sheet: not read; unhide it to read it",
)
HIDDEN_ROW = (
    "这一行是隐藏的，也读了；不要请删去",
    "a hidden row, which was read too; delete it if it is not meant",
)
HIDDEN_COLUMN = (
    "这一列是隐藏的，也读了；不要请删去",
    "a hidden column, which was read too; delete it if it is not meant",
)
OTHER_TABLE = (
    "从这一行起是另一张表，没有读；请放到另一个工作表",
    "another table begins here and was not read; put it into a sheet of its own",
)
SECOND_COLUMN = "同样内容的第二列，没有读", "a second column of its kind: not read"
UNKNOWN_COLUMN = "不认识这一列，没有读", "unknown heading: not read"


@dataclass(frozen=True)
class Remark:
    """One remark on a list, with its place: a sheet (empty for CSV), a row, a column.

    No personal data stand in it.
    """

    sheet: str
    row: int | None
    column: str
    zh: str
    en: str

    def __str__(self) -> str:
        """Return one line for a terminal."""
        zh, en = self.sheet, self.sheet
        if self.row is not None:
            zh, en = f"{zh} 第 {self.row} 行", f"{en} row {self.row}"
        if self.column:
            zh, en = f"{zh} {self.column}", f"{en} {self.column.split('（')[0]}"
        place_zh, place_en = (f"{each.strip()}: " if each.strip() else "" for each in (zh, en))
        return f"{place_zh}{self.zh} / {place_en}{self.en}"


def about(sheet: Sheet, zh: str, en: str, heading: Heading | None = None) -> Remark:
    """Make a remark on a sheet, or on one of its columns."""
    return Remark(sheet.name, None, str(heading or ""), zh, en)


def hidden_parts(
    sheet: Sheet, columns: Columns, headings: Headings, rows: Sequence[Row]
) -> list[Remark]:
    """Name what is read though a filter, somebody's hand or white ink hides it."""
    numbers = [number for number, cells in rows if any(not is_blank(cell) for cell in cells)]
    rows_hidden = [number for number in numbers if number in sheet.hidden_rows]
    hidden = [each for each in headings.fields.values() if each.number in sheet.hidden_columns]
    return [
        *(about(sheet, *HIDDEN_COLUMN, each) for each in hidden),
        *_about_rows(sheet, rows_hidden, *HIDDEN_ROW),
        *_unseen(sheet, columns, headings, numbers),
    ]


def _unseen(
    sheet: Sheet, columns: Columns, headings: Headings, numbers: Sequence[int]
) -> Iterator[Remark]:
    """Name cells in white letters and the like, of the columns that must stand."""
    for name in columns.musts:
        column, place = columns.fields[name], headings.fields[name].number
        yield from _about_rows(
            sheet,
            [number for number in numbers if (number, place) in sheet.unseen],
            f"{column.zh}看不见（白字等），也读了；不要请删去",
            f"a {column.en} that nobody can see, in white letters say, read too; delete it if it "
            "is not meant",
        )


def _about_rows(sheet: Sheet, numbers: Sequence[int], zh: str, en: str) -> list[Remark]:
    """Return one remark on some rows, however many: a filter may hide thousands."""
    if len(numbers) < 2:
        return [Remark(sheet.name, number, "", zh, en) for number in numbers]
    return [about(sheet, f"第 {runs(numbers)} 行：{zh}", f"rows {runs(numbers)}: {en}")]


def left_out(sheet: Sheet, headings: Headings) -> list[Remark]:
    """Name the columns that are not read, from left to right."""
    left: list[tuple[Heading, str, str]] = [
        *((each, *NEVER_READ) for each in headings.never),
        *((each, *SECOND_COLUMN) for each in headings.again),
        *((each, *UNKNOWN_COLUMN) for each in headings.unknown),
    ]
    left.sort(key=lambda each: each[0].number)
    return [about(sheet, zh, en, heading) for heading, zh, en in left]
