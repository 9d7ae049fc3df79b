"""Write workbooks: a template, the present content, and the rows that were refused."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import IO, Any

import xlsxwriter

from kiosk.office.editor.sections import SECTIONS, Section, Spot, Tree, part, parts
from kiosk.office.editor.workbook import conditions, inner_names
from kiosk.office.editor.workbook.columns import ID, PARENT, Column, columns, widths
from kiosk.office.editor.workbook.guide import note, write_guide
from kiosk.office.editor.workbook.names import Names
from kiosk.office.editor.workbook.parts import DANGERS, SHOW_IF, Line
from kiosk.office.editor.workbook.proposal import Proposal
from kiosk.office.editor.workbook.sheets import EXAMPLE, LISTS, PROBLEM, SheetRead
from kiosk.office.editor.workbook.spreading import Cells, spread
from kiosk.shell.spreadsheets.sheets import Value, column_letter

AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
SPARE_ROWS = 1000
"""So many rows below the last one have drop-downs too."""
MOST_LIST = 255
"""Letters of a drop-down's list that stands in the cell itself (Excel's limit)."""
_WIDE, _MIDDLE, _NARROW = 36, 18, 10
FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#dfeafb", "border": 1, "border_color": "#b7c6dd"},
    "must": {"bold": True, "bg_color": "#c7dbf9", "border": 1, "border_color": "#b7c6dd"},
    "grey_head": {"bg_color": "#e4e4e4", "font_color": "#666666", "border": 1},
    "cell": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "number": {"valign": "top"},
    "grey": {"num_format": "@", "font_color": "#8a8a8a", "valign": "top"},
    "example": {"italic": True, "font_color": "#5f6f86", "text_wrap": True, "valign": "top"},
    "fault": {"num_format": "@", "bg_color": "#ffd6d0", "text_wrap": True, "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "fault_day": {"num_format": "yyyy-mm-dd", "bg_color": "#ffd6d0", "valign": "top"},
    "why": {"font_color": "#a3180a", "text_wrap": True, "valign": "top"},
}


def write(file: IO[bytes], tree: Tree, pictures: Collection[str], *, is_template: bool) -> None:
    """Write a manuscript as a workbook, or a template in which each sheet has one example row.

    Sheets of questions and items have one of each kind.
    """
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        writer = _Writer(book, Names(tree), pictures)
        write_guide(book, is_template=is_template)
        for of in SECTIONS.values():
            writer.write(of, tree, is_template=is_template)
        writer.write_lists()


def rows_of(of: Section, tree: Tree, names: Names) -> list[Cells]:
    """Return the rows of a section's sheet."""
    if not of.is_list:
        return [spread(of, part(tree, Spot(of)), "", names)]
    above = parts(tree, SECTIONS[of.within]) if of.within else [{}]
    found = []
    for outer in above:
        every = parts(tree, of, outer.get("id", ""))
        for each in every:
            row = spread(of, each, outer.get("id", ""), names)
            if each.get("show_if"):
                row[SHOW_IF] = conditions.write(each["show_if"], every)
            if each.get("dangers"):
                areas = names.areas.get(each.get("scene") or "", [])
                row[DANGERS] = inner_names.write_areas(each["dangers"], areas)
            found.append(row)
    return found


class _Writer:
    """The sheets of a workbook, with the lists behind their drop-downs."""

    def __init__(self, book: Any, names: Names, pictures: Collection[str]) -> None:
        self._book, self._names = book, names
        self._formats = {name: book.add_format(held) for name, held in FORMATS.items()}
        self._lists: dict[str, list[str]] = {"pictures": sorted(pictures)}

    def write(self, of: Section, tree: Tree, *, is_template: bool) -> None:
        """Write one section."""
        held = _every(of, tree)
        rows = rows_of(of, tree, self._names)
        if is_template:
            chosen = _examples(held)
            held, rows = [held[each] for each in chosen], [rows[each] for each in chosen]
            for row in rows if of.is_list else ():
                row[ID] = EXAMPLE[0]
        sheet = self._book.add_worksheet(of.zh)
        every = columns(of, widths(of, held))
        for place, column in enumerate(every):
            self._write_head(sheet, place, column)
            self._add_list(sheet, place, column, len(rows))
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(every):
                self._write_cell(sheet, number, place, column, row, is_template=is_template)
        sheet.freeze_panes(1, 0)
        sheet.set_comments_author("")

    def _write_head(self, sheet: Any, place: int, column: Column) -> None:
        name = "grey_head" if column.is_id else "must" if column.is_required else "head"
        mark = "*" if column.is_required and not column.is_id else ""
        sheet.write_string(0, place, f"{column.label.zh}{mark}", self._formats[name])
        said = note(column, self._names)
        sheet.write_comment(0, place, said, {"x_scale": 2, "y_scale": 1 + len(said) // 90})
        if column.is_id:
            wide = _NARROW + 4
        elif column.way in ("zh", "en", "condition", "areas"):
            wide = _WIDE if len(column.key) <= 2 and column.key[0] != "short" else _MIDDLE
        else:
            wide = max(_NARROW, 2 * len(column.label.zh) + 4)
        style = (
            None if column.way == "number" else self._formats["grey" if column.is_id else "cell"]
        )
        sheet.set_column(place, place, wide, style)

    def _add_list(self, sheet: Any, place: int, column: Column, rows: int) -> None:
        """Let a column's cells be chosen from a list; other words are taken too, after a hint."""
        source = self._choices(column)
        if source:
            title, words = "不在名单里", "如果是这本工作簿里新加的，就继续；否则请从下拉框里选。"
            if column.way in ("choice", "yes"):
                title, words = "没有这一种", "请从下拉框里选一个。"
            rule = {
                "validate": "list",
                "source": source,
                "error_type": "information" if column.way in ("reference", "parent") else "stop",
                "error_title": title,
                "error_message": words,
            }
            sheet.data_validation(1, place, rows + SPARE_ROWS, place, rule)

    def _choices(self, column: Column) -> list[str] | str | None:
        if column.way == "yes":
            return ["是", "否"]
        if column.way == "choice" and column.field:
            every = [pair.zh for _, pair in column.field.choices]
            return every if len(",".join(every)) <= MOST_LIST else None
        if column.way == "picture":
            return self._range("pictures")
        if column.way == "reference" and column.field:
            return self._range(column.field.refers)
        return self._range(column.label.zh) if column.key == PARENT else None

    def _range(self, name: str) -> str | None:
        """Return where the list of a section's names stands on the hidden sheet."""
        section = next((each for each in SECTIONS.values() if each.zh == name), None)
        key = section.name if section else name
        every = self._lists.setdefault(key, [] if key == "pictures" else self._names.every(key))
        letter = column_letter(list(self._lists).index(key) + 1)
        return f"='{LISTS}'!${letter}$1:${letter}${len(every)}" if every else None

    def write_lists(self) -> None:
        """Write the hidden sheet of the names that drop-downs offer."""
        sheet = self._book.add_worksheet(LISTS)
        for place, every in enumerate(self._lists.values()):
            for number, name in enumerate(every):
                sheet.write_string(number, place, name)
        sheet.very_hidden()

    def _write_cell(
        self, sheet: Any, number: int, place: int, column: Column, row: Cells, *, is_template: bool
    ) -> None:
        value = row.get(column.key)
        if value is None or value == "":
            return
        name = "grey" if column.is_id else "example" if is_template else "cell"
        if isinstance(value, int):
            sheet.write_number(number, place, value, self._formats["number"])
        else:
            sheet.write_string(number, place, str(value), self._formats[name])


def _examples(held: Sequence[Tree]) -> list[int]:
    """Return which parts stand in a template: the first, of questions the first of each kind."""
    first: dict[str, int] = {}
    for number, each in enumerate(held):
        first.setdefault(str(each.get("kind", "")), number)
    return sorted(first.values())


def _every(of: Section, tree: Tree) -> list[Tree]:
    """Return all parts of a section, within whichever part they are."""
    if not of.is_list:
        return [part(tree, Spot(of))]
    above = parts(tree, SECTIONS[of.within]) if of.within else [{}]
    return [each for outer in above for each in parts(tree, of, outer.get("id", ""))]


def write_refused(file: IO[bytes], proposal: Proposal) -> None:
    """Write the refused rows as they came, each cell that is at fault marked, with the reason."""
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        formats = {name: book.add_format(held) for name, held in FORMATS.items()}
        taken: set[str] = set()
        for read in proposal.sheets:
            lines = [each for each in proposal.refused if each.sheet is read]
            if lines:
                sheet = book.add_worksheet(_free_name(read.of.zh, taken))
                _write_refused(sheet, read, lines, formats)


def _free_name(name: str, taken: set[str]) -> str:
    """Return a sheet's name that the reading finds again: 题目, 题目2."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}{number}"
    taken.add(found)
    return found


def _write_refused(
    sheet: Any, read: SheetRead, lines: Sequence[Line], formats: dict[str, Any]
) -> None:
    _, heading = read.sheet.rows[read.heading]
    last = max([len(heading), *(len(each.cells) for each in lines)])
    for place, words in enumerate(heading):
        if words is not None:
            sheet.write_string(0, place, str(words), formats["head"])
    sheet.write_string(0, last, PROBLEM, formats["head"])
    sheet.set_column(0, last - 1, _MIDDLE)
    sheet.set_column(last, last, 2 * _WIDE)
    sheet.freeze_panes(1, 0)
    for number, line in enumerate(lines, start=1):
        at_fault: dict[int, list[str]] = {}
        for each in line.faults:
            at_fault.setdefault(read.places.get(each.key, last), []).append(each.zh)
        for place, value in enumerate(line.cells):
            _write_back(sheet, number, place, value, formats, is_marked=place in at_fault)
        for place, reasons in at_fault.items():
            if place != last:
                sheet.write_comment(number, place, "\n".join(reasons), {"x_scale": 2})
        said = "\n".join(f"{each.column} {each.zh}".strip() for each in line.faults)
        sheet.write_string(number, last, said, formats["why"])


def _write_back(
    sheet: Any, number: int, place: int, value: Value, formats: dict[str, Any], *, is_marked: bool
) -> None:
    """Write a cell as it came, marked if it is at fault."""
    style = formats["fault" if is_marked else "cell"]
    if value is None:
        sheet.write_blank(number, place, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(number, place, value, style)
    elif isinstance(value, (int, float)):
        sheet.write_number(number, place, value, formats["fault"] if is_marked else None)
    elif isinstance(value, str):
        sheet.write_string(number, place, value, style)
    else:
        sheet.write_datetime(number, place, value, formats["fault_day" if is_marked else "day"])
