"""Take what was erased out of the files too: the database's own pages, its log, and copies.

An erased row leaves traces that no query shows: SQLite moves rows between pages without wiping
where they were, the write-ahead log holds pages as they stood, and a copy kept in the folder is a
database of its own. So each is written anew. `erased.jsonl` beside the database keeps the names of
what was erased (never what it said), so that no backup brings it back once the database is lost.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from kiosk.config import Settings
from kiosk.journal import erasure
from kiosk.journal.erasure import Erased
from kiosk.journal.storage import PASSING

MEMORY, DUE = "erased.jsonl", "scrub.due"
ORPHAN_LOGS = "kiosk-before-*.db-*"
BUSY_SECONDS = 20
PATIENCE_MS = 1500
"""How long to wait for readers of the log, an export say; a guest at the screen waits along."""


def remember(settings: Settings) -> list[Erased]:
    """Return all that was ever erased from this folder, and keep it beside the database too."""
    known = {_line(each): each for each in _memory(settings)}
    count = len(known)
    known |= {_line(each): each for each in erasure.remembered(settings.database)}
    if len(known) > count:
        part = settings.data / f"{MEMORY}.part"
        with part.open("wb") as file:
            file.writelines(known)
            file.flush()
            os.fsync(file.fileno())
        part.replace(settings.data / MEMORY)
    return list(known.values())


def _line(erased: Erased) -> bytes:
    return msgspec.json.encode(erased) + b"\n"


def _memory(settings: Settings) -> Iterator[Erased]:
    """Yield what the file beside the database names; lines that are damaged are passed over."""
    file = settings.data / MEMORY
    for line in file.read_bytes().splitlines() if file.exists() else ():
        try:
            yield msgspec.json.decode(line, type=Erased)
        except msgspec.MsgspecError:
            logging.getLogger(__name__).warning("%s has a damaged line", file.name)


def is_due(settings: Settings) -> bool:
    """Tell whether something was erased that may still stand in the files."""
    if (settings.data / DUE).exists():
        return True
    known = {_line(each) for each in _memory(settings)}
    return any(_line(each) not in known for each in erasure.remembered(settings.database))


def scrub(settings: Settings) -> bool:
    """Take all that was ever erased out of this folder's files; tell whether it is done.

    Call it after the commit. False means that a reader kept the log in use, or that a copy is
    damaged; `finish` and each start try again.
    """
    due = settings.data / DUE
    due.touch()
    erasures = remember(settings)
    is_done = _write_anew(settings.database)
    if erasures:
        for copy in copies(settings):
            is_done &= _scrub_copy(copy, erasures)
        _drop_orphan_logs(settings)
    if is_done:
        due.unlink(missing_ok=True)
    return is_done


def finish(settings: Settings) -> None:
    """Go on with a scrub that could not be done at once."""
    if (settings.data / DUE).exists():
        scrub(settings)


def copies(settings: Settings) -> Iterator[Path]:
    """Yield the databases in this folder beside its own: made before a migration or a restore."""
    for path in sorted(settings.data.glob("*.db")):
        if path.name != settings.database.name:
            yield path


def drop_leftovers(settings: Settings) -> None:
    """Delete half-made copies that a power loss left; the caller holds the folder's lock."""
    for part in (*settings.data.glob("*.part"), *settings.data.glob("kiosk-restoring.db*")):
        part.unlink(missing_ok=True)
    for folder in settings.data.glob(f"{PASSING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _drop_orphan_logs(settings: Settings) -> None:
    """Delete logs that were kept of a database which itself is lost: they cannot be scrubbed."""
    for log in settings.data.glob(ORPHAN_LOGS):
        if not log.with_name(log.name.rpartition("-")[0]).exists():
            log.unlink(missing_ok=True)


def _write_anew(database: Path) -> bool:
    """Write every page anew and cut the log to nothing; False where that cannot be done now."""
    try:
        with closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as connection:
            connection.isolation_level = None
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA temp_store=MEMORY")
            connection.execute("VACUUM")
            connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            return not is_busy
    except sqlite3.DatabaseError as error:
        _warn(database, error)
    return False


def _scrub_copy(copy: Path, erasures: list[Erased]) -> bool:
    try:
        with closing(sqlite3.connect(copy, timeout=BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            before = connection.total_changes
            if "record" in tables:
                for erased in erasures:
                    _erase_in_copy(connection, erased, tables)
            has_changed = connection.total_changes > before
            connection.commit()
    except sqlite3.DatabaseError as error:
        _warn(copy, error)
        return False
    return _write_anew(copy) if has_changed else True


def _erase_in_copy(connection: sqlite3.Connection, erased: Erased, tables: set[str]) -> None:
    for run in erased.runs:
        connection.execute(
            "UPDATE record SET sealed = NULL WHERE device = ? AND epoch = ? "
            "AND seq BETWEEN ? AND ? AND sealed IS NOT NULL",
            (run.device, run.epoch, run.first, run.last),
        )
    if not erased.key_of or not erased.key:
        return
    gone = connection.execute(
        "DELETE FROM desk_key WHERE event = ? AND public = ?",
        (erased.key_of, bytes.fromhex(erased.key)),
    )
    if gone.rowcount:
        connection.execute(
            "UPDATE record SET sealed = NULL WHERE event = ? AND sealed IS NOT NULL",
            (erased.key_of,),
        )
        if "invitation" in tables:
            connection.execute("DELETE FROM invitation WHERE event = ?", (erased.key_of,))


def _warn(database: Path, error: sqlite3.Error) -> None:
    logging.getLogger(__name__).warning("%s could not be scrubbed: %s", database.name, error)
