"""Read what single cells of a list of belongings say. Reasons never repeat what a cell holds."""

from __future__ import annotations

import re
import unicodedata

from kiosk.booth.handback import rules
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused
from kiosk.shell.lists.cells import (
    OPEN,
    choice,
    needed_line,
    time_words,
)
from kiosk.shell.spreadsheets.sheets import Value

OTHER = "other"
"""The kind of a belonging whose list names none, where the pack has it."""
WITH_DAY = (
    "格里既有日期又有时间；日期请写在“日期”一列",
    "both a day and a time; write the day in a column “day”",
)
_CLOCK = re.compile(r"(\d{1,2})[:.点时](\d{2})?分?(?::00)?", re.ASCII)
MOST_TYPED = 40


def number(value: Value) -> str:
    """Return a belonging's number within its unit; wide letters are plain ones. Raises Refused."""
    typed = unicodedata.normalize("NFKC", needed_line(value, MOST_TYPED))
    return rules.own_number(typed.replace(" ", ""))


def unit(value: Value, catalog: Catalog) -> str | None:
    """Return a unit's id, by its id or by words of its name; None where nothing is said.

    Raises Refused.
    """
    return choice(value, {each.id: each.name for each in catalog.units.values()}, "单位", "unit")


def category(value: Value, catalog: Catalog) -> str | None:
    """Return the id of a kind of belonging, None where nothing is said. Raises Refused."""
    names = {each.id: each.name for each in catalog.belongings.values()}
    return choice(value, names, "物品种类", "kind of belonging")


def clock_time(value: Value) -> str | None:
    """Return a local time, `09:30`; None if it is left open. Raises Refused."""
    text = time_words(value, *WITH_DAY)
    if text in OPEN:
        return None
    found = _CLOCK.fullmatch(text)
    if not found:
        raise _no_time()
    return _checked(int(found[1]), int(found[2] or 0))


def _checked(hours: int, minutes: int) -> str:
    if not (0 <= hours < 24 and 0 <= minutes < 60):
        raise _no_time()
    return f"{hours:02}:{minutes:02}"


def _no_time() -> Refused:
    return Refused("应是时间，如 9:30", "this must be a time, such as 9:30")
