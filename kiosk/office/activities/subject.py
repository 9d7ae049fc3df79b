"""Find the pack that an event was held with: its name, its units, its days."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.content import editions
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Unit
from kiosk.journal import events


def chosen(tx: Connection, asked: str | None) -> str:
    """Return the event asked for where it is one of those held, else the first.

    A central that no device belongs to yet has that of its pack.
    """
    return events.choose(tx, asked) or content.current().pack.event.id


def edition(tx: Connection, event: str) -> Catalog:
    """Return the newest pack of an event; for an event without a pack, what is on screen.

    Simulated people come to whatever is on screen.
    """
    held = editions.packs(tx).editions
    return next((each for each in held if each.pack.event.id == event), content.current())


def units(tx: Connection, event: str) -> list[Unit]:
    """Return the units that take part in an event, in the pack's order."""
    return list(edition(tx, event).pack.units)
