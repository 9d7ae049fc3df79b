"""How cells name what only one part has of its own: areas of a scene, turns of a call.

Areas stand by their names, `灶台、电线`; a turn by its id, by what is said there, or as 第2句, the
second row of its call.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kiosk.errors import Refused
from kiosk.office.editor.sections import Tree
from kiosk.office.editor.workbook import cells
from kiosk.office.editor.workbook.names import squeezed
from kiosk.shell.spreadsheets.sheets import Value

_PLACE = re.compile(r"第?(\d{1,2})[句步行]?")


def write_areas(held: Sequence[str], areas: Sequence[Tree]) -> str:
    """Return what a cell holds for areas: names, ids where a name does not tell."""
    named = {str(each.get("id")): _name(each) for each in areas}
    counts = Counter(squeezed(each) for each in (*named.values(), *named))
    shown = []
    for own in held:
        name = named.get(own, "")
        is_clear = cells.parted(name) == [name] and counts[squeezed(name)] == 1
        shown.append(name if is_clear else own)
    return "、".join(shown)


def read_areas(value: Value, areas: Sequence[Tree], scene: str | None) -> list[str]:
    """Return the areas that a cell names. Raises Refused."""
    if cells.is_blank(value):
        return []
    if not scene:
        raise Refused("先写是哪个场景", "write first which scene it is")
    found = []
    for entry in cells.parted(value):
        plain = squeezed(entry)
        meant = [each for each in areas if plain == each.get("id")]
        meant = meant or [each for each in areas if plain == squeezed(_name(each))]
        if len(meant) != 1:
            known = "、".join(write_areas([str(each.get("id"))], areas) for each in areas)
            raise Refused(
                f"这个场景里没有“{entry}”；可写：{known}",
                f"the scene has no “{entry}”; it is one of {known}",
            )
        found.append(str(meant[0]["id"]))
    return found


def read_turn(value: Value, turns: Sequence[Tree]) -> str | None:
    """Return the turn that a cell names, None for the end of the call. Raises Refused.

    `turns` are those of the call in the order of their rows; a row that is refused has no id.
    """
    if cells.is_blank(value):
        return None
    text = cells.words(value)
    plain = squeezed(text)
    for each in turns:
        if plain and plain in (each.get("id"), squeezed(str((each.get("says") or {}).get("zh")))):
            return str(each["id"])
    place = _PLACE.fullmatch(plain)
    if place and 0 < int(place[1]) <= len(turns):
        own = str(turns[int(place[1]) - 1].get("id") or "")
        if own:
            return own
        raise Refused(
            f"第 {place[1]} 句没有收下；先改好那一行",
            f"turn {place[1]} was not taken in; mend that row first",
        )
    raise Refused(
        f"这通电话里没有“{text}”；请写成“第2句”，到此结束就空着",
        f"the call has no “{text}”; write it like 第2句 (row 2 of the call), or leave it empty",
    )


def _name(area: Tree) -> str:
    return str((area.get("name") or {}).get("zh", ""))
