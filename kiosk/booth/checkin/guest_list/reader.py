"""Read a list of invited guests: each row is taken, or refused with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.booth.checkin.guest_list import cells
from kiosk.booth.checkin.guest_list.columns import (
    SAME_FOR_SEVERAL,
    SHOWN_LETTERS,
    Heading,
    Headings,
    count_headings,
    read_headings,
)
from kiosk.booth.checkin.guest_list.remarks import (
    HIDDEN_SHEET,
    OTHER_TABLE,
    OUTSIDE,
    Remark,
    about,
    hidden_parts,
    left_out,
)
from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused
from kiosk.shell.spreadsheets.files import read_sheets
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

Reader = Callable[[Value, Catalog], Any]
READERS: dict[str, Reader] = {
    "name": lambda value, _: cells.name(value),
    "phone": lambda value, _: cells.phone(value),
    "organisation": lambda value, _: cells.organisation(value),
    "kind": cells.kind,
    "people": lambda value, _: cells.people(value),
    "slot": cells.slot,
    "day": cells.day,
}


@dataclass(frozen=True)
class Invited:
    """One row that can be taken."""

    sheet: str
    row: int
    guest: Guest


@dataclass
class GuestList:
    """The rows of a list that can be taken, the faults of the others, and what to know."""

    rows: list[Invited] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Count the rows that were refused; one may have several faults."""
        return len({(each.sheet, each.row) for each in self.refusals})


def read_file(file: Path, catalog: Catalog) -> GuestList:
    """Read a file. Raises Refused if it holds no list, SetupFailed if it cannot be read."""
    return read_list(read_sheets(file, count_headings), catalog)


def read_list(sheets: Sequence[Sheet], catalog: Catalog) -> GuestList:
    """Read every sheet that has headings. Raises Refused if none has."""
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS + HEADING_WITHIN:
        raise too_large()
    held, has_headings = GuestList(), False
    hidden: list[str] = []
    for sheet in sheets:
        if sheet.is_hidden:
            held.warnings.append(about(sheet, *HIDDEN_SHEET))
            hidden.append(sheet.name)
            continue
        found = _find_headings(sheet)
        if found is None:
            held.warnings.append(
                about(sheet, "没有“姓名”表头，这张表没有读", "no heading “name”: sheet not read")
            )
            continue
        has_headings = True
        place, headings = found
        held.warnings.extend(left_out(sheet, headings))
        held.warnings.extend(hidden_parts(sheet, headings, sheet.rows[place + 1 :]))
        _Rows(sheet, headings, catalog, held).read(sheet.rows[place + 1 :])
    if not has_headings and hidden:
        raise Refused(
            f"名单在隐藏的工作表“{hidden[0]}”里？请取消隐藏，保存后再载入。",
            f"Is the list on the hidden sheet “{hidden[0]}”? Unhide it, save, and load it again.",
        )
    if not has_headings:
        raise Refused(
            f"前 {HEADING_WITHIN} 行里没有找到表头：要有一列叫“姓名”；还可以有电话、单位、类别、"
            "人数、场次、日期。",
            f"No headings in the first {HEADING_WITHIN} rows: one column must be called “name”; "
            "others may be phone, organisation, kind, people, slot, day.",
        )
    return held


def _find_headings(sheet: Sheet) -> tuple[int, Headings] | None:
    for place, (_, row) in enumerate(sheet.rows[:HEADING_WITHIN]):
        headings = read_headings(row)
        if headings:
            return place, headings
    return None


class _Rows:
    """The rows of one sheet, some of which depend on others through merged cells."""

    def __init__(self, sheet: Sheet, headings: Headings, catalog: Catalog, held: GuestList) -> None:
        self._sheet, self._headings = sheet, headings
        self._catalog, self._held = catalog, held
        self._unread = {each.number for each in headings.identity}
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
            if name in SAME_FOR_SEVERAL:
                values[name] = value
            elif not is_empty:
                zh = "几行合并成了一格；请取消合并，每行各写一个"
                self._fault(number, heading, zh, "merged over several rows; give each row its own")

    def _fault(self, number: int, heading: Heading, zh: str, en: str) -> None:
        self._faults.append(Remark(self._sheet.name, number, str(heading), zh, en))

    def _take(self, number: int, row: Sequence[Value], values: dict[str, Value]) -> None:
        self._check_cells(number, row)
        if all(_is_heading(values[name], each) for name, each in self._named()):
            heading = self._headings.fields["name"]
            self._fault(number, heading, "又是一行表头", "the headings once more")
            self._held.refusals.extend(self._faults)
            return
        if self._is_other_table(row):
            self._has_ended = True
            self._held.refusals.append(Remark(self._sheet.name, number, "", *OTHER_TABLE))
            return
        read: dict[str, Any] = {}
        faulty = {fault.column for fault in self._faults}
        for name, heading in self._named():
            if str(heading) in faulty:
                continue
            try:
                read[name] = READERS[name](values[name], self._catalog)
            except Refused as refused:
                self._fault(number, heading, refused.zh.rstrip("。"), refused.en.rstrip("."))
        if self._faults:
            self._held.refusals.extend(self._faults)
        else:
            self._held.rows.append(Invited(self._sheet.name, number, Guest(**read)))
            self._warn_of_day(number, read.get("day"))

    def _is_other_table(self, row: Sequence[Value]) -> bool:
        """Return True if a row holds the headings of a table whose columns are others."""
        found = read_headings(row)
        return found is not None and len(found.fields) > 1

    def _warn_of_day(self, number: int, day: str | None) -> None:
        event = self._catalog.pack.event
        if day and event.starts_on and not event.starts_on <= day <= (event.ends_on or day):
            heading = str(self._headings.fields["day"])
            self._held.warnings.append(Remark(self._sheet.name, number, heading, *OUTSIDE))

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
