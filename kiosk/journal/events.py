"""The events whose records this machine holds. Simulated people's figures mix with no other's."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from kiosk.journal import this_device

Finder = Callable[[Connection], list[str] | None]
_finders: list[Finder] = []


def on_events(find: Finder) -> None:
    """Register what names the events of other devices too; it returns None if it knows none."""
    if find not in _finders:
        _finders.append(find)


def names(tx: Connection) -> list[str]:
    """Name the events to choose from: at central those of all devices, else this device's own."""
    for find in _finders:
        if (found := find(tx)) is not None:
            return found
    here = this_device.place(tx)
    return [here.event] if here else []


def choose(tx: Connection, asked: str | None) -> str | None:
    """Return the event asked for where it is one of them, else the first; None without any."""
    known = names(tx)
    return asked if asked in known else next(iter(known), None)
