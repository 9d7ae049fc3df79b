"""Look after the data folder: make it, lock it, migrate it, copy it, put a copy back."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from kiosk.config import ROOT, Settings
from kiosk.errors import Refused, SetupFailed
from kiosk.storage import head, private_files
from kiosk.storage.db import open_engine
from kiosk.storage.whole_file import whole_file

LOCK = "serve.lock"
PASSING = "passing-"
"""Begins the names of folders that hold a copy while it is sent; left behind only by a kill."""
OWNER_ONLY = 0o700
OWNER_FILE = 0o600
_LOG = logging.getLogger(__name__)


def make_folder(settings: Settings) -> None:
    """Make the data folder where it is missing. Raises SetupFailed if it is not writable."""
    probe = settings.data / f".probe-{os.getpid()}"
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise SetupFailed(
            f"数据文件夹 {settings.data} 不可写（{error.strerror}）；"
            "请修改权限，或用 --data 另选文件夹。",
            f"The data folder {settings.data} cannot be written to ({error.strerror}); change its "
            "permissions, or choose another with --data.",
        ) from error
    open_files = private_files.protect_folder(settings.data)
    if open_files:
        _LOG.info("%d files were open to other users of this machine", open_files)


def lock_folder(settings: Settings) -> FileLock:
    """Keep other booths off this folder while the lock lives. Raises SetupFailed if one runs.

    On PostgreSQL it is left open: several processes may serve one database.
    """
    lock = FileLock(settings.data / LOCK, blocking=False)
    if settings.database:
        return lock
    try:
        lock.acquire()
    except Timeout:
        raise SetupFailed(
            f"已有一个展位程序在使用 {settings.data}；请先关闭它，或用 --data 另选文件夹。",
            f"A booth is already running on {settings.data}; stop it first, or choose another "
            "folder with --data.",
        ) from None
    return lock


def check_database(path: Path) -> None:
    """Raise SetupFailed if the database file is damaged; a missing one is fine."""
    if not path.exists():
        return
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            found: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            verdict = " ".join(found.split())
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        raise SetupFailed(
            f"数据库 {path} 已损坏（{verdict}）；没有改动任何文件。请把它移到别处保存，"
            "再用 restore 恢复最近的备份。",
            f"The database {path} is damaged ({verdict}); nothing was changed. Move it aside and "
            "keep it, then put the latest backup back with restore.",
        )


def migrate(path: Path) -> Path | None:
    """Bring the database to this version; return the copy made first, None if none was due.

    Raises SetupFailed if the database was written by a newer version of the app.
    """
    engine = open_engine(path)
    try:
        with engine.connect() as connection:
            due = lacking(connection, str(path))
            if not due:
                return None
            copy = None
            if inspect(connection).get_table_names():
                copy = path.with_name(f"kiosk-before-{due}.db")
                copy_database(path, copy)
            upgrade(connection)
            return copy
    except DatabaseError as error:
        raise SetupFailed(
            f"数据库 {path} 无法打开（{error.orig}）；没有改动任何文件。",
            f"The database {path} cannot be opened ({error.orig}); nothing was changed.",
        ) from error
    finally:
        engine.dispose()


def lacking(connection: Connection, name: str) -> str | None:
    """Return the version that a database has to be brought to, None if it is there.

    Raises SetupFailed, with the database's `name`, where a newer version of the app wrote it.
    """
    known, held = revisions(), None
    if inspect(connection).has_table("alembic_version"):
        held = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if held and held not in known:
        raise SetupFailed(
            f"数据库 {name} 由更新的版本写成；请先更新本程序。",
            f"The database {name} was written by a newer version; update this app first.",
        )
    return None if held == known[-1] else known[-1]


def revisions() -> list[str]:
    """Return the versions of the database that this app knows, by the names of their files."""
    files = (migrations() / "versions").glob("[0-9]*_*.py")
    return sorted(file.name.partition("_")[0] for file in files)


def migrations() -> Path:
    """Return the folder of the migrations."""
    return ROOT / "kiosk" / "storage" / "migrations"


def upgrade(connection: Connection) -> None:
    """Run the migrations that a database is missing, and commit."""
    # A database that is behind loads alembic, and not every start: it takes 0.1 s and 10 MB.
    from kiosk.storage import upgrading

    upgrading.upgrade(connection, migrations())
    connection.commit()


def copy_database(source: Path, target: Path) -> None:
    """Copy a database while it is in use, whole or not at all."""
    if target.exists() and target.samefile(source):
        raise _is_itself(target)
    try:
        with whole_file(target) as part:
            part.unlink(missing_ok=True)  # A power loss may have left half a database there.
            part.touch(mode=OWNER_FILE)
            with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(part)) as copy:
                held.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
                _require_whole(copy, source)
    except (OSError, sqlite3.Error) as error:
        raise SetupFailed(
            f"备份没有写成 {target}（{error}）；原数据没有改动。",
            f"The copy {target} could not be written ({error}); the data itself is unchanged.",
        ) from error


def refuse_itself(settings: Settings, target: Path) -> None:
    """Raise SetupFailed where a backup would take the place of the database."""
    if target.exists() and target.samefile(settings.database_file):
        raise _is_itself(target)


def _is_itself(target: Path) -> SetupFailed:
    return SetupFailed(
        f"{target} 就是数据本身；请另选一个文件名。",
        f"{target} is the data itself; choose another file.",
    )


def _require_whole(copy: sqlite3.Connection, source: Path) -> None:
    """Raise SetupFailed where a copy shows that its source is damaged: a good one is kept."""
    found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise SetupFailed(
            f"数据库 {source} 已损坏（{' '.join(found.split())}），没有备份；以前的备份没有动。"
            "请保留它，用以前的备份恢复。",
            f"The database {source} is damaged ({' '.join(found.split())}) and was not backed up; "
            "former backups are untouched. Keep them, and restore from one.",
        )


def check_backup(backup: Path) -> None:
    """Raise SetupFailed where a database is no whole booth, or holds what no booth has.

    A trigger or a view would run with every later tap.
    """
    check_database(backup)
    _require_booth(backup)
    with closing(sqlite3.connect(backup)) as connection:
        others = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        foreign = connection.execute(others).fetchone()
    if foreign:
        raise _foreign(backup, *foreign)


def check_shape(database: Path, folder: Path) -> None:
    """Raise SetupFailed where a migrated database has other tables or indexes than a new one."""
    fresh = folder / "shape.db"
    migrate(fresh)
    shape, wanted = _shape(database), _shape(fresh)
    if shape != wanted:
        kind, name = next(iter(sorted(shape ^ wanted)))
        raise _foreign(database, kind, name)


def _shape(database: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(database)) as connection:
        return {
            (str(kind), str(name))
            for kind, name in connection.execute(
                "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
            )
        }


def _foreign(backup: Path, kind: str, name: str) -> SetupFailed:
    return SetupFailed(
        f"{backup} 里有本程序不会写的内容（{kind} {name}），可能被人改过；没有改动任何内容。",
        f"{backup} holds what this program does not write ({kind} {name}) and may have been "
        "tampered with; nothing was changed.",
    )


def put_in_place(settings: Settings, fresh: Path, moment: datetime) -> Path | None:
    """Put `fresh` in the database's place; return where the former database was moved.

    The caller holds the folder's lock. Each step leaves a whole database in place: the former one,
    with its log taken in, or the fresh one.
    """
    aside = settings.data / f"kiosk-before-restore-{moment:%Y%m%d-%H%M%S}.db"
    is_kept = settings.database_file.exists()
    if is_kept:
        _take_log_in(settings.database_file)
        shutil.copyfile(settings.database_file, aside)
    for suffix in ("-wal", "-shm"):
        left = Path(f"{settings.database_file}{suffix}")
        if is_kept:
            left.unlink(missing_ok=True)
        elif left.exists():
            left.replace(f"{aside}{suffix}")
    # The head is that of the database which goes; the next start writes that of the backup.
    head.forget(settings.database_file)
    fresh.replace(settings.database_file)
    return aside if is_kept else None


def _take_log_in(database: Path) -> None:
    """Take a database's log into it where that can be done; a damaged one is kept as it is."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _require_booth(backup: Path) -> None:
    """Raise SetupFailed if a database holds no booth's journal."""
    try:
        with closing(sqlite3.connect(backup)) as connection:
            found = connection.execute("SELECT device FROM desk").fetchone()
    except sqlite3.DatabaseError:
        found = None
    if found is None:
        raise SetupFailed(
            f"{backup} 不是展位的备份；没有改动任何文件。",
            f"{backup} is no backup of a booth; nothing was changed.",
        )


def refuse_on_server(settings: Settings) -> None:
    """Raise Refused if the data are not in a file that could be copied."""
    if settings.database:
        raise Refused(
            "数据在 PostgreSQL 里：请用 pg_dump 备份，用 pg_restore 恢复；没有改动任何内容。",
            "The data are in PostgreSQL: back them up with pg_dump and put them back with "
            "pg_restore; nothing was changed.",
        )


def free_bytes(settings: Settings) -> int:
    """Return how many bytes the disk under the data folder has left."""
    return shutil.disk_usage(settings.data).free
