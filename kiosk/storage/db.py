"""Open the database, SQLite's or a server's: transactions, and a reading connection a thread.

SQLite takes one writer; two that meet wait by polling, which costs tens of milliseconds. So
writers of this process queue (see `writer`), and `BEGIN IMMEDIATE` keeps those of other processes
out. `synchronous=FULL` makes a commit survive a power loss. PostgreSQL takes many writers, each on
a connection of its own (see `pool`).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Executable,
    MetaData,
    Select,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError
from sqlalchemy.orm import DeclarativeBase

from kiosk.config import sqlite_url
from kiosk.errors import StorageFailed
from kiosk.storage import pool
from kiosk.storage.pool import Pool
from kiosk.storage.session import ReadingSession
from kiosk.storage.writer import Writer

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_SECONDS = 20
STORAGE_ERRORS = OperationalError, InternalError
"""What comes of the disk or the server, and not of what was asked of them."""
DAMAGED = ("malformed", "not a database")
"""What SQLite says where a page of the file is not one that it wrote. A disk I/O error may come
of a full disk as well."""


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMES)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy with the two paths that hot pages take; see `session`."""

    def __init__(self) -> None:
        """Start with no connection open."""
        options = {"class_": ReadingSession}
        super().__init__(model_class=Base, disable_autonaming=True, session_options=options)
        self._writers: dict[int, Writer | Pool] = {}
        self._opening = threading.Lock()
        self._local = threading.local()
        self.last_failure = ""

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give a writing connection; commit at the end, or roll back on an error.

        Raises StorageFailed if the disk is full, read-only or broken, or the server is not
        there; `last_failure` then says why, until a transaction commits again.
        """
        try:
            with self._writer().work() as tx:
                yield tx
            self.last_failure = ""
            if self.session.registry.has():  # What it read before may have changed.
                self.session.expire_all()
        except (DatabaseError, sqlite3.DatabaseError) as error:
            if not is_storage_error(error):
                raise
            raise self.note_failure(error) from error

    def note_failure(self, error: DatabaseError | sqlite3.DatabaseError) -> StorageFailed:
        """Remember why storing or reading failed, for health, and return it in words."""
        self.last_failure = str(getattr(error, "orig", error))
        return storage_failure(error)

    def _writer(self) -> Writer | Pool:
        engine = self.engine
        with self._opening:
            if id(engine) not in self._writers:
                kind = Pool if is_server(engine.dialect) else Writer
                self._writers[id(engine)] = kind(engine)
            return self._writers[id(engine)]

    def after_commit(self, tx: Connection, act: Callable[[], object]) -> None:
        """Call `act` after `tx` commits; a rollback drops it."""
        self._writer().after_commit(tx, act)

    def reader(self) -> Connection:
        """Return this thread's own reading connection, outside any transaction.

        Raises StorageFailed if the database's server cannot be reached.
        """
        engine = self.engine
        if is_server(engine.dialect):
            return self._server_reader()
        held: tuple[Engine, Connection] | None = getattr(self._local, "held", None)
        if held is None or held[0] is not engine:
            held = engine, engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._local.held = held
        return held[1]

    def _server_reader(self) -> Connection:
        writer = self._writer()
        assert isinstance(writer, Pool)
        try:
            return writer.reader()
        except OperationalError as error:
            raise storage_failure(error) from error

    def close(self) -> None:
        """Close what this process holds open; needs an app context."""
        writer = self._writers.pop(id(self.engine), None)
        if writer is not None:
            writer.close()
        held = getattr(self._local, "held", None)
        if held is not None:
            held[1].close()
            del self._local.held
        self.engine.dispose()


class Prepared:
    """A statement that is compiled once and run by the driver's own call.

    A hot page spends more time in SQLAlchemy's look-ups than in SQLite; this keeps the statement
    in SQLAlchemy's language and takes the look-ups away. Brings 14 % of the processor time of a
    confirmed answer and 19 % of the end of a quiz, measured on the rounds of tests.bench.booth.
    Values must be ones the driver knows (text, integers, bytes, booleans, None); rows come back as
    the driver gives them.
    """

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        """Keep `statement`; `columns` are those that an insert fills."""
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}

    def run(self, tx: Connection, *rows: dict[str, Any]) -> Any:
        """Run it with the values of one row, or once a row of many; return the cursor.

        Raises DBAPIError's kinds, as SQLAlchemy does.
        """
        sql, order = self._compile(tx.dialect)
        if order is None:
            return tx.exec_driver_sql(sql, list(rows) if len(rows) != 1 else rows[0])
        values = [tuple(row[name] for name in order) for row in rows]
        return call_driver(tx, sql, values)

    def _compile(self, dialect: Dialect) -> tuple[str, list[str] | None]:
        held = self._compiled.get(dialect.name)
        if held is None:
            compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)  # type: ignore[attr-defined]
            held = self._compiled[dialect.name] = str(compiled), compiled.positiontup
        return held


def call_driver(tx: Connection, sql: str, values: Sequence[tuple[Any, ...]] = ((),)) -> Any:
    """Run `sql` on SQLite itself, once for each tuple of values; return the driver's cursor.

    Raises DBAPIError's kinds, as SQLAlchemy does.
    """
    driver: Any = tx.connection.driver_connection
    try:
        if len(values) == 1:
            return driver.execute(sql, values[0])
        return driver.executemany(sql, values)
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, None, error, sqlite3.Error, dialect=tx.dialect) from error


def plain_rows(tx: Connection, query: Select[Any], most: int) -> Iterator[list[tuple[Any, ...]]]:
    """Yield a query's rows as the driver gives them, at most so many at a time.

    Brings 5 to 38 % of the processor time of 60,000 rows of 16 columns written as CSV from
    SQLite, against rows that know their columns' names.
    """
    compiled: Any = query.compile(dialect=tx.dialect, compile_kwargs={"render_postcompile": True})
    sql, values = str(compiled), compiled.params
    if is_server(tx.dialect):
        driver: Any = tx.connection.driver_connection
        cursor = driver.cursor(f"rows_{uuid4().hex}")
        cursor.execute(sql, values)
    else:
        cursor = call_driver(tx, sql, [tuple(values[name] for name in compiled.positiontup)])
    try:
        while rows := cursor.fetchmany(most):
            yield rows
    finally:
        # Of an export that was broken off, the database may be closed already.
        with suppress(sqlite3.ProgrammingError):
            cursor.close()


db = Database()


def is_server(dialect: Dialect) -> bool:
    """Return True if a database is a server, which several processes may share."""
    return dialect.name != "sqlite"


def take_turn(tx: Connection, what: str) -> None:
    """Keep others, of any process, from doing `what` until this transaction ends.

    SQLite lets one transaction write at a time anyway.
    """
    if is_server(tx.dialect):
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
        tx.execute(lock, {"what": f"kiosk {what}"})


def take_log_in() -> None:
    """Take SQLite's log into the database, so that damage to the log cannot reach what it holds."""
    if not is_server(db.engine.dialect):
        with db.engine.connect() as connection:
            call_driver(connection, "PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def is_storage_error(error: DatabaseError | sqlite3.DatabaseError) -> bool:
    """Return True if an error comes of the disk or the server, and not of what was asked."""
    if isinstance(error, sqlite3.Error):  # While rows are fetched, SQLAlchemy is not asked.
        return True
    return isinstance(error, STORAGE_ERRORS) or pool.is_read_only(error) or _is_damaged(error)


def _is_damaged(error: DatabaseError) -> bool:
    return any(words in str(error.orig) for words in DAMAGED)


def storage_failure(error: DatabaseError | sqlite3.DatabaseError) -> StorageFailed:
    """Put a failure of the database into words that say how to mend it."""
    if isinstance(error, DatabaseError) and pool.is_servers(error):
        return pool.failure(error)
    reason = str(getattr(error, "orig", error))
    if any(words in reason for words in DAMAGED):
        return StorageFailed(
            "这台终端的数据库坏了，这一步没有保存；请叫工作人员换上备用终端。之前的记录还在："
            "请先备份整个数据文件夹，再恢复最近的备份。",
            "This laptop's database is damaged and this step was not saved; ask staff to put a "
            "spare laptop in its place. Copy the whole data folder first, then restore the latest "
            "backup.",
        )
    if "full" in reason:
        return StorageFailed(
            "磁盘已满，这一步没有保存；请工作人员清理磁盘后重试。之前确认过的内容都在。",
            "The disk is full and this step was not saved; ask staff to free some space, then try "
            "again. All that was confirmed before is kept.",
        )
    if "readonly" in reason or "read-only" in reason:
        return StorageFailed(
            "数据文件夹不可写，这一步没有保存；请工作人员检查文件夹权限。",
            "The data folder cannot be written to and this step was not saved; ask staff to check "
            "the folder's permissions.",
        )
    return StorageFailed(
        f"暂时不能保存，请稍后再试一次（{reason}）。",
        f"This could not be saved just now; please try once more ({reason}).",
    )


@event.listens_for(Engine, "connect")
def _on_connect(connection: Any, _record: Any) -> None:
    """Set each SQLite connection up; leave BEGIN to us, so that it can be IMMEDIATE."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _on_begin(connection: Connection) -> None:
    """Take the write lock at once in a writing transaction, so that it cannot fail half-way.

    A `reader` begins none: each of its statements sees what is committed by then.
    """
    options = connection.get_execution_options()
    if connection.dialect.name == "sqlite" and options.get("isolation_level") != "AUTOCOMMIT":
        call_driver(connection, "BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def open_engine(path: Path) -> Engine:
    """Open the SQLite file `path` outside the app, for start-up, backup and restore."""
    return create_engine(sqlite_url(path))
