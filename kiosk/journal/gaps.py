"""Know places of journals whose record is not held, or does not follow the one before, and why.

A central keeps a record that it cannot take in quarantine; the chain goes on from the digest which
that record states. Whoever keeps such places registers how to find them.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

Places = dict[tuple[str, str, int], bytes | None]
"""The digest that each record states (None if unreadable), by device, epoch and seq."""
Finder = Callable[[Connection], Places]
FINDERS: list[Finder] = []


def on_gap(find: Finder) -> None:
    """Register what finds such places; the same finder may be registered again."""
    if find not in FINDERS:
        FINDERS.append(find)


def known(tx: Connection) -> Places:
    """Return every place that is known to break its chain."""
    places: Places = {}
    for find in FINDERS:
        places |= find(tx)
    return places
