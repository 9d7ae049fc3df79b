"""Bring the quotations that staff chose into a report, where the session may open them."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.journal.reading import Opener
from kiosk.reports.wanted import Quoted, Wanted


def count(tx: Connection, wanted: Wanted) -> int:
    """Return how many quotations were chosen."""
    return 0


def opened(tx: Connection, wanted: Wanted, opener: Opener) -> list[Quoted]:
    """Return the quotations chosen, opened."""
    return []
