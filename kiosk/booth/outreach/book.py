"""The addresses of an event, opened once and held in memory for as long as a session is unlocked.

Opening 20,000 takes seconds, searching them milliseconds. Locking the session drops them.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk.accounts.sessions import Session
from kiosk.booth.outreach import rules
from kiosk.booth.outreach.models import Place
from kiosk.errors import NotAllowed
from kiosk.journal import sealed_box
from kiosk.journal.models import Desk, StoredRecord, same_record
from kiosk.typed_text import comparable

NAME = "outreach"
MOST_FOUND = 50


@dataclass(frozen=True)
class Entry:
    """One place with its address; `text` is what searching compares, `key` what sorting does."""

    place: str
    kind: str
    community: str
    address: str
    note: str
    text: str
    key: rules.Key


@dataclass
class Book:
    """The entries of an event, by the order of their addresses."""

    event: str
    held: tuple[int, int] = (0, 0)
    entries: list[Entry] = field(default_factory=list)
    by_place: dict[str, Entry] = field(default_factory=dict)

    def search(self, words: str) -> list[Entry]:
        """Return entries whose address, note or community hold `words`, one more than shown."""
        sought = comparable(words)
        found = []
        for entry in self.entries:
            if sought and sought in entry.text:
                found.append(entry)
                if len(found) > MOST_FOUND:
                    break
        return found

    def near(self, address: str, closed: Container[str]) -> list[Entry]:
        """Return the nearest open places in the street of an address, the nearest first."""
        here = rules.address_key(address)
        found = [
            (far, entry.key, entry)
            for entry in self.entries
            if entry.place not in closed and (far := rules.distance(here, entry.key)) is not None
        ]
        return [entry for _, _, entry in sorted(found, key=lambda each: each[:2])[:MOST_FOUND]]

    def of(self, community: str) -> list[Entry]:
        """Return the entries of a community, by street and number."""
        return [entry for entry in self.entries if entry.community == community]


def opened(tx: Connection, session: Session, event: str) -> Book | None:
    """Return the addresses of an event, None while the session is locked."""
    key = session.key
    if key is None:
        return None
    book = session.books.get(NAME)
    if not isinstance(book, Book) or book.event != event:
        book = session.books[NAME] = Book(event)
    _read_on(tx, book, bytes(key))
    if session.key is None:  # Another request locked it meanwhile.
        session.books = {}
        return None
    return book


def _read_on(tx: Connection, book: Book, private: bytes) -> None:
    """Open what was listed since; all of it where another epoch has begun."""
    own = Place.event == book.event, Place.device == select(Desk.device).scalar_subquery()
    count, last = tx.execute(select(func.count(), func.max(Place.seq)).where(*own)).one()
    now = (count, last or 0)
    if now == book.held:
        return
    query = (
        select(Place.place, Place.kind, Place.community, StoredRecord.sealed)
        .join(StoredRecord, same_record(Place, StoredRecord))
        .where(*own, StoredRecord.sealed.is_not(None))
    )
    new = [row for row in tx.execute(query) if row.place not in book.by_place]
    entries = list(_entries(new, private))
    book.entries = sorted([*book.entries, *entries], key=lambda entry: entry.key)
    book.by_place |= {entry.place: entry for entry in entries}
    book.held = now


def _entries(rows: Iterable[Any], private: bytes) -> Iterable[Entry]:
    for row in rows:
        try:
            held = json.loads(sealed_box.unseal(private, row.sealed))
        except NotAllowed:
            continue
        address, note = held["address"], held.get("note", "")
        text = comparable(f"{address}\n{note}\n{row.community}")
        key = rules.address_key(address)
        yield Entry(row.place, row.kind, row.community, address, note, text, key)
