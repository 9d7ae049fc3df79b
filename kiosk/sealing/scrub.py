"""Take what was erased out of the files too: the database's own pages, its log, and copies.

An erased row leaves traces that no query shows: SQLite moves rows between pages without wiping
where they were, the write-ahead log holds pages as they stood, and a copy kept in the folder is a
database of its own. So each is written again. `erased.jsonl` beside the database keeps the names of
what was erased (never what it said), so that no backup brings it back once the database is lost.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from kiosk.config import Settings
from kiosk.journal.models import StoredRecord
from kiosk.sealing import erasure
from kiosk.sealing.erasure import UNSCRUBBED, Erased
from kiosk.storage.data_folder import PASSING
from kiosk.storage.db import db
from kiosk.storage.whole_file import SUFFIX, whole_file

MEMORY, DUE = "erased.jsonl", "scrub.due"
ORPHAN_LOGS = "kiosk-before-*.db-*"
BUSY_SECONDS = 20
PATIENCE_MS = 1500
"""How long to wait for readers of the log, an export say; a guest at the screen waits along."""


def remember(settings: Settings) -> list[Erased]:
    """Return all that was ever erased from this folder, and keep it beside the database too."""
    known = {_line(each): each for each in _memory(settings)}
    count = len(known)
    known |= {_line(each): each for each in _held(settings)}
    if len(known) > count:
        with whole_file(settings.data / MEMORY) as part:
            part.write_bytes(b"".join(known))
    return list(known.values())


def _held(settings: Settings) -> list[Erased]:
    """Return the erasures that the database knows of."""
    if settings.database:
        return _known(db.reader())
    return _remembered(settings.database_file)


def _remembered(database: Path) -> list[Erased]:
    """Return the erasures that a database knows of; a missing or damaged one may know of none."""
    found: list[Erased] = []
    if not database.exists():
        return found
    try:
        with closing(sqlite3.connect(database)) as connection:
            for (body,) in connection.execute(
                "SELECT body FROM record WHERE kind = ? ORDER BY made_at", (erasure.KIND.name,)
            ):
                found.append(msgspec.json.decode(body, type=Erased))
    except (sqlite3.DatabaseError, msgspec.MsgspecError):
        return found
    return found


def _known(tx: Connection) -> list[Erased]:
    """Return the erasures that the open database knows of; one that cannot be read is left out."""
    found: list[Erased] = []
    query = select(StoredRecord.body).where(StoredRecord.kind == erasure.KIND.name)
    for (body,) in tx.execute(query.order_by(StoredRecord.made_at)):
        with suppress(msgspec.MsgspecError):
            found.append(msgspec.json.decode(body, type=Erased))
    return found


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
    """Return True if something was erased that may still stand in the files."""
    if (settings.data / DUE).exists():
        return True
    known = {_line(each) for each in _memory(settings)}
    return any(_line(each) not in known for each in _held(settings))


def scrub(settings: Settings) -> bool:
    """Take all that was ever erased out of this folder's files; return whether it is done.

    Call it after the commit. False means that a reader kept the log in use, or that a copy is
    damaged; `finish` and each start try again.
    """
    due = settings.data / DUE
    due.touch()
    UNSCRUBBED.clear()
    erasures = remember(settings)
    is_done = _vacuum() if settings.database else _write_anew(settings.database_file)
    if erasures and not settings.database:
        for copy in copies(settings):
            is_done &= _scrub_copy(copy, erasures)
        _drop_orphan_logs(settings)
    if is_done:
        due.unlink(missing_ok=True)
    return is_done


def finish(settings: Settings) -> None:
    """Scrub what a receipt erased, or go on with a scrub that could not be done at once."""
    if UNSCRUBBED.is_set() or (settings.data / DUE).exists():
        scrub(settings)


def copies(settings: Settings) -> Iterator[Path]:
    """Yield the databases in this folder beside its own: made before a migration or a restore."""
    for path in sorted(settings.data.glob("*.db")):
        if path.name != settings.database_file.name:
            yield path


def drop_leftovers(settings: Settings) -> None:
    """Delete half-made copies that a power loss left; the caller holds the folder's lock."""
    for part in (*settings.data.glob(f"*{SUFFIX}"), *settings.data.glob("kiosk-restoring.db*")):
        part.unlink(missing_ok=True)
    for folder in settings.data.glob(f"{PASSING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _drop_orphan_logs(settings: Settings) -> None:
    """Delete logs that were kept of a database which itself is lost: they cannot be scrubbed."""
    for log in settings.data.glob(ORPHAN_LOGS):
        if not log.with_name(log.name.rpartition("-")[0]).exists():
            log.unlink(missing_ok=True)


def _write_anew(database: Path) -> bool:
    """Write every page again and cut the log to nothing; False if that cannot be done now."""
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


def _vacuum() -> bool:
    """Let PostgreSQL reuse the room of what was erased; False if that cannot be done now.

    The rows themselves went with the commit. Its log and backups are its administrator's.
    """
    try:
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("VACUUM record, desk_key, invitation")
            return True
    except DatabaseError as error:
        logging.getLogger(__name__).warning("the database could not be vacuumed: %s", error.orig)
    return False


def _scrub_copy(copy: Path, erasures: list[Erased]) -> bool:
    try:
        with closing(sqlite3.connect(copy, timeout=BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA temp_store=MEMORY")
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            _note_seals(connection, erasures)
            before = connection.total_changes
            if "record" in tables:
                connection.execute(
                    "UPDATE record SET sealed = NULL WHERE sealed IS NOT NULL "
                    "AND (device, sealed_digest) IN (SELECT device, digest FROM temp.gone)"
                )
                for erased in erasures:
                    _erase_in_copy(connection, erased, tables)
            has_changed = connection.total_changes > before
            connection.commit()
    except sqlite3.DatabaseError as error:
        _warn(copy, error)
        return False
    return _write_anew(copy) if has_changed else True


def _note_seals(connection: sqlite3.Connection, erasures: list[Erased]) -> None:
    """Lay out what was erased by its digests, so that a copy is searched once for all of it."""
    connection.execute(
        "CREATE TEMP TABLE gone (device TEXT, digest BLOB, PRIMARY KEY (device, digest)) "
        "WITHOUT ROWID"
    )
    connection.executemany(
        "INSERT OR IGNORE INTO temp.gone VALUES (?, ?)",
        (
            (run.device, bytes.fromhex(seal))
            for erased in erasures
            for run in erased.runs
            for seal in run.seals
        ),
    )


def _erase_in_copy(connection: sqlite3.Connection, erased: Erased, tables: set[str]) -> None:
    for run in erased.runs:
        if not run.seals:
            connection.execute(
                "UPDATE record SET sealed = NULL WHERE device = ? AND epoch = ? "
                "AND seq BETWEEN ? AND ? AND sealed IS NOT NULL",
                (run.device, run.epoch, run.first, run.last),
            )
    if erased.key_of:
        _erase_event_in_copy(connection, erased, tables)


def _erase_event_in_copy(connection: sqlite3.Connection, erased: Erased, tables: set[str]) -> None:
    """Erase an event in a copy: other devices' records, and its own where the key is the same."""
    connection.execute(
        "UPDATE record SET sealed = NULL WHERE event = ? AND sealed IS NOT NULL "
        "AND device != (SELECT device FROM desk)",
        (erased.key_of,),
    )
    if not erased.key:
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
