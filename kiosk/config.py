"""Every setting: its name, default, meaning and environment variable.

Command-line options override environment variables, which override the defaults here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "KIOSK_"
VERSION = "0.6.0"
"""Written here alone; `CHANGES.md` begins with it."""
WRITTEN = date(2026, 11, 27)
"""When this version was written: a clock before it is wrong."""
LASTS_YEARS = 5
"""After so many years nobody uses this version any more: a clock beyond them is wrong."""
DRIVER = "postgresql+psycopg"
POSTGRESQL = ("postgresql", "postgres", DRIVER)
"""The schemes that the address of a PostgreSQL database may have."""


def sqlite_url(path: Path) -> str:
    """Return SQLAlchemy's URL of the SQLite database in file `path`."""
    return f"sqlite:///{path.resolve()}"


def _setting(default: Any, meaning: str, *, is_secret: bool = False) -> Any:
    return field(default=default, metadata={"meaning": meaning}, repr=not is_secret)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process. Each is also read from `KIOSK_` + its name in capitals."""

    data: Path = _setting(ROOT / "instance", "folder that holds all state")
    database: str = _setting(
        "",
        "address of a PostgreSQL database for a central, such as postgresql://user@host/name; "
        "empty: SQLite in the data folder",
        is_secret=True,
    )
    role: str = _setting("", "booth or central; empty: what the data are")
    proxy: str = _setting("", "address of the reverse proxy whose X-Forwarded headers are believed")
    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(8080, "port to listen on")
    visitors: str = _setting(
        "",
        "address and port at which visitors' phones reach this booth, such as 192.168.8.1:8090; "
        "empty: phones do not",
    )
    wifi: str = _setting("", "name of the booth's Wi-Fi, shown beside the visitors' door")
    wifi_password: str = _setting(
        "",
        "password of the booth's Wi-Fi, shown to visitors; empty: none is needed",
        is_secret=True,
    )
    captive: int = _setting(
        0,
        "1: answer phones that ask whether the Wi-Fi has the internet, so that they show our page; "
        "the router must lead them here",
    )
    printer: str = _setting(
        "",
        "paper of the printer to which this laptop prints slips: a6, or 80 or 58 for a roll of so "
        "many millimetres; empty: none is printed",
    )
    desks: str = _setting(
        "",
        "address and port of each other desk in this network that gives gifts or hands "
        "belongings back, such as "
        "192.168.8.2:8080,192.168.8.3:8080, which is asked before anything goes out; "
        "empty: nobody is",
    )
    threads: int = _setting(8, "requests worked on at the same time")
    unit: str = _setting("", "id of the unit that runs this booth")
    booth: str = _setting("", "name of this booth, as it stands on the laptop")
    desk_passphrase: str = _setting(
        "", "passphrase that opens what this desk seals", is_secret=True
    )
    idle: int = _setting(60, "seconds without a touch until the screen asks")
    countdown: int = _setting(20, "seconds in which one tap keeps the sitting")
    staff_lock: int = _setting(300, "seconds without a request until a staff session locks")
    second_factor: str = _setting(
        "", "roles whose accounts must have a second factor, such as admin,privacy"
    )
    browser: str = _setting("", "browser to open; found by itself where empty")

    @property
    def database_file(self) -> Path:
        """Return the path of the SQLite file: the journal, the read tables and the desk's state."""
        return self.data / "kiosk.db"

    @property
    def database_url(self) -> str:
        """Return SQLAlchemy's URL of the database. `postgres.check_address` checks it."""
        if not self.database:
            return sqlite_url(self.database_file)
        scheme, mark, rest = self.database.partition("://")
        return f"{DRIVER}{mark}{rest}" if scheme in POSTGRESQL else self.database


def from_environment(environment: Mapping[str, str] = os.environ, **given: Any) -> Settings:
    """Read the settings from the environment; values in `given` that are not None override it.

    Raises ValueError, naming the variable, if a value that should be a number is not one.
    """
    values: dict[str, Any] = {}
    for each in fields(Settings):
        name = PREFIX + each.name.upper()
        if given.get(each.name) is not None:
            values[each.name] = given[each.name]
        elif environment.get(name):
            values[each.name] = _read(name, environment[name], type(each.default))
    if "data" in values:
        values["data"] = Path(values["data"]).expanduser().resolve()
    return Settings(**values)


def _read(name: str, text: str, kind: type) -> Any:
    if kind is not int:
        return text
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{name}={text!r}") from None
