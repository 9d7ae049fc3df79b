"""Choose the event whose figures staff see. Those of simulated people mix with no other's."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.journal import desk
from kiosk.sync import fleet, identity


def held(tx: Connection) -> list[str]:
    """Name the events to choose from: at central those of all devices, else this desk's own."""
    if identity.is_central(tx):
        return fleet.events(tx)
    here = desk.place(tx)
    return [here.event] if here else []


def choose(tx: Connection, asked: str | None) -> str | None:
    """Return the event asked for where it is one of them, else the first; None without any."""
    known = held(tx)
    return asked if asked in known else next(iter(known), None)
