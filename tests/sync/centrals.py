"""Give tests a central on either database, and laptops whose keys it can open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nacl.public import PrivateKey
from sqlalchemy import Connection, insert, update

from kiosk.config import Settings
from kiosk.journal.models import DeskKey
from kiosk.sealing import desk_keys, keys
from kiosk.sealing.opening import Opener
from tests.postgres import Server
from tests.sync.laptops import EVENT, Laptop, Store

DATABASES = ["sqlite", "postgresql"]
PRIVACY = PrivateKey.generate()
"""The key by which central opens what it holds."""


@contextmanager
def central_on(request: pytest.FixtureRequest, prepared: Path, folder: Path) -> Iterator[Store]:
    """Run a central on the database that the test's parameter names."""
    folder.mkdir()
    database = ""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        database = server.create_database(request.getfixturevalue("migrated"))
    else:
        (folder / "kiosk.db").write_bytes((prepared / "kiosk.db").read_bytes())
    store = Store(Settings(data=folder, database=database))
    yield store
    store.close()


@contextmanager
def opening_central_on(
    request: pytest.FixtureRequest, prepared: Path, folder: Path
) -> Iterator[Store]:
    """Run a central with a privacy key, likewise; its own desk is at another event."""
    with central_on(request, prepared, folder) as store:
        store.work(lambda tx: tx.exec_driver_sql("UPDATE desk SET event = 'central/0'"))
        store.work(lambda tx: put_key(tx, keys.PRIVACY, PRIVACY))
        yield store


def put_key(tx: Connection, event: str, private: PrivateKey) -> None:
    """Make a key that no words open."""
    row = dict.fromkeys(("by_passphrase", "by_recovery_code", "code_key"), bytes(32))
    tx.execute(insert(DeskKey), row | {"event": event, "public": bytes(private.public_key)})


def enrolled(file: Path, empty: Path, store: Store) -> Laptop:
    """Return a new laptop that gave its key to central."""
    laptop, private = Laptop.new(file, empty), PrivateKey.generate()
    store.enrol(laptop)
    public = bytes(private.public_key)
    laptop.work(lambda tx: tx.execute(update(DeskKey).values(public=public)))
    given = {"privacy_key": bytes(PRIVACY.public_key), "box_key": store.box_key}
    laptop.work(lambda tx: desk_keys.give(tx, EVENT, bytes(private), **given))
    return laptop


def at_central(tx: Connection) -> Opener:
    """Return what opens everything at central."""
    return Opener(tx, None, bytes(PRIVACY))
