"""Let booths meet a central that runs in a process of its own."""

from __future__ import annotations

from typing import Any

import psycopg

from kiosk.sealing import identity
from kiosk.storage.db import db
from kiosk.sync.booth import link, outbox, sender
from kiosk.sync.booth.sender import SendingResult
from kiosk.sync.format.receipt import SyncReceipt
from tests.postgres import Server
from tests.process import CentralProcess
from tests.sync.sites import Site

MANY = 5
HELD = "SELECT count(*), count(DISTINCT (epoch, seq)) FROM record WHERE device = %s"


class Center:
    """Be a central's process with its PostgreSQL server."""

    def __init__(self, process: CentralProcess, postgres: Server) -> None:
        """Keep both."""
        self.process = process
        self.postgres = postgres
        self.address = process.address

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement on central's database; return its rows."""
        with psycopg.connect(self.process.database, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def held(self, booth: Site) -> int:
        """Return how many records of a booth are held; each must stand once."""
        ((records, places),) = self.run(HELD, booth.device)
        assert records == places
        return int(records)

    def ratings(self, booth: Site) -> list[int]:
        """Return the ratings of a booth that central counts, sorted."""
        query = "SELECT value FROM rating WHERE device = %s ORDER BY value"
        return [value for (value,) in self.run(query, booth.device)]


def join(booth: Site, center: Center, url: str = "") -> None:
    """Enrol a booth by a one-time code, at central's own address or by another way there."""
    code = center.process.enroll_code()
    with booth.open():
        link.enroll(url or center.address, code, is_insecure=False, note=lambda _tx: None)


def send(booth: Site) -> SendingResult:
    """Send everything that central lacks."""
    with booth.open():
        return sender.send(booth.settings)


def receipt_of(booth: Site, data: bytes) -> SyncReceipt:
    """Return what a receipt says."""
    return booth.do(lambda tx: outbox.open_own(tx, data))


def key_of(booth: Site) -> Any:
    """Return the key by which a booth signs."""
    with booth.open():
        return identity.device_key(db.reader())
