"""The columns of a section's sheet: their headings, and what each holds, derived from the fields.

Options and the like stand side by side, as 选项A, 选项B; what is said of each of them in a word
or two, such as which one is right, has one column for all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from kiosk.content import questions
from kiosk.office.editor.fields import INNER, Field, fields_of
from kiosk.office.editor.forms import MOST_ROWS
from kiosk.office.editor.pair import NOTHING, Pair
from kiosk.office.editor.sections import SECTIONS, Section, Tree
from kiosk.shell.spreadsheets.sheets import column_letter

Key = tuple[str | int, ...]
"""Where in a part a column's cells belong: `("options", 2, "text", "zh")`. `EVERY` in the place of
a number is one column for all rows."""
EVERY = "*"
PARENT: Key = ("^",)
ID: Key = ("id",)
ROW_IDS = "id"
USUAL_ROWS = 6
"""So many columns of options a sheet has, unless there are more or a part may not have so many."""
USUAL_LINES = 4
"""So many lines of a message, which has more columns a line."""
_ROW_NAMES: dict[Any, Pair] = {
    questions.MessageLine: Pair("消息行", "Message line"),
    questions.Area: Pair("地方", "Area"),
    questions.Reply: Pair("回答", "Reply"),
    questions.CaseStep: Pair("步骤", "Step"),
    "faces": Pair("表情", "Face"),
    "lines": Pair("短句", "Line"),
    "chips": Pair("内容", "Chip"),
}
"""What one row is called where the label of all says more, by its type or the list's name."""
SINGLE = ("single",)
_ID = Pair("编号", "Id")
_MEANINGLESS = re.compile(r"[\s*:_./·-]")


@dataclass(frozen=True)
class Column:
    """One column; `way` is how its cells are read.

    That is the way of its field, or `zh` and `en` for the two halves of a text; `parent`, `id`;
    `marks` for the letters of the rows that are meant, `joined` for a value a row, `ids` for the
    ids of the rows; `condition`; `areas` of a scene and `turns` of a call by their names or ids.
    `kinds` are the kinds of question that use it, empty for all.
    """

    key: Key
    label: Pair
    way: str
    field: Field | None = None
    is_required: bool = False
    hint: Pair = NOTHING
    kinds: tuple[str, ...] = ()

    @property
    def is_id(self) -> bool:
        """Return True if the column holds ids, which nobody has to fill in."""
        return self.way in ("id", "ids")

    @property
    def is_words(self) -> bool:
        """Return True if its cells hold words that differ from row to row."""
        return self.way in ("zh", "en", "id", "ids", "joined", "marks", "condition", *INNER)


def widths(of: Section, held: list[Tree]) -> dict[str, int]:
    """Return how many rows each list of a section's parts takes on a sheet that holds `held`."""
    found = {}
    for each in fields_of(of.part):
        if each.way in ("rows", "texts"):
            longest = max((len(part.get(each.name) or ()) for part in held), default=0)
            usual = min(each.most or USUAL_ROWS, USUAL_ROWS)
            found[each.name] = max(longest, each.least, usual)
        for inner in each.fields if each.way == "part" else ():
            if inner.way == "rows":
                own = [(part.get(each.name) or {}).get(inner.name) or () for part in held]
                found[each.name] = max(USUAL_LINES, *map(len, own), inner.least)
    return found


def columns(of: Section, width: Mapping[str, int] | None = None) -> list[Column]:
    """Return a sheet's columns in order; without `width`, as many as a sheet may ever have."""
    found = []
    if of.within:
        outer = SECTIONS[of.within]
        hint = Pair(f"它属于哪个{outer.zh}，写名称。", f"The name of one of: {outer.en}.")
        found.append(Column(PARENT, Pair(outer.zh, outer.en), "parent", None, True, hint))
    last: list[Column] = []
    # What a single choice does not use stands behind what every question says.
    for each in sorted(fields_of(of.part), key=lambda each: "single" not in (each.kinds or SINGLE)):
        wide = MOST_ROWS if width is None else width.get(each.name, MOST_ROWS)
        for column in _of_field(each, (), NOTHING, wide):
            column = replace(column, kinds=each.kinds) if each.kinds else column
            (last if column.is_id else found).append(column)
    found += last
    if of.is_list:
        hint = Pair(
            "不要改。新的一行空着，收的时候会给。", "Leave it. Empty in a new row: it is given one."
        )
        found.append(Column(ID, _ID, "id", None, hint=hint))
    return found


def _of_field(field: Field, before: Key, outer: Pair, wide: int) -> Iterator[Column]:
    key = (*before, field.name)
    label = _within(outer, field.label)
    if field.way == "text":
        yield from _both(key, label, field, is_required=field.is_required)
    elif field.way == "texts":
        for number in range(wide):
            yield from _both((*key, number), _numbered(field, str(number + 1)), field)
    elif field.way == "rows":
        yield from _of_rows(field, key, outer, wide)
    elif field.name == "show_if":
        yield Column(key, label, "condition", field, hint=field.hint)
    elif field.way == "part":
        for each in field.fields:
            yield from _of_field(each, key, label, wide)
    else:
        yield Column(key, label, _way(field), field, field.is_required, field.hint)


def _way(field: Field) -> str:
    return field.refers if field.refers in INNER else field.way


def _of_rows(field: Field, key: Key, outer: Pair, wide: int) -> Iterator[Column]:
    """Yield the columns of rows: their words side by side, then what stands in one for all."""
    for number in range(wide):
        name = _numbered(field, column_letter(number + 1))
        for each in field.fields:
            if not is_shared(each):
                label = name if each.name in ("text", "name") else _within(name, each.label)
                own = (*key, number, each.name)
                if each.way == "text":
                    yield from _both(own, label, each, is_required=number < field.least)
                else:
                    yield Column(own, label, _way(each), each, hint=each.hint)
    for each in field.fields:
        if is_shared(each):
            way = "marks" if each.way == "yes" else "joined"
            label = _within(outer, each.label)
            yield Column((*key, EVERY, each.name), label, way, each, hint=each.hint)
    one = _row_name(field)
    label = Pair(f"{one.zh}编号", f"{one.en}: ids")
    yield Column((*key, EVERY, ROW_IDS), label, "ids", field)


def is_shared(field: Field) -> bool:
    """Return True for what one cell says of all rows."""
    return field.way in ("yes", "number", "choice")


def _both(key: Key, label: Pair, field: Field, *, is_required: bool = False) -> Iterator[Column]:
    english = Pair(f"{label.zh}（英文）", f"{label.en} (English)")
    yield Column((*key, "zh"), label, "zh", field, is_required, field.hint)
    yield Column((*key, "en"), english, "en", field)


def _row_name(field: Field) -> Pair:
    return _ROW_NAMES.get(field.part) or _ROW_NAMES.get(field.name) or field.label


def _numbered(field: Field, number: str) -> Pair:
    one = _row_name(field)
    return Pair(f"{one.zh}{number}", f"{one.en} {number}")


def _within(outer: Pair, label: Pair) -> Pair:
    if outer == NOTHING:
        return label
    return Pair(f"{outer.zh}·{label.zh}", f"{outer.en}: {label.en}")


def by_heading(of: Section) -> dict[str, Column]:
    """Return the columns by their headings in either language, as `normal` leaves them."""
    found: dict[str, Column] = {}
    for column in columns(of):
        for words in (column.label.zh, column.label.en, *_also(column)):
            found.setdefault(normal(words), column)
    return found


def _also(column: Column) -> Iterator[str]:
    """Yield other names of a column: 选项1 for 选项A."""
    number = next((each for each in column.key if isinstance(each, int)), None)
    if number is not None and column.way in ("zh", "en"):
        letter = column_letter(number + 1)
        for words in column.label:
            yield re.sub(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", str(number + 1), words, count=1)


@lru_cache(maxsize=20_000)
def normal(heading: Any) -> str:
    """Return a heading without what does not change its meaning."""
    text = unicodedata.normalize("NFKC", str(heading)).casefold()
    seen = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return _MEANINGLESS.sub("", seen)


def first_of(field: Field, key: Key) -> Key:
    """Return the column in which a field's fault is shown first."""
    if field.way == "text":
        return (*key, "zh")
    if field.way == "rows":
        return (*key, 0, "text", "zh")
    if field.way == "texts":
        return (*key, 0, "zh")
    if field.way == "part" and field.name != "show_if":
        return first_of(field.fields[0], (*key, field.fields[0].name))
    return key


def column_of(path: Sequence[Any], used: Mapping[Key, list[int]], every: Sequence[Column]) -> Key:
    """Return the column to which a path within a part leads, as the check names it."""
    key = list(path)
    for length in range(1, len(key)):
        held = used.get(tuple(key[:length]))
        if held is not None and isinstance(key[length], int) and key[length] < len(held):
            key[length] = held[key[length]]
    if len(key) > 2 and key[-1] == ROW_IDS:
        key[-2] = EVERY
    if len(key) == 2 and key[0] == "show_if":
        key = key[:1]
    joined = (*key[:-2], EVERY, *key[-1:])
    if len(key) > 2 and any(each.key == joined and each.way == "joined" for each in every):
        return joined
    for length in range(len(key), 0, -1):
        found = [each.key for each in every if each.key[:length] == tuple(key[:length])]
        if found:
            shared = [each for each in found if EVERY in each[1:2] and each[-1] != ROW_IDS]
            return shared[0] if shared and length == len(key) == 1 else found[0]
    return ()
