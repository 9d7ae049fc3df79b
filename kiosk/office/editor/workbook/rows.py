"""Turn the cells of a row into a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from msgspec import NODEFAULT, Struct

from kiosk.content.shape import declared
from kiosk.errors import Refused
from kiosk.office.editor import forms
from kiosk.office.editor.fields import INNER, Field, fields_of
from kiosk.office.editor.sections import Section, Tree
from kiosk.office.editor.workbook import cells
from kiosk.office.editor.workbook.columns import EVERY, ROW_IDS, Key, first_of, is_shared
from kiosk.office.editor.workbook.names import Names
from kiosk.office.editor.workbook.spreading import Cells, spread
from kiosk.shell.spreadsheets.sheets import Value, column_letter

Report = Callable[[Key, str, str], None]
"""Take a fault: the column of the cell, and what is wrong and how to mend it in both languages."""
MISSING = (
    "没有这一列，新的一行收不了；请补上这一列（空的编号表示新的一行）",
    "the column is missing, so a new row cannot be taken; add it (no id: a new row)",
)


def defaults(part: type[Struct]) -> Tree:
    """Return what the fields of a kind of part hold where nothing is given, as plain data."""
    return {name: list(each) if isinstance(each, tuple) else each for name, each in _defaults(part)}


@cache
def _defaults(part: type[Struct]) -> list[tuple[str, Any]]:
    _, every = declared(part)
    return [(name, of.default) for name, of in every.items() if of.default is not NODEFAULT]


@dataclass
class Gatherer:
    """Reads the rows of one sheet. `places` are the numbers of the columns that it has."""

    of: Section
    places: Mapping[Key, int]
    names: Names
    is_given: set[Key] = field(default_factory=set)
    _within: dict[Key, list[tuple[int, int]]] = field(default_factory=dict)
    _inner: dict[Key, list[int]] = field(default_factory=dict)
    _read: dict[tuple[Key, str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note of which fields the sheet has any column."""
        for key in self.places:
            self.is_given.update(key[:length] for length in range(1, len(key) + 1))

    def read(self, of: Field, key: Key, value: Value) -> Any:
        """Return the value of a cell. Raises Refused. Words that come again are read once."""
        if not isinstance(value, str):
            return cells.read(of, value, self.names)
        if (key, value) not in self._read:
            self._read[key, value] = cells.read(of, value, self.names)
        found = self._read[key, value]
        return list(found) if isinstance(found, list) else found

    def places_within(self, key: Key) -> list[tuple[int, int]]:
        """Return the columns of a list's rows: the number of the row, and where the column is."""
        if key not in self._within:
            self._within[key] = [
                (number, place)
                for each, place in self.places.items()
                if each[: len(key)] == key and isinstance(number := each[len(key)], int)
            ]
        return self._within[key]

    def all_within(self, key: Key) -> list[int]:
        """Return where the columns of a field are, and those of the fields within it."""
        if key not in self._inner:
            self._inner[key] = [
                place for each, place in self.places.items() if each[: len(key)] == key
            ]
        return self._inner[key]

    def gather(
        self, row: Sequence[Value], held: Tree | None, parent: str, report: Report
    ) -> Gathered:
        """Return the values of a row, which has a cell for every column.

        `held` is the part so far, None for a new one. A column that the sheet does not have leaves
        its field as it is.
        """
        former = spread(self.of, held, parent, self.names) if held is not None else {}
        reader = _Row(self, row, former, report, is_new=held is None)
        values = reader.part(fields_of(self.of.part), (), held or defaults(self.of.part))
        return Gathered(values, reader.used)


@dataclass
class Gathered:
    """What a row says. `used` are, by the list, the columns in which its rows stand."""

    values: Tree
    used: dict[Key, list[int]]


class _Row:
    """The reading of one row."""

    def __init__(
        self,
        sheet: Gatherer,
        row: Sequence[Value],
        former: Cells,
        report: Report,
        *,
        is_new: bool,
    ) -> None:
        self._sheet, self._places = sheet, sheet.places
        self._is_given, self._names = sheet.is_given, sheet.names
        self._row, self._former, self._report = row, former, report
        self._is_new = is_new
        self.used: dict[Key, list[int]] = {}

    def _cell(self, key: Key) -> Value:
        place = self._places.get(key)
        return None if place is None else self._row[place]

    def part(self, fields: Sequence[Field], before: Key, held: Mapping[str, Any]) -> Tree:
        """Return the values of the fields."""
        found = {}
        for each in fields:
            key = (*before, each.name)
            if key in self._is_given:
                found[each.name] = self._value(each, key, held.get(each.name))
            elif each.name in held:
                found[each.name] = held[each.name]
            elif self._is_new and each.is_required:
                self._report(first_of(each, key), *MISSING)
        return found

    def _value(self, field: Field, key: Key, held: Any) -> Any:
        if field.way == "text":
            return self._text(key, held, is_required=field.is_required)
        if field.way == "texts":
            return self._texts(key, held or [])
        if field.way == "rows":
            return self._rows(field, key, held or [])
        if field.name == "show_if" or field.refers in INNER:
            return held  # It names other rows, so it is read when all are there.
        if field.way == "part":
            return self._inner(field, key, held)
        return self._single(field, key, held)

    def _single(self, field: Field, key: Key, held: Any) -> Any:
        value = self._cell(key)
        if key in self._former and cells.shown(value) == cells.shown(self._former[key]):
            return held
        try:
            return self._sheet.read(field, key, value)
        except Refused as refused:
            self._report(key, refused.zh, refused.en)
            return held

    def _words(self, key: Key, held: str) -> str:
        value = self._cell(key)
        if value == held:
            return held
        if cells.is_blank(value):
            return ""
        try:
            return cells.words(value)
        except Refused as refused:
            self._report(key, refused.zh, refused.en)
            return held or "?"

    def _text(self, key: Key, held: Any, *, is_required: bool) -> Any:
        """Return a text; without English words the Chinese ones stand in for them."""
        former = held if isinstance(held, dict) else {}
        zh, en = former.get("zh", ""), former.get("en", "")
        en = "" if en == zh else en
        if (*key, "zh") in self._places:
            zh = self._words((*key, "zh"), zh)
        if (*key, "en") in self._places:
            en = self._words((*key, "en"), en)
        if not zh and not en and not is_required:
            return None
        return {"zh": zh, "en": en or zh}

    def _texts(self, key: Key, held: Sequence[Any]) -> list[Any]:
        used = self._filled(key)
        self.used[key] = used
        former = dict(enumerate(held))
        return [self._text((*key, each), former.get(each), is_required=True) for each in used]

    def _inner(self, field: Field, key: Key, held: Any) -> Any:
        has_any = any(not cells.is_blank(self._row[each]) for each in self._sheet.all_within(key))
        if not has_any and not field.is_required:
            return None
        assert field.part is not None
        return self.part(field.fields, key, held or defaults(field.part))

    def _filled(self, key: Key) -> list[int]:
        """Return the numbers of a list's rows in which any cell says something."""
        found = set()
        for number, place in self._sheet.places_within(key):
            if not cells.is_blank(self._row[place]):
                found.add(number)
        return sorted(found)

    def _rows(self, field: Field, key: Key, held: Sequence[Tree]) -> list[Tree]:
        used = self._filled(key)
        self.used[key] = used
        own = self._row_ids(key, held)
        former = {row.get("id"): row for row in held}
        assert field.part is not None
        apart = [each for each in field.fields if not is_shared(each)]
        rows = []
        for number in used:
            name = own[number] if number < len(own) else ""
            start = former.get(name) or defaults(field.part) | {"id": name}
            rows.append(dict(start) | self.part(apart, (*key, number), start))
        for each in field.fields:
            if each.way == "yes" and (*key, EVERY, each.name) in self._places:
                self._mark(each, (*key, EVERY, each.name), used, rows)
            elif is_shared(each) and (*key, EVERY, each.name) in self._places:
                self._join(each, (*key, EVERY, each.name), used, rows)
        taken = {row["id"] for row in rows} | set(former)
        for row in rows:
            row["id"] = row["id"] or forms.free_id(taken)
            taken.add(row["id"])
        return rows

    def _row_ids(self, key: Key, held: Sequence[Tree]) -> list[str]:
        """Return the ids of a list's rows by the column in which each stands."""
        given = self._entries((*key, EVERY, ROW_IDS))
        return given or [str(row.get("id", "")) for row in held]

    def _entries(self, key: Key) -> list[str]:
        try:
            return cells.parted(self._cell(key))
        except Refused as refused:
            self._report(key, refused.zh, refused.en)
            return []

    def _mark(self, field: Field, key: Key, used: list[int], rows: list[Tree]) -> None:
        """Set what the letters in a cell say of the rows: which option is right."""
        letters = [column_letter(number + 1) for number in used]
        marked = {each.upper() for entry in self._entries(key) for each in _letters(entry)}
        for each in sorted(marked - set(letters)):
            self._report(
                key,
                f"没有写了字的 {each}；可写：{'、'.join(letters)}",
                f"there is no {each} with words in it; it is one of {', '.join(letters)}",
            )
        for letter, row in zip(letters, rows, strict=True):
            row[field.name] = letter in marked

    def _join(self, field: Field, key: Key, used: list[int], rows: list[Tree]) -> None:
        """Give each row its number out of a cell that holds one for each: 1、2、3、4、5."""
        entries = self._entries(key)
        if entries and used and len(entries) == used[-1] + 1:
            entries = [entries[number] for number in used]
        if entries and len(entries) != len(rows):
            label = field.label
            self._report(
                key,
                f"有 {len(rows)} 项，{label.zh}却有 {len(entries)} 个；"
                f"请每项写一个，没有的写“{cells.NOTHING}”",
                f"{len(rows)} entries, but {len(entries)} values; write one for each, and "
                f"“{cells.NOTHING}” where there is none",
            )
            return
        for number, row in enumerate(rows):
            text = entries[number] if entries else ""
            try:
                is_none = text in ("", cells.NOTHING, "-", "–")
                row[field.name] = field.default if is_none else cells.read(field, text, self._names)
            except Refused as refused:
                self._report(key, refused.zh, refused.en)


def _letters(entry: str) -> list[str]:
    """Return the letters of an entry: AC are two; 2 is B."""
    if entry.isdigit() and entry.isascii():
        return [column_letter(int(entry))]
    entry = entry.removeprefix("选项")
    is_letters = entry.isascii() and entry.isalpha()
    return list(entry) if is_letters else [entry]
