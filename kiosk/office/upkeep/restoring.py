"""Put a backup back: opened, checked, given a new journal, and only then put in place.

Everything is done to a copy beside the database, which takes its place in one step at the end. So a
restore that is killed leaves the former database, or the restored one with its new journal.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from nacl.signing import SigningKey

from kiosk import clock
from kiosk.config import Settings
from kiosk.errors import SetupFailed
from kiosk.journal import this_device
from kiosk.sealing import erasure, sealed_file
from kiosk.sealing.erasure import Erased
from kiosk.sealing.sealed_file import SealedHeader
from kiosk.storage import data_folder
from kiosk.storage.db import open_engine

AskWords = Callable[[SealedHeader], str]
"""Ask for the passphrase or recovery code of a sealed backup, whose header is given."""


@dataclass(frozen=True)
class Restored:
    """What was put back: who may sign in, how many records, and who signed the backup.

    `again` is how many erasures were repeated, `aside` where the former database is kept. `header`
    is None for a plain backup, which nobody signed; `is_own` says that this very device did.
    """

    accounts: list[tuple[str, str, bool]]
    records: int
    again: int
    aside: Path | None
    header: SealedHeader | None
    is_own: bool


def restore(
    settings: Settings, file: Path, erasures: list[Erased], ask_words: AskWords
) -> Restored:
    """Put the backup `file` back; the caller holds the folder's lock.

    Raises SetupFailed, Refused or NotAllowed, with the former database untouched.
    """
    if not file.exists():
        raise SetupFailed(f"找不到备份文件 {file}。", f"There is no backup file {file}.")
    with tempfile.TemporaryDirectory(
        dir=settings.data, prefix=data_folder.PASSING, ignore_cleanup_errors=True
    ) as folder:
        fresh = Path(folder, "kiosk-restoring.db")
        header = _open(file, fresh, ask_words)
        data_folder.check_backup(fresh)
        data_folder.migrate(fresh)
        data_folder.check_shape(fresh, Path(folder))
        again = _begin_journal(fresh, erasures)
        accounts, records = _look_into(fresh)
        is_own = header is not None and header.signer == _own_signer(settings.database_file)
        aside = data_folder.put_in_place(settings, fresh, clock.now())
    return Restored(accounts, records, again, aside, header, is_own)


def _open(file: Path, fresh: Path, ask_words: AskWords) -> SealedHeader | None:
    """Write the database of a backup to `fresh`; return the header of a sealed one."""
    with file.open("rb") as source:
        if not sealed_file.is_sealed(source):
            data_folder.check_backup(file)
            data_folder.copy_database(file, fresh)
            return None
        words = ask_words(sealed_file.read_header(source))
        fresh.touch(mode=data_folder.OWNER_FILE)
        with fresh.open("r+b") as target:
            return sealed_file.unseal(source, words, target)


def _begin_journal(fresh: Path, erasures: Iterable[Erased]) -> int:
    """Begin a new journal in a restored database, and erase again; return how much was erased."""
    engine = open_engine(fresh)
    try:
        with engine.connect().execution_options(writes=True) as tx, tx.begin():
            this_device.open_epoch(tx, "restore")
            again = erasure.erase_again(tx, erasures)
    finally:
        engine.dispose()
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # Everything is in the one file then.
    return again


def _look_into(fresh: Path) -> tuple[list[tuple[str, str, bool]], int]:
    with closing(sqlite3.connect(fresh)) as connection:
        accounts = connection.execute("SELECT name, role, is_active FROM staff ORDER BY name")
        found = [(str(name), str(role), bool(active)) for name, role, active in accounts]
        return found, int(connection.execute("SELECT count(*) FROM record").fetchone()[0])


def _own_signer(database: Path) -> str | None:
    """Return the key by which the device signs whose database this is, in hexadecimal."""
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as held:
            row = held.execute("SELECT seed FROM link").fetchone()
    except sqlite3.Error:
        return None
    return bytes(SigningKey(row[0]).verify_key).hex() if row else None
