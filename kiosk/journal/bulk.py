"""Store many records with their read rows at once, as central does when it takes a bundle in.

PostgreSQL takes them as blocks of text by `COPY`, SQLite as rows by one statement a table. A batch
is made outside the transaction: what takes time is done before anybody waits for a lock.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from kiosk.db import Base
from kiosk.journal import service
from kiosk.journal.kinds import Rows
from kiosk.journal.records import Record

KEY = ("device", "epoch", "seq")
RECORD = "record"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class Batch:
    """Gather records and their read rows for one `write`."""

    def __init__(self) -> None:
        """Start empty."""
        self._tables: dict[str, list[Any]] = {}

    def add(self, record: Record, rows: Rows) -> None:
        """Add a record and the read rows it makes."""
        self._put(RECORD, record, msgspec.structs.asdict(record))
        self.add_rows(record, rows)

    def add_rows(self, record: Record, rows: Rows) -> None:
        """Add the read rows of a record that is stored."""
        for table, row in rows:
            self._put(table, record, row)

    def write(self, tx: Connection) -> None:
        """Store everything. Raises DataError or IntegrityError where a row does not fit."""
        for table, rows in self._tables.items():
            self._write(tx, table, rows)

    def _put(self, table: str, record: Record, row: dict[str, Any]) -> None:
        raise NotImplementedError

    def _write(self, tx: Connection, table: str, rows: list[Any]) -> None:
        raise NotImplementedError


class RowBatch(Batch):
    """Gather rows as they are."""

    def _put(self, table: str, record: Record, row: dict[str, Any]) -> None:
        for name in _lead(table):
            row[name] = getattr(record, name)
        self._tables.setdefault(table, []).append(row)

    def _write(self, tx: Connection, table: str, rows: list[Any]) -> None:
        service.insert_rows(table).run(tx, *rows)


class CopyBatch(Batch):
    """Gather lines of PostgreSQL's text format (documentation: COPY, "Text Format")."""

    def _put(self, table: str, record: Record, row: dict[str, Any]) -> None:
        cells = [_cell(getattr(record, name)) for name in _lead(table)]
        cells += [_cell(row[name]) for name in _rest(table)]
        self._tables.setdefault(table, []).append("\t".join(cells))

    def _write(self, tx: Connection, table: str, rows: list[Any]) -> None:
        names = ", ".join(f'"{name}"' for name in (*_lead(table), *_rest(table)))
        sql = f'COPY "{table}" ({names}) FROM STDIN'
        dbapi: Any = tx.dialect.loaded_dbapi
        driver: Any = tx.connection.driver_connection
        try:
            with driver.cursor() as cursor, cursor.copy(sql) as copy:
                copy.write(("\n".join(rows) + "\n").encode())
        except dbapi.IntegrityError as error:
            raise IntegrityError(sql, None, error) from error
        except dbapi.DataError as error:
            raise DataError(sql, None, error) from error
        except dbapi.OperationalError as error:
            raise OperationalError(sql, None, error) from error


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


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, bytes):
        return r"\\x" + value.hex()
    if isinstance(value, str):
        return value if value.isalnum() else value.translate(_ESCAPES)
    return str(value)
