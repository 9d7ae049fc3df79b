"""Turn a part into the cells of its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.office.editor.fields import Field, fields_of
from kiosk.office.editor.sections import Section, Tree
from kiosk.office.editor.workbook import cells
from kiosk.office.editor.workbook.columns import EVERY, ID, PARENT, ROW_IDS, Key, is_shared
from kiosk.office.editor.workbook.names import Names
from kiosk.shell.spreadsheets.sheets import column_letter

Cells = dict[Key, Any]


def spread(of: Section, held: Tree, parent: str, names: Names) -> Cells:
    """Return the cells of a part's row by their columns; a condition is written elsewhere."""
    found: Cells = {}
    _spread(fields_of(of.part), held, (), names, found)
    if of.within:
        found[PARENT] = names.shown(of.within, parent)
    if of.is_list:
        found[ID] = held.get("id")
    return found


def _spread(
    fields: Sequence[Field], held: Mapping[str, Any], before: Key, names: Names, found: Cells
) -> None:
    for each in fields:
        value, key = held.get(each.name), (*before, each.name)
        if each.way == "text":
            _spread_text(value, key, found)
        elif each.way == "texts":
            for number, text in enumerate(value or ()):
                _spread_text(text, (*key, number), found)
        elif each.way == "rows":
            _spread_rows(each, value or [], key, names, found)
        elif each.way == "part" and each.name != "show_if":
            _spread(each.fields, value or {}, key, names, found)
        elif each.way != "part":
            found[key] = cells.write(each, value, names)


def _spread_text(value: Any, key: Key, found: Cells) -> None:
    """Write both halves; the English one is empty where Chinese words stand in for it."""
    if isinstance(value, dict):
        zh, en = value.get("zh", ""), value.get("en", "")
        found[*key, "zh"] = zh
        found[*key, "en"] = "" if en == zh else en


def _spread_rows(field: Field, rows: Sequence[Tree], key: Key, names: Names, found: Cells) -> None:
    for number, row in enumerate(rows):
        apart = [each for each in field.fields if not is_shared(each)]
        _spread(apart, row, (*key, number), names, found)
    for each in field.fields:
        values = [row.get(each.name) for row in rows]
        if each.way == "yes":
            letters = [column_letter(n + 1) for n, value in enumerate(values) if value]
            found[*key, EVERY, each.name] = "、".join(letters)
        elif is_shared(each):
            written = [cells.write(each, value, names) for value in values]
            listed = [cells.NOTHING if value is None else str(value) for value in written]
            has_any = any(value is not None for value in values)
            found[*key, EVERY, each.name] = "、".join(listed) if has_any else ""
    found[*key, EVERY, ROW_IDS] = "、".join(str(row.get("id", "")) for row in rows)
