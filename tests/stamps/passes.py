"""Make passports, and read their codes off a page as a camera would."""

from __future__ import annotations

import re
from datetime import date

import zxingcpp
from PIL import Image, ImageDraw
from sqlalchemy import Connection

from kiosk.booth.stamps import code, passports, service
from kiosk.content.catalog import Catalog
from kiosk.content.stamp_rule import mark
from kiosk.journal import this_device
from kiosk.sealing import identity

EVENT = "pinghu/2026"
MODULE = 6
FULL = ("scam-quiz", "road-quiz", "law-quiz", "your-word")
_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1")


def stand(tx: Connection, unit: str, booth: str = "A-1") -> None:
    """Set the desk up at the booth of a unit."""
    this_device.set_place(tx, event=EVENT, unit=unit, booth=booth)


def full_code(tx: Connection, catalog: Catalog, *stops: str) -> str:
    """Return the code of a new passport with these stamps, signed by this booth."""
    return code.signed(
        passports.new(),
        map(mark, stops or FULL),
        event=service.event_of(tx),
        last_day=service.last_day(catalog),
        key=identity.device_key(tx),
    )


def scanned(page: str) -> str:
    """Return what a decoder reads off the drawing of the code on a page."""
    drawing = re.search(r'<svg [^>]*viewBox="0 0 (\d+) \d+".*?</svg>', page)
    assert drawing, "the page shows no code"
    side = int(drawing[1]) * MODULE
    picture = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, length in (map(int, found) for found in _RUN.findall(drawing[0])):
        begin = (x * MODULE, y * MODULE)
        pen.rectangle((*begin, (x + length) * MODULE - 1, (y + 1) * MODULE - 1), 0)
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def later(day: date) -> date:
    """Return a day long after another."""
    return day.replace(year=day.year + 1)
