"""Take what was erased out of the files too: the write-ahead log, and copies kept in the folder.

`secure_delete` overwrites what the database itself drops. The log still holds pages as they were,
and a copy made before a migration or a restore is a database of its own.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kiosk.config import Settings
from kiosk.journal import erasure

COPIES = "kiosk-before-*.db"
TRIES, PAUSE = 20, 0.1
BUSY_SECONDS = 10


def scrub(settings: Settings) -> bool:
    """Drop from the log and the folder's copies all that was ever erased; tell whether it is done.

    Call it after the commit. False means that a reader kept the log in use; the next call, and
    each start, does it again.
    """
    erasures = erasure.remembered(settings.database)
    for copy in copies(settings):
        _scrub_copy(copy, erasures)
    return _empty_log(settings.database)


def copies(settings: Settings) -> Iterator[Path]:
    """Yield the copies of the database that this folder keeps."""
    yield from sorted(settings.data.glob(COPIES))


def _empty_log(database: Path) -> bool:
    """Write the log back and cut it to nothing."""
    with closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as connection:
        for _ in range(TRIES):
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if not is_busy:
                return True
            time.sleep(PAUSE)
    return False


def _scrub_copy(copy: Path, erasures: list[erasure.Erased]) -> None:
    try:
        with closing(sqlite3.connect(copy, timeout=BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            for erased in erasures:
                _erase_in_copy(connection, erased, tables)
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError as error:
        logging.getLogger(__name__).warning("%s could not be scrubbed: %s", copy.name, error)


def _erase_in_copy(
    connection: sqlite3.Connection, erased: erasure.Erased, tables: set[str]
) -> None:
    for run in erased.runs:
        connection.execute(
            "UPDATE record SET sealed = NULL WHERE device = ? AND epoch = ? "
            "AND seq BETWEEN ? AND ? AND sealed IS NOT NULL",
            (run.device, run.epoch, run.first, run.last),
        )
    if erased.key_of:
        for table in tables & {"desk_key", "invitation"}:
            connection.execute(f"DELETE FROM {table} WHERE event = ?", (erased.key_of,))
