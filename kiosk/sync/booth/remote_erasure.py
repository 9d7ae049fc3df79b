"""Erase at a booth what its central erased, and what is due by central's time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import Connection

from kiosk import clock
from kiosk.sealing import erasure
from kiosk.sync.format.receipt import SyncReceipt

DueDays = Callable[[Connection], Iterable[tuple[str, date]]]
"""Take a connection; return the events still sealed here whose end is known, and their due days."""
_due_days: list[DueDays] = []


def tell_due_days(tell: DueDays) -> None:
    """Register how a booth knows by which day an event is to be erased."""
    _due_days[:] = [tell]


def erase_by_receipt(tx: Connection, receipt: SyncReceipt) -> None:
    """Erase at a booth what its central erased, and what is due by the receipt's time.

    Central's time is the only clock by which a booth erases by itself, and only where the event's
    end is known: the days of the records are the booth's own word. What is not sealed any more
    needs no further record.
    """
    if receipt.erased:
        erasure.erase_seals(tx, receipt.device, receipt.erased, "central")
    for event in here(tx) & set(receipt.events):
        erasure.erase_event(tx, event, "central")
    today = clock.parse(receipt.made_at).astimezone().date()
    due = {event for tell in _due_days for event, day in tell(tx) if day <= today}
    for event in here(tx) & due:
        erasure.erase_event(tx, event)


def here(tx: Connection) -> set[str]:
    """Return the events of which anything is sealed here, or could be."""
    return {each.event for each in erasure.sealed_events(tx) if each.records or each.has_key}
