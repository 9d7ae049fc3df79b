"""The texts of this desk's list, opened once and searched in memory until the desk locks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from kiosk.accounts.sessions import Session
from kiosk.booth.handback.models import Belonging
from kiosk.journal.models import Desk, ErasedSeal, StoredRecord, same_record
from kiosk.sealing.open_list import OpenList, Texts

NAME = "handback"
A_MOMENT = 0.4
"""Seconds that a page may take to open rows; what is left follows with the next one."""


@dataclass(frozen=True)
class Opened:
    """The opened texts by number; `left` counts the belongings that are still to be opened."""

    list: OpenList
    left: int

    def texts(self, number: str) -> Texts:
        """Return what was sealed of a belonging, empty if it was erased."""
        return self.list.texts(number)


def opened(tx: Connection, session: Session, event: str) -> Opened | None:
    """Return the texts of this desk's belongings of an event, None while it is locked."""
    key = session.key
    if key is None:
        return None
    held, version = session.open_list(f"{NAME} {event}"), _version(tx, event)
    if session.books.get(NAME) == version:
        return Opened(held, 0)

    def read(numbers: Sequence[str]) -> Iterable[tuple[str, bytes]]:
        query = select(Belonging.number, StoredRecord.sealed).join(
            StoredRecord, same_record(Belonging, StoredRecord)
        )
        for number, sealed in tx.execute(query.where(*_own(event), Belonging.number.in_(numbers))):
            if sealed:
                yield number, sealed

    left = held.update(_numbers(tx, event), read, bytes(key), A_MOMENT)
    if not left and session.is_unlocked:
        session.books[NAME] = version
    return Opened(held, left)


def _own(event: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on belongings that this desk listed for an event."""
    return Belonging.device == select(Desk.device).scalar_subquery(), Belonging.event == event


def _numbers(tx: Connection, event: str) -> list[str]:
    """Return the numbers of what is still sealed, those listed first before others."""
    query = select(Belonging.number).join(StoredRecord, same_record(Belonging, StoredRecord))
    query = query.where(*_own(event), StoredRecord.sealed.is_not(None))
    return list(tx.execute(query.order_by(Belonging.epoch, Belonging.seq)).scalars())


def _version(tx: Connection, event: str) -> tuple[str, int, int]:
    """Return what changes whenever a list came or something was erased."""
    listed = tx.execute(select(func.count()).select_from(Belonging).where(*_own(event)))
    erased = tx.execute(select(func.count()).select_from(ErasedSeal))
    return event, listed.scalar_one(), erased.scalar_one()
