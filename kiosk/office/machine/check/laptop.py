"""What the checks look at: settings, the programs of the system, and the database, never written.

A database whose log is there is read through it, without a mark in the file that readers share;
one without a log is read as a file that nobody changes. So not even a check that runs as another
user leaves a file behind that the booth could stumble on.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DatabaseError

from kiosk.config import Settings
from kiosk.office.machine.check.findings import Unanswered

SECONDS = 15
"""How long a program of the system may take to answer."""
NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows: open no window for a program that is asked."""


@dataclass(frozen=True)
class Laptop:
    """One laptop as the checks see it. `records` opens its database for reading.

    `is_booth` says that the booth itself asks, so that the settings are its own.
    """

    settings: Settings
    records: Callable[[], AbstractContextManager[Connection]]
    is_booth: bool = False


def ask(*command: str) -> str | None:
    """Return what a program of the system prints, None where it is missing or fails."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            creationflags=NO_WINDOW,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    # On Windows the system's own programs write in the code page of the terminal.
    encoding = "oem" if sys.platform == "win32" else "utf-8"
    return done.stdout.decode(encoding, "replace") if done.returncode == 0 else None


def ask_powershell(expression: str) -> str | None:
    """Return what Windows PowerShell prints, None where it is missing or fails."""
    return ask("powershell", "-NoProfile", "-NonInteractive", "-Command", expression)


def at_terminal(settings: Settings) -> Laptop:
    """Return this laptop for a command, which opens no app."""
    return Laptop(settings, lambda: _read_only(settings))


@contextmanager
def _read_only(settings: Settings) -> Iterator[Connection]:
    """Open the database for reading. Raises Unanswered where that cannot be done here."""
    address = _address(settings)
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False),
        poolclass=NullPool,
    )
    try:
        with engine.connect() as connection:
            yield connection
    except DatabaseError as error:
        raise Unanswered(
            f"数据库读不了（{error.orig}）；请启动展位后再查。",
            f"The database cannot be read ({error.orig}); start the booth, then check again.",
        ) from error


def _address(settings: Settings) -> str:
    if settings.database:
        raise Unanswered(
            "数据在 PostgreSQL 里，这里不查。", "The data are in PostgreSQL, which is not checked."
        )
    file = settings.database_file
    try:
        is_there = file.stat().st_size > 0
        file.open("rb").close()
    except FileNotFoundError:
        is_there = False
    except PermissionError:
        raise Unanswered(
            "这个账户读不了数据（本来就该这样）；请用运行展位的账户再查一次。",
            "This account cannot read the data, as it should be; check again as the account that "
            "runs the booth.",
        ) from None
    if not is_there:
        raise Unanswered(
            "还没有数据；启动展位后再查。", "There are no data yet; start the booth, then check."
        )
    has_log = Path(f"{file}-wal").exists()
    return f"{file.resolve().as_uri()}?mode=ro&{'readonly_shm=1' if has_log else 'immutable=1'}"
