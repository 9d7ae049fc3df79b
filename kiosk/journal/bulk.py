"""Many records stored with their read rows at once, as central does with a bundle.

PostgreSQL takes them as blocks of text by `COPY`, SQLite as rows by one statement a table. A batch
is made outside the transaction: what takes time is done before anybody waits for a lock.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from kiosk.journal import service
from kiosk.journal.kinds import Rows
from kiosk.journal.records import Record
from kiosk.storage.db import Base

KEY = ("device", "epoch", "seq")
RECORD = "record"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class Batch(ABC):
    """Records and their read rows, gathered for one `write`."""

    def __init__(self) -> None:
        """Start empty."""
        self._tables: dict[str, list[Any]] = {}
        self.firsts: dict[tuple[str, str], int] = {}
        """The first place written in each journal, by device and epoch; counting begins there."""

    def add(self, record: Record, rows: Rows) -> None:
        """Add a record and the read rows it makes."""
        self.add_rows(record, itertools.chain([(RECORD, msgspec.structs.asdict(record))], rows))

    @abstractmethod
    def add_rows(self, record: Record, rows: Rows) -> None:
        """Add the read rows of a record that is stored; those of a journal come in its order."""

    def write(self, tx: Connection) -> None:
        """Store everything. Raises DataError or IntegrityError if a row does not fit."""
        for table, rows in self._tables.items():
            self._write(tx, table, rows)

    @abstractmethod
    def _write(self, tx: Connection, table: str, rows: list[Any]) -> None:
        """Store the rows of one table."""


class RowBatch(Batch):
    """A batch of rows as they are."""

    def add_rows(self, record: Record, rows: Rows) -> None:
        """Add the read rows of a record that is stored."""
        self.firsts.setdefault((record.device, record.epoch), record.seq)
        for table, row in rows:
            for name in _lead(table):
                row[name] = getattr(record, name)
            self._tables.setdefault(table, []).append(row)

    def _write(self, tx: Connection, table: str, rows: list[Any]) -> None:
        service.insert_rows(table).run(tx, *rows)


class CopyBatch(Batch):
    """A batch of lines in PostgreSQL's text format (documentation: COPY, "Text Format")."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._text = _Cells().__getitem__

    def add_rows(self, record: Record, rows: Rows) -> None:
        """Add the read rows of a record that is stored."""
        self.firsts.setdefault((record.device, record.epoch), record.seq)
        text, tables = self._text, self._tables
        key = "\t".join(map(text, _key_of(record)))
        place = "\t".join([key, *map(text, _place_of(record))])
        for table, row in rows:
            has_place, values = _form(table)
            line = "\t".join([place if has_place else key, *map(text, values(row))])
            if table in tables:
                tables[table].append(line)
            else:
                tables[table] = [line]

    def _write(self, tx: Connection, table: str, rows: list[Any]) -> None:
        sql = copy_statement(table)
        dbapi: Any = tx.dialect.loaded_dbapi
        driver: Any = tx.connection.driver_connection
        try:
            with driver.cursor() as cursor, cursor.copy(sql) as copy:
                copy.write(("\n".join(rows) + "\n").encode())
        except dbapi.Error as error:
            raise DBAPIError.instance(sql, None, error, dbapi.Error, dialect=tx.dialect) from error


def copy_statement(table: str) -> str:
    """Return the statement by which PostgreSQL takes a table's lines."""
    names = ", ".join(f'"{name}"' for name in (*_lead(table), *_rest(table)))
    return f'COPY "{table}" ({names}) FROM STDIN'


def new_batch(dialect: str) -> Batch:
    """Return an empty batch for a database of `dialect`, such as `postgresql`."""
    return CopyBatch() if dialect == "postgresql" else RowBatch()


@cache
def _lead(table: str) -> tuple[str, ...]:
    """Name the columns that a row takes from its record."""
    has_place = table != RECORD and "made_at" in Base.metadata.tables[table].c
    return (*KEY, *service.READ_COLUMNS) if has_place else KEY


@cache
def _rest(table: str) -> tuple[str, ...]:
    """Name the other columns, in the order of the table."""
    names = Base.metadata.tables[table].c.keys()
    return tuple(name for name in names if name not in _lead(table))


_key_of = attrgetter(*KEY)
_place_of = attrgetter(*service.READ_COLUMNS)


@cache
def _form(table: str) -> tuple[bool, Callable[[dict[str, Any]], Iterable[Any]]]:
    """Return whether a table's rows carry their place, and what takes their other values."""
    names = _rest(table)
    values = itemgetter(*names) if len(names) > 1 else lambda row: [row[name] for name in names]
    return _lead(table) is not KEY, values


class _Cells(dict[Any, str]):
    """The text of each value, remembered: a batch repeats the same few values many times.

    Brings half of the processor time of making the text of 60,000 rows of 15 values. Truth is
    written as 1 and 0, which PostgreSQL reads for booleans and for numbers alike; in a dictionary
    `True` and `1` are the same.
    """

    def __missing__(self, value: Any) -> str:
        """Make the text of a value that comes the first time."""
        if value is None:
            text = r"\N"
        elif isinstance(value, str):
            text = value.translate(_ESCAPES)
        elif isinstance(value, bytes):
            return r"\\x" + value.hex()
        else:
            text = str(int(value))
        self[value] = text
        return text
