"""Make the read tables again from the journal, in memory that stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, delete

from kiosk.counts import tallying
from kiosk.journal import kinds, service
from kiosk.journal.bulk import new_batch
from kiosk.journal.records import Record
from kiosk.storage.db import Base

CHUNK = 1000
"""Records read and written at a time."""
Origin = tuple[str, tuple[str, int, bytes] | None]


def rebuild(tx: Connection, progress: Callable[[int], None] = lambda _count: None) -> int:
    """Make every read table again from the journal; return how many records were read."""
    tallying.forget(tx)
    for name in reversed(kinds.read_tables()):
        tx.execute(delete(Base.metadata.tables[name]))
    count, seen = 0, set[Origin]()
    for chunk in _chunks(tx):
        batch = new_batch(tx.dialect.name)
        for record in chunk:
            kind = kinds.known(record)
            origin = record.device, record.origin
            if kind and origin not in seen and not service.stands_first(tx, record):
                batch.add_rows(record, kind.rows(record))
            if record.origin:
                seen.add(origin)
        batch.write(tx)
        tallying.landed(tx, batch.firsts)
        count += len(chunk)
        progress(count)
    return count


def _chunks(tx: Connection) -> Iterator[list[Record]]:
    """Yield every record held in the order of `service.walk`, some at a time.

    Each chunk is a query of its own, so that rows can be written between two of them.
    """
    after: Record | None = None
    while chunk := service.following(tx, after, CHUNK):
        yield chunk
        after = chunk[-1]
