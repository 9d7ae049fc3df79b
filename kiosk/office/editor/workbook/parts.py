"""Read the rows of a section's sheets into parts, each with what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.content import shape
from kiosk.content.yaml_tree import Path
from kiosk.errors import Refused
from kiosk.journal.records import canonical
from kiosk.office.editor import forms
from kiosk.office.editor.fields import APART
from kiosk.office.editor.sections import SECTIONS, Section, Spot, Tree, ids, part, parts
from kiosk.office.editor.workbook import cells, conditions, inner_names
from kiosk.office.editor.workbook.columns import ID, PARENT, Key, column_of
from kiosk.office.editor.workbook.guide import how
from kiosk.office.editor.workbook.names import Names
from kiosk.office.editor.workbook.rows import MISSING, Gatherer
from kiosk.office.editor.workbook.sheets import Remark, SheetRead
from kiosk.shell.spreadsheets.sheets import Value

Used = Callable[[Section], set[str]]
"""Return the ids that a section's parts ever had, so that no new part gets one of them."""
SHOW_IF: Key = ("show_if",)
DANGERS: Key = ("dangers",)
REPLIES: Key = ("replies",)
HEADING_AGAIN = "又是一行表头；请删去这一行", "the headings once more; delete this row"
ONE_ROW = "这张表只能有一行；请删去多的", "this sheet has one row only; delete the others"


@dataclass
class Line:
    """One row of a sheet, and the part that it makes.

    `held` is the part so far, None for a new one; `former_parent` what it was within.
    """

    sheet: SheetRead
    number: int
    cells: Sequence[Value]
    spot: Spot
    held: Tree | None = None
    former_parent: str = ""
    values: Tree = field(default_factory=dict)
    used: dict[Key, list[int]] = field(default_factory=dict)
    faults: list[Remark] = field(default_factory=list)
    is_same: bool = False

    def fault(self, key: Key, zh: str, en: str) -> None:
        """Take a fault of the cell in a column."""
        label = self.sheet.label(key) if key else ""
        self.faults.append(Remark(self.sheet.sheet.name, self.number, label, zh, en, key))

    def fault_at(self, path: Path, zh: str, en: str) -> None:
        """Take a fault that a check found, by its path within the part, with the remedy."""
        key = column_of(path, self.used, self.sheet.columns)
        column = next((each for each in self.sheet.columns if each.key == key), None)
        if column is not None:
            remedy = how(column)
            zh, en = f"{zh}；{remedy.zh.rstrip('。')}", f"{en}; {remedy.en.rstrip('.')}"
        self.fault(key, zh, en)

    def check_shape(self) -> None:
        """Take the faults of fields that are not as the pack's types say."""
        of = self.spot.section
        whole: Tree = {name: [] for kind, name in APART if kind is of.part} | (self.held or {})
        shape.check(_ShapeFaults(self), of.part, whole | self.values)


class SectionReader:
    """The reading of a section's sheets."""

    def __init__(self, of: Section, tree: Tree, names: Names, used: Used) -> None:
        """Look up the parts that are there."""
        self._of, self._tree, self._names, self._used = of, tree, names, used
        self._lines: list[Line] = []
        self._seen: dict[tuple[str, str], int] = {}
        self._parents: dict[str, list[str]] = {}
        self._held: dict[tuple[str, str], Tree] = {}
        above = parts(tree, SECTIONS[of.within]) if of.within else [{}]
        for outer in above if of.is_list else ():
            parent = str(outer.get("id", ""))
            for each in parts(tree, of, parent):
                self._held[parent, each["id"]] = each
                self._parents.setdefault(each["id"], []).append(parent)

    def read(self, sheets: Sequence[SheetRead], progress: Callable[[], None]) -> list[Line]:
        """Return the rows, with the faults of their cells."""
        for sheet in sheets:
            gatherer = Gatherer(self._of, sheet.places, self._names)
            for number, row, faults in sheet.rows():
                progress()
                line = Line(sheet, number, row, Spot(self._of))
                for key, zh, en in faults:
                    line.fault(key, zh, en)
                self._lines.append(line)
                if sheet.is_heading(row):
                    line.faults.clear()
                    line.fault((), *HEADING_AGAIN)
                    continue
                self._place(line)
                self._gather(line, gatherer)
        self._give_ids()
        self._read_conditions()
        self._read_dangers()
        self._read_next_turns()
        for line in self._lines:
            self._finish(line)
        self._find_same()
        return self._lines

    def _place(self, line: Line) -> None:
        """Find which part a row means: an id that is there, or a new one."""
        if not self._of.is_list:
            line.held = part(self._tree, line.spot)
            if len(self._lines) > 1:
                line.fault((), *ONE_ROW)
            return
        own = forms.plain(cells.shown(line.sheet.cell(line.cells, ID)))
        parent = self._parent(line, own) if self._of.within else ""
        line.spot, line.former_parent = Spot(self._of, own, parent), parent
        if not own:
            return
        line.held = self._held.get((parent, own))
        elsewhere = self._parents.get(own, [])
        if line.held is None and self._of.name == "questions" and elsewhere:
            line.former_parent = elsewhere[0]  # Its id is its own in all topics: it moves.
            line.held = self._held[line.former_parent, own]
        key = ("", own) if self._of.name == "questions" else (parent, own)
        first = self._seen.setdefault(key, line.number)
        if first != line.number:
            line.fault(
                ID,
                f"编号 {own} 在第 {first} 行已有；要新的一条，请清空这一格",
                f"the id {own} stands in row {first} already; empty this cell for a new part",
            )

    def _parent(self, line: Line, own: str) -> str:
        if PARENT not in line.sheet.places:
            found = self._parents.get(own, [])
            if len(found) == 1:
                return found[0]
            line.fault(PARENT, *MISSING)
            return ""
        value = line.sheet.cell(line.cells, PARENT)
        if cells.is_blank(value):
            line.fault(PARENT, "不能空着；请填上", "must not be empty; please fill it in")
            return ""
        try:
            return self._names.find(str(self._of.within), cells.words(value))
        except Refused as refused:
            line.fault(PARENT, refused.zh, refused.en)
            return ""

    def _gather(self, line: Line, gatherer: Gatherer) -> None:
        parent = line.former_parent
        found = gatherer.gather(line.cells, line.held, parent, line.fault)
        line.values, line.used = found.values, found.used
        if self._of.is_list:
            line.values["id"] = line.spot.id

    def _give_ids(self) -> None:
        """Give new rows ids that no part has or had; let other rows refer to them."""
        taken: set[str] | None = None
        next_number: Counter[str] = Counter()
        for line in self._lines:
            if self._of.is_list and not line.spot.id and not line.faults:
                if taken is None:
                    own = {each.spot.id for each in self._lines}
                    taken = ids(self._tree, self._of) | self._used(self._of) | own
                stem = self._of.stem or line.spot.parent
                name = ""
                while not name or name in taken:
                    next_number[stem] += 1
                    name = f"{stem}-{next_number[stem]:02}"
                taken.add(name)
                line.spot = line.spot.beside(name)
                line.values["id"] = name
            if self._of.is_list and not self._of.within and not line.faults:
                self._names.add(self._of.name, line.values)

    def _read_conditions(self) -> None:
        """Read on which earlier items others depend, now that all rows are there."""
        by_parent: dict[str, list[Line]] = {}
        for line in self._lines:
            if SHOW_IF in line.sheet.places:
                by_parent.setdefault(line.spot.parent, []).append(line)
        for parent, lines in by_parent.items():
            before = [each for (outer, _), each in self._held.items() if outer == parent]
            own = [line.values for line in lines if line.values.get("id")]
            named = {each["id"] for each in own}
            every = [*own, *(each for each in before if each["id"] not in named)]
            for line in lines:
                self._read_condition(line, before, every)

    def _read_condition(self, line: Line, before: Sequence[Tree], every: Sequence[Tree]) -> None:
        value = line.sheet.cell(line.cells, SHOW_IF)
        former = line.held.get("show_if") if line.held else None
        if line.held is not None and cells.shown(value) == conditions.write(former, before):
            return
        try:
            line.values["show_if"] = conditions.read(value, every)
        except Refused as refused:
            line.fault(SHOW_IF, refused.zh, refused.en)

    def _read_dangers(self) -> None:
        """Read which areas of their scenes questions ask for, now that the scenes are known."""
        for line in self._lines if self._of.name == "questions" else ():
            if DANGERS not in line.sheet.places or not line.values:
                continue
            value, scene = line.sheet.cell(line.cells, DANGERS), line.values.get("scene")
            areas = self._names.areas.get(scene or "", [])
            held = (line.held or {}).get("dangers") or []
            if line.held and cells.shown(value) == inner_names.write_areas(held, areas):
                continue
            try:
                line.values["dangers"] = inner_names.read_areas(value, areas, scene)
            except Refused as refused:
                line.fault(DANGERS, refused.zh, refused.en)

    def _read_next_turns(self) -> None:
        """Read which turn follows on a reply, now that all rows of the call are there."""
        by_call: dict[str, list[Line]] = {}
        for line in self._lines if self._of.name == "turns" else ():
            if line.values:
                by_call.setdefault(line.spot.parent, []).append(line)
        for call, lines in by_call.items():
            own = [line.values for line in lines]
            named = {each.get("id") for each in own}
            others = (each for (outer, _), each in self._held.items() if outer == call)
            every = [*own, *(each for each in others if each["id"] not in named)]
            for line in lines:
                self._read_next(line, every)

    def _read_next(self, line: Line, turns: Sequence[Tree]) -> None:
        pairs = zip(line.values.get("replies") or (), line.used.get(REPLIES, ()), strict=False)
        for reply, number in pairs:
            key = (*REPLIES, number, "next")
            value = line.sheet.cell(line.cells, key)
            if key not in line.sheet.places or cells.shown(value) == (reply.get("next") or ""):
                continue
            try:
                reply["next"] = inner_names.read_turn(value, turns)
            except Refused as refused:
                line.fault(key, refused.zh, refused.en)

    def _finish(self, line: Line) -> None:
        """Look whether a row is there already, word for word."""
        if line.faults:
            return
        held = line.held
        if held is not None and line.former_parent == line.spot.parent:
            line.is_same = all(held.get(name) == each for name, each in line.values.items())

    def _find_same(self) -> None:
        """Find new rows that are there already, or twice in the workbook."""
        new = [each for each in self._lines if not each.faults and each.held is None]
        if not new:
            return
        there = {
            (parent, _without_id(each, new[0].values)): own
            for (parent, own), each in self._held.items()
        }
        first: dict[Any, Line] = {}
        for line in new:
            if not cells.is_blank(line.sheet.cell(line.cells, ID)):
                continue
            key = line.spot.parent, _without_id(line.values, line.values)
            if key in there:
                line.spot = line.spot.beside(there[key])
                line.held, line.is_same = self._held[line.spot.parent, line.spot.id], True
                line.values["id"] = line.spot.id  # Records count by it: it stays as it is.
            elif key in first:
                other = first[key].number
                line.fault(
                    (),
                    f"和第 {other} 行一模一样；请删去一行",
                    f"the same as row {other}; delete one of them",
                )
            else:
                first[key] = line


def _without_id(held: Tree, like: Tree) -> bytes:
    """Return a part's own fields as bytes, equal for two that are the same."""
    return canonical({name: held.get(name) for name in like if name != "id"})


class _ShapeFaults:
    """Takes the faults of a part's shape to its row."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._apart = {name for kind, name in APART if kind is line.spot.section.part}

    def report(self, path: Path, zh: str, en: str, *, is_error: bool = True) -> None:
        """Take a fault of the row; lists that have sheets of their own are not its."""
        if is_error and not (path and path[0] in self._apart):
            self._line.fault_at(path, zh, en)

    def is_unread(self, path: Path) -> bool:
        """Return True for what is checked elsewhere."""
        return bool(path) and path[0] in self._apart
