"""A writing connection for each thread, as suits a database server.

This is what `writer` is to SQLite: one transaction a piece of work, committed once, on a connection
that was tried just before. A server may be restarted or another one take its place at any time;
whatever was begun then is undone, and the next piece of work finds the new one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DatabaseError

from kiosk.errors import StorageFailed

ACTS = "kiosk_after_commit"
"""Names the connection's option that holds what follows its commit."""
DISK_FULL, READ_ONLY = "53100", "25006"
"""SQLSTATEs (PostgreSQL's documentation, appendix A)."""
FULL_WORDS = ("No space left", "free disk space")
"""What PostgreSQL says where the system's error has no SQLSTATE of its own."""
CONNECT_SECONDS = 10
SPARE = 4
"""Connections beside those of the server's threads: sending, sweeping."""


def engine_options(threads: int) -> dict[str, Any]:
    """Return how to open an engine for so many threads; each may read and write at once."""
    return {
        "pool_pre_ping": True,
        "pool_size": threads + SPARE,
        "max_overflow": threads + SPARE,
        "connect_args": {"connect_timeout": CONNECT_SECONDS},
    }


class Pool:
    """The connections of this process to one database server."""

    def __init__(self, engine: Engine) -> None:
        """Start with no connection open."""
        self._engine = engine
        self._local = threading.local()
        self._guard = threading.Lock()
        self._readers: set[Connection] = set()
        if not event.contains(engine, "connect", _on_connect):
            event.listen(engine, "connect", _on_connect)

    @contextmanager
    def work(self) -> Iterator[Connection]:
        """Give a connection for one piece of work; return once it is committed.

        An error in the work undoes it. Raises DatabaseError if the server failed.
        """
        acts: list[Callable[[], object]] = []
        with self._engine.connect() as connection:
            tx = connection.execution_options(**{ACTS: acts})
            with tx.begin():
                yield tx
        for act in acts:
            act()

    def after_commit(self, tx: Connection, act: Callable[[], object]) -> None:
        """Call `act` after `tx` commits; it is dropped if the work is undone."""
        acts = tx.get_execution_options().get(ACTS)
        if acts is not None:
            acts.append(act)

    def reader(self) -> Connection:
        """Return this thread's own reading connection, once it has answered.

        Raises DatabaseError if the server cannot be reached.
        """
        held: Connection | None = getattr(self._local, "reader", None)
        if held is None or not self._answers(held):
            held = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._local.reader = held
            with self._guard:
                self._readers.add(held)
        return held

    def _answers(self, held: Connection) -> bool:
        """Return True if a connection can be used again; one that cannot is given up."""
        try:
            if not held.closed and not held.invalidated:
                held.exec_driver_sql("SELECT 1")
                return True
        except DatabaseError:
            held.invalidate()
        self._give_up(held)
        return False

    def _give_up(self, held: Connection) -> None:
        with self._guard:
            self._readers.discard(held)
        held.close()

    def close(self) -> None:
        """Close the reading connections, of all threads."""
        for held in list(self._readers):
            self._give_up(held)


def _on_connect(connection: Any, _record: Any) -> None:
    """Let a result be read in parts outside a transaction too, as `reader` gives it."""
    plain = connection.server_cursor_factory

    def open_cursor(*args: Any, **kwargs: Any) -> Any:
        return plain(*args, **kwargs | {"withhold": connection.autocommit})

    connection.server_cursor_factory = open_cursor


def is_servers(error: DatabaseError) -> bool:
    """Return True if an error came from a database server's driver."""
    return hasattr(error.orig, "sqlstate")


def is_read_only(error: DatabaseError) -> bool:
    """Return True if the server takes no writes, as a standby does."""
    return getattr(error.orig, "sqlstate", None) == READ_ONLY


def failure(error: DatabaseError) -> StorageFailed:
    """Put a failure of the server into words; its own are for staff, in the log."""
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state == DISK_FULL or any(words in str(error.orig) for words in FULL_WORDS):
        return StorageFailed(
            "数据库服务器的磁盘已满，这一步没有保存；请管理员清理磁盘后重试。之前确认过的内容都在。",
            "The database server's disk is full and this step was not saved; ask its administrator "
            "to free some space, then try again. All that was confirmed before is kept.",
        )
    if state == READ_ONLY:
        return StorageFailed(
            "数据库服务器现在只读（可能是备用机），这一步没有保存；请管理员检查 KIOSK_DATABASE "
            "指向的是不是主库。",
            "The database server takes no writes just now (it may be a standby) and this step was "
            "not saved; ask the administrator whether KIOSK_DATABASE names the primary.",
        )
    if error.connection_invalidated or not state or state[:2] in ("08", "57"):
        return StorageFailed(
            "暂时连不上数据库服务器，这一步没有保存；请稍后再试一次。",
            "The database server cannot be reached just now and this step was not saved; please "
            "try once more in a moment.",
        )
    return StorageFailed(
        f"数据库暂时不能保存，请稍后再试一次（代码 {state}）。",
        f"The database could not save this just now; please try once more (code {state}).",
    )
