"""The one writer of SQLite: one thread writes at a time, and those that queue share a commit.

Making a commit durable costs more than the work in it. So whoever finishes its work while others
queue leaves the transaction open for the next, and the last one commits for all; each returns only
once that commit is on disk. A single writer never waits for anybody. Brings half again as many
confirmed answers a second from 16 clients, and half their p99, measured on the rounds of
tests.bench.booth.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from kiosk.storage.head import Head, HeadFile

MOST_SHARED = 16
"""Pieces of work in one commit at most, so that the first does not wait for long."""
UNDO = "work"
"""Names the savepoint that takes one piece of work back."""
_WRITER = "writer"


class _Batch:
    """One open transaction, whose pieces of work all learn how it ended."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx
        self.transaction = tx.begin()
        self.size = 0
        self.acts: list[Callable[[], object]] = []
        self.error: BaseException | None = None
        self.is_done = threading.Event()

    def end(self, error: BaseException | None) -> None:
        """Commit, or after an `error` undo everybody's work; in any case let nobody wait on.

        SQLAlchemy sends no ROLLBACK after a COMMIT that failed; so we tell the driver.
        """
        try:
            if error is None:
                self.transaction.commit()
        except Exception as failure:
            error = failure
        try:
            if error is None:
                for act in self.acts:
                    act()
            else:
                self.error = error
                self.transaction.rollback()
                self.tx.connection.rollback()
        finally:
            self.is_done.set()


class Writer:
    """The one writing connection of this process."""

    def __init__(self, engine: Engine) -> None:
        """Open the connection, and the head beside the database."""
        self._tx = engine.connect().execution_options(writes=True)
        self._tx.info[_WRITER] = self
        self.head = HeadFile(Path(engine.url.database or "kiosk.db"))
        self._lock = threading.Lock()
        self._count = threading.Lock()
        self._queued = 0
        self._batch: _Batch | None = None

    @contextmanager
    def work(self) -> Iterator[Connection]:
        """Give the connection for one piece of work; return once it is committed.

        An error in the work undoes that work only. Raises OperationalError if the database
        failed; then nothing of it was stored.
        """
        self._queue(+1)
        with self._lock:
            self._queue(-1)
            # If others left their batch open for us, we join it; else a new one begins. `_queued`
            # no longer counts this thread, so it says whether anybody is behind us.
            batch = self._batch = self._batch or _Batch(self._tx)
            failure = None
            try:
                with self._undone_on_error(batch):
                    yield self._tx
                batch.size += 1
            except BaseException as error:
                # A failing database ends the batch for everybody in it. An error of this work alone
                # ends it only if nobody else is in it: the others keep what they did.
                failure = error if isinstance(error, OperationalError) or not batch.size else None
                raise
            finally:
                # The last of a queue commits for all. The limit keeps the first from waiting for
                # a queue that never ends.
                if failure or not self._queued or batch.size >= MOST_SHARED:
                    self._batch = None
                    batch.end(failure)
        # Outside the lock: the next thread may work while this one waits for the commit to be on
        # disk, which is what makes an answer confirmed.
        batch.is_done.wait()
        if batch.error:
            raise batch.error

    @contextmanager
    def _undone_on_error(self, batch: _Batch) -> Iterator[None]:
        """Take this work alone back where it raises; the first in a batch needs no savepoint."""
        acts = len(batch.acts)
        if not batch.size:
            yield
            return
        self._tx.exec_driver_sql(f"SAVEPOINT {UNDO}")
        try:
            yield
        except BaseException as error:
            del batch.acts[acts:]
            if not isinstance(error, OperationalError):
                self._tx.exec_driver_sql(f"ROLLBACK TO {UNDO}")
                self._tx.exec_driver_sql(f"RELEASE {UNDO}")
            raise
        self._tx.exec_driver_sql(f"RELEASE {UNDO}")

    def after_commit(self, tx: Connection, act: Callable[[], object]) -> None:
        """Call `act` after `tx` commits; it is dropped if the work is undone."""
        if tx is self._tx and self._batch:
            self._batch.acts.append(act)

    def _queue(self, change: int) -> None:
        with self._count:
            self._queued += change

    def close(self) -> None:
        """Close the connection and the head."""
        self._tx.info.pop(_WRITER, None)
        self._tx.close()
        self.head.close()


def move_head(tx: Connection, head: Head) -> None:
    """Write the head of the journal after `tx` commits; a server keeps its own log."""
    writer = writer_of(tx)
    if writer is not None:
        writer.after_commit(tx, partial(writer.head.write, head))


def writer_of(tx: Connection) -> Writer | None:
    """Return the writer whose connection this is, None for a reader's or a server's."""
    found: Writer | None = tx.info.get(_WRITER)
    return found
