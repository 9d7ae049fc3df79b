"""Make an event to report on: simulated people, and what units told."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from sqlalchemy import Connection

from kiosk.journal import this_device
from kiosk.journal.service import new_id
from kiosk.office.activities import service
from kiosk.office.activities.rules import Given
from kiosk.shell import photos
from tests.activity.pictures import TURNED, drawing, with_place, written

TODAY = date.today().isoformat()
RARE = "=cmd|' /C calc'!A0 䶮𠮷 مرحبا 👮"
"""A place as nobody should name it."""
DONE = "摆放展板6块，发放宣传资料1200份。\n\n现场解答群众咨询86人次。"


def tell(
    tx: Connection,
    unit: str,
    *captions: str,
    units: set[str] | None = None,
    event: str = this_device.DEMO,
    **changed: Any,
) -> str:
    """Write an entry with a photo for each caption; return its id."""
    said: dict[str, Any] = {
        "about_unit": unit,
        "kind": "plaza",
        "place": "中心广场",
        "begins": f"{TODAY}T09:00",
        "ends": f"{TODAY}T16:00",
        "officers": 12,
        "visitors": 800,
        "done": DONE,
    }
    entry = new_id()
    service.save(
        tx,
        Given(**(said | changed)),
        entry=entry,
        base=0,
        event=event,
        units=units or {unit},
        actor="li",
    )
    for number, caption in enumerate(captions, start=1):
        exif = with_place(1 if number % 2 else TURNED)
        taken = written(drawing(600 + 10 * number, 450), exif=exif)
        picture = photos.read_photo(io.BytesIO(taken), f"{number}.jpg")
        service.add_photo(tx, entry, picture, caption, "li")
    return entry
