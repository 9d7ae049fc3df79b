"""Read what single cells of a guest list say. Reasons never repeat what stands in a cell."""

from __future__ import annotations

import re

from kiosk.booth.checkin import rules
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Slot
from kiosk.errors import Refused
from kiosk.shell.lists.cells import OPEN, choice, time_words, whole
from kiosk.shell.spreadsheets.sheets import Value

_CLOCK = r"(\d{1,2})[:.点时](\d{1,2})分?(?::00)?"
WITH_DAY = (
    "格里既有日期又有时间；日期请写在“参观日期”一列，这里只写场次时间",
    "both a day and a time; write the day in a column “day”, and here the time alone",
)
_TIME = re.compile(rf"{_CLOCK}(?:[-–—~至到]+{_CLOCK})?(?:场|开始)?", re.ASCII)


def people(value: Value) -> int:
    """Return how many people an invitation is for, 1 where nothing is said. Raises Refused."""
    try:
        found = whole(value, 1, rules.MOST_PEOPLE, units=("人", "名", "位", "people"))
    except Refused:
        raise Refused(
            f"人数应是 1～{rules.MOST_PEOPLE} 的整数；人数更多请分成几行",
            f"a whole number from 1 to {rules.MOST_PEOPLE}; give a larger party several rows",
        ) from None
    return 1 if found is None else found


def kind(value: Value, catalog: Catalog) -> str:
    """Return the id of a kind of guest, by its id or by words of its name. Raises Refused."""
    if not catalog.visitors:
        return rules.GUEST
    names = {each.id: each.name for each in catalog.visitors.values()}
    return choice(value, names, "类别", "kind") or rules.GUEST


def slot(value: Value, catalog: Catalog) -> str | None:
    """Return a slot's id, by its id or its time; None if it is left open. Raises Refused."""
    text = time_words(value, *WITH_DAY)
    if text in OPEN:
        return None
    if text in catalog.slots:
        return text
    found = _TIME.fullmatch(text)
    matching = [each for each in catalog.slots.values() if found and _is_at(each, found)]
    if len(matching) != 1:
        listed = [f"{each.starts_at}-{each.ends_at}" for each in catalog.slots.values()]
        raise Refused(
            f"没有这个场次；可写：{'、'.join(listed)}",
            f"no such slot; it is one of {', '.join(listed)}",
        )
    return matching[0].id


def _is_at(slot: Slot, found: re.Match[str]) -> bool:
    starts, ends = f"{int(found[1]):02}:{found[2]}", f"{int(found[3] or 0):02}:{found[4]}"
    return starts == slot.starts_at and (found[3] is None or ends == slot.ends_at)
