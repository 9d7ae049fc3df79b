"""Read a list row by row: each is taken, or refused with the reason, by its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from kiosk.errors import Refused
from kiosk.shell.lists import cells
from kiosk.shell.lists.headings import (
    SHOWN_LETTERS,
    Columns,
    Heading,
    Headings,
    find_headings,
    read_headings,
)
from kiosk.shell.lists.remarks import (
    HIDDEN_SHEET,
    OTHER_TABLE,
    Remark,
    about,
    hidden_parts,
    left_out,
)
from kiosk.shell.spreadsheets.files import read_data, read_sheets
from kiosk.shell.spreadsheets.sheets import (
    HEADING_WITHIN,
    MOST_ROWS,
    Row,
    Sheet,
    Value,
    is_blank,
    too_large,
)
from kiosk.typed_text import one_line

T = TypeVar("T")
Warn = Callable[[str, str, str], None]
"""Warn of a field of the row that is being read: its name, the words in Chinese, in English."""
ReadRow = Callable[[dict[str, Any], Warn], T]
"""Make a row's value of what its cells held, by the fields of the columns that are there.

It raises Refused if the cells do not go together.
"""


@dataclass(frozen=True)
class ListRow(Generic[T]):
    """One row that can be taken: its sheet (empty for CSV), its number there, what it holds."""

    sheet: str
    row: int
    value: T


@dataclass
class RowList(Generic[T]):
    """The rows of a list that can be taken, the faults of the others, and what to know."""

    rows: list[ListRow[T]] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Count the rows that were refused; one may have several faults."""
        return len({(each.sheet, each.row) for each in self.refusals})


def read_list(file: Path | bytes, columns: Columns, read_row: ReadRow[T]) -> RowList[T]:
    """Read a file, or one that was sent.

    Raises Refused if it holds no such list, SetupFailed if it cannot be read.
    """
    if isinstance(file, bytes):
        return read_sheet_rows(read_data(file, columns.count), columns, read_row)
    return read_sheet_rows(read_sheets(file, columns.count), columns, read_row)


def read_sheet_rows(sheets: Sequence[Sheet], columns: Columns, read_row: ReadRow[T]) -> RowList[T]:
    """Read every sheet that has headings. Raises Refused if none has."""
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS + HEADING_WITHIN:
        raise too_large()
    held, has_headings = RowList[T](), False
    for sheet in sheets:
        if sheet.is_hidden:
            held.warnings.append(about(sheet, *HIDDEN_SHEET))
            continue
        found = _place_of_headings(sheet, columns)
        if found is None:
            zh, en = _musts(columns)
            held.warnings.append(
                about(sheet, f"没有{zh}表头，这张表没有读", f"no heading {en}: sheet not read")
            )
            continue
        has_headings = True
        place, headings = found
        rows = sheet.rows[place + 1 :]
        held.warnings.extend(left_out(sheet, headings))
        held.warnings.extend(hidden_parts(sheet, columns, headings, rows))
        _Rows(sheet, columns, headings, read_row, held).read(rows)
    if not has_headings:
        raise _no_list(sheets, columns)
    return held


def _place_of_headings(sheet: Sheet, columns: Columns) -> tuple[int, Headings] | None:
    for place, (_, row) in enumerate(sheet.rows[:HEADING_WITHIN]):
        headings = read_headings(row, columns)
        if headings:
            return place, headings
    return None


def _musts(columns: Columns, but: Iterable[str] = ()) -> tuple[str, str]:
    """Name the columns that must stand, but for some, in both languages."""
    musts = [columns.fields[name] for name in columns.musts if name not in but]
    return "".join(f"“{each.zh}”" for each in musts), ", ".join(f"“{each.en}”" for each in musts)


def _no_list(sheets: Sequence[Sheet], columns: Columns) -> Refused:
    """Return the reason why no list was found in a file."""
    for sheet in sheets:
        if sheet.is_hidden:
            return Refused(
                f"名单在隐藏的工作表“{sheet.name}”里？请取消隐藏，保存后再载入。",
                f"Is the list on the hidden sheet “{sheet.name}”? Unhide it, save, and load it "
                "again.",
            )
    for sheet in sheets:
        for number, row in sheet.rows[:HEADING_WITHIN]:
            found = find_headings(row, columns).fields
            if len(found) > 1:
                zh, en = _musts(columns, but=found)
                return Refused(
                    f"{sheet.name} 第 {number} 行是表头，但还缺{zh}；请补上这一列。".lstrip(),
                    f"{sheet.name} row {number} has headings, but {en} is missing; add that "
                    "column.".lstrip(),
                )
    zh, en = _musts(columns)
    others = [each for each in columns.fields.values() if not each.must_stand]
    more_zh = f"；还可以有{'、'.join(each.zh for each in others)}" if others else ""
    more_en = f"; others may be {', '.join(each.en for each in others)}" if others else ""
    return Refused(
        f"前 {HEADING_WITHIN} 行里没有找到表头：每一列要有表头，必须有{zh}{more_zh}。",
        f"No headings in the first {HEADING_WITHIN} rows: columns must be called {en}{more_en}.",
    )


class _Rows(Generic[T]):
    """The rows of one sheet, some of which depend on others through merged cells."""

    def __init__(
        self,
        sheet: Sheet,
        columns: Columns,
        headings: Headings,
        read_row: ReadRow[T],
        held: RowList[T],
    ) -> None:
        self._sheet, self._columns, self._headings = sheet, columns, headings
        self._read_row, self._held = read_row, held
        self._unread = {each.number for each in headings.never}
        self._fields = {heading.number: name for name, heading in headings.fields.items()}
        self._begins = {
            (span.first_row, span.first_column): span.last_row
            for span in sheet.spans
            if span.last_row > span.first_row
        }
        self._merged: dict[str, tuple[int, Value]] = {}
        self._faults: list[Remark] = []
        self._has_ended = False

    def read(self, rows: Sequence[Row]) -> None:
        """Take or refuse each row in which any known column says something."""
        for number, row in rows:
            values = {
                name: row[column - 1] if column <= len(row) else None
                for column, name in self._fields.items()
            }
            is_empty = all(is_blank(value) for value in values.values()) and not any(
                (number, column) in self._sheet.uncounted for column in self._fields
            )
            self._faults = []
            self._spread(number, values, is_empty=is_empty)
            if not is_empty and not self._has_ended:
                self._take(number, row, values)

    def _spread(self, number: int, values: dict[str, Value], *, is_empty: bool) -> None:
        """Let a merged cell speak for each of its rows, or refuse where it must not."""
        for name, heading in self._named():
            last = self._begins.get((number, heading.number))
            if last:
                self._merged[name] = last, values[name]
            last, value = self._merged.get(name, (0, None))
            if number > last:
                continue
            if self._columns.fields[name].is_shared:
                values[name] = value
            elif not is_empty:
                zh = "几行合并成了一格；请取消合并，每行各写一个"
                self._fault(number, heading, zh, "merged over several rows; give each row its own")

    def _remark(self, number: int, heading: Heading | None, zh: str, en: str) -> Remark:
        return Remark(self._sheet.name, number, str(heading or ""), zh, en)

    def _fault(self, number: int, heading: Heading | None, zh: str, en: str) -> None:
        self._faults.append(self._remark(number, heading, zh.rstrip("。"), en.rstrip(".")))

    def _take(self, number: int, row: Sequence[Value], values: dict[str, Value]) -> None:
        self._check_cells(number, row)
        if all(_is_heading(values[name], each) for name, each in self._named()):
            heading = self._headings.fields[self._columns.musts[0]]
            self._fault(number, heading, "又是一行表头", "the headings once more")
        elif self._is_other_table(row):
            self._has_ended = True
            self._faults = [self._remark(number, None, *OTHER_TABLE)]
        else:
            self._take_read(number, self._read_cells(number, values))
        self._held.refusals.extend(self._faults)

    def _read_cells(self, number: int, values: dict[str, Value]) -> dict[str, Any]:
        """Return what the cells of a row hold, each of which may be a fault."""
        read: dict[str, Any] = {}
        faulty = {fault.column for fault in self._faults}
        for name, heading in self._named():
            if str(heading) in faulty:
                continue
            try:
                read[name] = self._columns.fields[name].read(values[name])
            except Refused as refused:
                self._fault(number, heading, refused.zh, refused.en)
        return read

    def _take_read(self, number: int, read: dict[str, Any]) -> None:
        """Take a row without faults, unless its cells do not go together."""
        if self._faults:
            return
        warnings: list[Remark] = []

        def warn(name: str, zh: str, en: str) -> None:
            warnings.append(self._remark(number, self._headings.fields.get(name), zh, en))

        try:
            value = self._read_row(read, warn)
        except Refused as refused:
            self._fault(number, None, refused.zh, refused.en)
            return
        self._held.rows.append(ListRow(self._sheet.name, number, value))
        self._held.warnings.extend(warnings)

    def _is_other_table(self, row: Sequence[Value]) -> bool:
        """Return True if a row holds the headings of a table whose columns are others."""
        return self._columns.count(row) > 1

    def _check_cells(self, number: int, row: Sequence[Value]) -> None:
        """Refuse what no cell may hold, in columns that are not read too."""
        for column in range(1, max(len(row), *self._fields) + 1):
            if column in self._unread:
                continue
            value = row[column - 1] if column <= len(row) else None
            heading = self._heading(column)
            if column in self._fields and (number, column) in self._sheet.uncounted:
                zh = "公式没有保存结果；请在 Excel 里打开并保存，或改成文字"
                en = "a formula without a stored result; open and save it in Excel, or write text"
                self._fault(number, heading, zh, en)
                continue
            try:
                cells.refuse_unfit(cells.text_of(value), is_read=column in self._fields)
            except Refused as refused:
                self._fault(number, heading, refused.zh, refused.en)

    def _named(self) -> Iterable[tuple[str, Heading]]:
        return self._headings.fields.items()

    def _heading(self, column: int) -> Heading:
        name = self._fields.get(column)
        return self._headings.fields[name] if name else Heading(column, "")


def _is_heading(value: Value, heading: Heading) -> bool:
    return one_line(cells.text_of(value))[:SHOWN_LETTERS] == heading.words
