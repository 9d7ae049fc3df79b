"""Read a list of belongings: each row is taken, or refused with the reason."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from kiosk.booth.handback import rules
from kiosk.booth.handback.listing.cells import OTHER
from kiosk.booth.handback.listing.columns import columns
from kiosk.booth.handback.service import Item
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused
from kiosk.shell.lists import reader
from kiosk.shell.lists.reader import RowList, Warn
from kiosk.shell.lists.repeats import refuse_repeats

OUTSIDE = "日期不在活动期间", "a day outside the event"
TWICE = "同一编号上面已有：{place}", "the same number stands above: {place}"
ItemList = RowList[Item]


def read_file(file: Path | bytes, catalog: Catalog, unit: str | None) -> ItemList:
    """Read a file, or one that was sent; rows that name no unit are of `unit`, the desk's own.

    A number that stands above is refused. Raises Refused if the file holds no such list,
    SetupFailed if it cannot be read.
    """
    found = reader.read_list(file, columns(catalog), partial(_item, catalog, unit))
    refuse_repeats(found, lambda item: item.number, *TWICE)
    return found


def _item(catalog: Catalog, desk: str | None, values: dict[str, Any], warn: Warn) -> Item:
    unit = values.pop("unit", None) or desk
    if unit is None:
        raise Refused("没有写单位；请补上“单位”一列", "no unit is named; add a column “unit”")
    category = values.pop("category", None) or _usual_kind(catalog)
    own = values.pop("number")
    event, day = catalog.pack.event, values.get("day")
    if day and event.starts_on and not event.starts_on <= day <= (event.ends_on or day):
        warn("day", *OUTSIDE)
    return Item(number=rules.number_of(unit, own), category=category, **values)


def _usual_kind(catalog: Catalog) -> str:
    """Return the kind of a belonging that names none. Raises Refused if none is usual."""
    if OTHER not in catalog.belongings:
        raise Refused("没有写种类；请补上", "no kind is named; please add it")
    return OTHER
