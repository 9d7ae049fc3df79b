"""On what an item of a survey depends, as a cell says it: `night：A、B`.

Before the colon stands the earlier item, by its id or its words, or as 第3题, the third row of its
survey; behind it the letters of the options that lead to this item.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kiosk.errors import Refused
from kiosk.office.editor.sections import Tree
from kiosk.office.editor.workbook import cells
from kiosk.office.editor.workbook.names import squeezed
from kiosk.shell.spreadsheets.sheets import Value, column_letter

_COLON = re.compile(r"[:：]")
_PLACE = re.compile(r"第(\d{1,3})题?")
_LETTERS = re.compile(r"[A-Za-z]{1,2}")
HOW = "写成“第3题：A、B”", "write it like 第3题：A、B (row 3 of the survey, options A and B)"


def write(condition: Tree | None, items: Sequence[Tree]) -> str:
    """Return what the cell of a condition holds; `items` are those of its survey."""
    if not condition:
        return ""
    asked = next((each for each in items if each.get("id") == condition["item"]), {})
    ids = [each.get("id") for each in asked.get("options") or ()]
    letters = {own: column_letter(number + 1) for number, own in enumerate(ids)}
    named = [letters.get(each, str(each)) for each in condition["any_of"]]
    return f"{condition['item']}：{'、'.join(named)}"


def read(value: Value, items: Sequence[Tree]) -> Tree | None:
    """Return the condition of an item; `items` stand in the order of their rows. Raises Refused."""
    if cells.is_blank(value):
        return None
    text = cells.words(value)
    before, *rest = _COLON.split(text)
    for length in range(len(rest), 0, -1):  # Words of an item may have a colon of their own.
        name = text[: sum(map(len, (before, *rest[: length - 1]))) + length - 1]
        item = _item(name, items)
        if item is not None:
            entries = cells.parted(text[len(name) + 1 :])
            return {"item": item["id"], "any_of": _options(entries, item)}
    raise Refused(f"“{text}”里没有找到前面的题；{HOW[0]}", f"no earlier item is named; {HOW[1]}")


def _item(name: str, items: Sequence[Tree]) -> Tree | None:
    plain = squeezed(name)
    for each in items:
        if plain in (squeezed(each["id"]), squeezed(str((each.get("prompt") or {}).get("zh")))):
            return each
    place = _PLACE.fullmatch(plain)
    if place and 0 < int(place[1]) <= len(items):
        return items[int(place[1]) - 1]
    return None


def _options(entries: Sequence[str], item: Tree) -> list[str]:
    if not entries:
        raise Refused(f"没有写选了哪些选项；{HOW[0]}", f"no options are named; {HOW[1]}")
    options: list[Tree] = item.get("options") or []
    return [_option(each, options) for each in entries]


def _option(entry: str, options: Sequence[Tree]) -> str:
    letters = {column_letter(number + 1): each["id"] for number, each in enumerate(options)}
    if _LETTERS.fullmatch(entry) and entry.upper() in letters:
        return str(letters[entry.upper()])
    for each in options:
        if squeezed(entry) in (each["id"], squeezed(str((each.get("text") or {}).get("zh")))):
            return str(each["id"])
    raise Refused(
        f"前面的题没有选项 {entry}；可写：{'、'.join(letters)}",
        f"the earlier item has no option {entry}; it is one of {', '.join(letters)}",
    )
