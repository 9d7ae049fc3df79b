"""Typed objects of the mapped classes: Flask-SQLAlchemy's session on pages, `load` in services.

Which way to read and write:

- A page that shows what is stored uses `db.session`, as any Flask-SQLAlchemy application does. It
  reads by this thread's own reading connection, so it keeps no transaction open, takes no
  connection of the pool, and each query sees what is committed by then. It never writes.
- A service takes the open connection as `tx` (a transaction's or the reader's), and gets mapped
  objects of it by `load`. They are detached: they answer questions, and a change to one changes
  nothing stored.
- Whatever is written goes through `db.transaction()` as a statement or a record, so that SQLite's
  single writer and the journal's chain hold.
- Hot paths (a tap in the quiz, drafts, the journal, counts, exports) stay on the bare connection:
  500 mapped objects take 1.6 ms to load, as many plain rows 0.5 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Select
from sqlalchemy.orm import Session

Model = TypeVar("Model")


class ReadingSession(FlaskSession):
    """A session that reads by the thread's reading connection and refuses to write."""

    def get_bind(self, *_args: Any, **_kwargs: Any) -> Connection:
        """Return the connection for any statement."""
        reader: Connection = self._db.reader()
        return reader

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Refuse what would be written outside the writers' queue. Raises TypeError."""
        if self.new or self.dirty or self.deleted:
            raise TypeError("db.session only reads; write in db.transaction()")
        super().flush(objects)


def load(tx: Connection, query: Select[Model]) -> list[Model]:
    """Return the mapped objects that a query selects, detached, as `tx` sees them."""
    with Session(tx, autoflush=False) as session:
        return list(session.scalars(query))
