"""Which stops a booth stamps, and when the stamps of a passport make a gift ticket."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from kiosk.content.catalog import Catalog
from kiosk.content.stamps import Stamps, StampStop

MARK = 2
"""Bytes by which a code names a stop; two booths may show different editions of the pack."""


def mark(stop_id: str) -> bytes:
    """Return the few bytes by which the code of a passport names a stop."""
    return hashlib.sha256(stop_id.encode()).digest()[:MARK]


def stops_here(catalog: Catalog, unit: str | None) -> list[StampStop]:
    """Return the stops whose stamp is given at the booth of `unit`."""
    is_station = catalog.station(unit) is not None
    return [
        stop
        for stop in catalog.pack.stamps.stops
        if (stop.unit == unit if stop.unit is not None else is_station)
    ]


def lacking(stamps: Stamps, held: Collection[str]) -> int:
    """Return how many more stamps a ticket needs, those of stops that are a must among them."""
    known = [stop for stop in stamps.stops if stop.id in held]
    musts = sum(stop.is_must and stop.id not in held for stop in stamps.stops)
    return max(stamps.needed - len(known), musts)


def is_full(stamps: Stamps, held: Collection[str]) -> bool:
    """Return True if these stamps make a gift ticket."""
    return bool(stamps.stops) and lacking(stamps, held) == 0
