"""Read a list of invited guests: each row is taken, or refused with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.booth.checkin.guest_list.columns import columns
from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.shell.lists import reader
from kiosk.shell.lists.reader import RowList, Warn
from kiosk.shell.spreadsheets.sheets import Sheet

OUTSIDE = "日期不在活动期间", "a day outside the event"
GuestList = RowList[Guest]


def read_file(file: Path, catalog: Catalog) -> GuestList:
    """Read a file. Raises Refused if it holds no list, SetupFailed if it cannot be read."""
    return reader.read_list(file, columns(catalog), partial(_guest, catalog))


def read_list(sheets: Sequence[Sheet], catalog: Catalog) -> GuestList:
    """Read every sheet that has headings. Raises Refused if none has."""
    return reader.read_sheet_rows(sheets, columns(catalog), partial(_guest, catalog))


def _guest(catalog: Catalog, values: dict[str, Any], warn: Warn) -> Guest:
    guest, event = Guest(**values), catalog.pack.event
    day = guest.day
    if day and event.starts_on and not event.starts_on <= day <= (event.ends_on or day):
        warn("day", *OUTSIDE)
    return guest
