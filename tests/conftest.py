"""Give tests a booth: a prepared data folder, the app on it, a transaction that rolls back."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Connection, insert
from xdist.scheduler import LoadScopeScheduling

from kiosk.app import register_kinds
from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.journal import this_device
from kiosk.journal.models import DeskKey
from kiosk.sealing import keys
from kiosk.startup import opened
from kiosk.storage.db import db
from tests import once
from tests.process import BoothProcess

pytest_plugins = ["tests.postgres", "tests.browser.chromium"]
register_kinds()  # Tests are collected by the kinds that features export.
PASSPHRASE = "a desk passphrase"
HOST = "127.0.0.1"
ADDRESS = f"http://{HOST}:8080"
FULL = bool(os.environ.get("KIOSK_FULL"))
"""Whether to try all combinations and the large numbers, which takes far longer."""

LONGEST = (
    *("test_any_order.py", "browser", "test_http.py", "test_nonsense.py", "faults", "sync"),
    *("fleet", "commands", "reports", "dashboard", "reception", "staff", "checkin"),
)
"""Modules and folders with the longest, in the order in which they begin, so that the short ones
fill up the end on every core."""

hypothesis_settings.register_profile(
    "kiosk",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("kiosk")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: shortness(item.nodeid))  # All else stays in its order.


def shortness(nodeid: str) -> int:
    """Return where among `LONGEST` a test stands; 0 for the few that take a minute each."""
    names = nodeid.partition("::")[0].split("/")
    return next((place for place, name in enumerate(LONGEST) if name in names), len(LONGEST))


class ByModule(LoadScopeScheduling):
    """A schedule that keeps a module on one worker, for its fixtures take long.

    Groups by mark do nothing since pytest 9.2: xdist 3.8 writes them where pytest looks no more.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if shortness(nodeid) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByModule:
    """Give each worker whole modules."""
    return ByModule(config, log)


class Browser(FlaskClient):
    """Be a browser without script, at the same address as real ones."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Ask for a path at the booth's own address, where the test names no other."""
        if args and isinstance(args[0], str):
            kwargs.setdefault("base_url", ADDRESS)
        kwargs.setdefault("buffered", True)  # Files that were sent are closed at once.
        with self.application.app_context():  # Requests of a real booth never share `g`.
            return super().open(*args, **kwargs)


def pytest_runtest_setup() -> None:
    """Let each test salt its passwords alike, so that few need be stretched."""
    once.SALTS.begin()


@pytest.fixture(scope="session", autouse=True)
def _once() -> Iterator[None]:
    """Read the bundled pack once for all tests, and compile once what each app compiles."""
    with pytest.MonkeyPatch.context() as patch:
        once.remember(patch.setattr)
        once.remember_words(patch.setattr)
        content.bundled()
        gc.collect()
        gc.freeze()  # What was read once need not be gone through again with each test's remains.
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepare a data folder once; tests work on copies of its database."""
    data = tmp_path_factory.mktemp("prepared")
    with opened(Settings(data=data)):
        pass
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """Return a data folder of this test's own, as after the first start."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(prepared / "kiosk.db", folder / "kiosk.db")
    return folder


@pytest.fixture
def app(data: Path) -> Iterator[Flask]:
    """Give the app on the test's own data folder, inside its context."""
    with opened(Settings(data=data)) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without script, at the same address as real ones."""
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def catalog(app: Flask) -> Catalog:
    """Return the bundled pack."""
    return content.current()


@pytest.fixture
def tx(app: Flask, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """Give a writing transaction that is rolled back when the test ends."""
    if "recovery_code" in request.fixturenames:
        request.getfixturevalue("recovery_code")  # It commits, so it must come before.
    with db.engine.connect().execution_options(writes=True) as connection:
        transaction = connection.begin()
        yield connection
        if transaction.is_active:
            transaction.rollback()


@pytest.fixture(scope="session")
def made_key(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], str]:
    """Make a desk key once, since stretching words is slow; return its row and recovery code."""
    folder = tmp_path_factory.mktemp("keyed")
    shutil.copy(prepared / "kiosk.db", folder / "kiosk.db")
    with opened(Settings(data=folder)), db.transaction() as tx:
        here = this_device.place(tx)
        assert here is not None
        code = keys.make_key(tx, here.event, PASSPHRASE)
        row = tx.execute(DeskKey.__table__.select()).one()
        return dict(row._mapping), code


@pytest.fixture
def recovery_code(app: Flask, made_key: tuple[dict[str, Any], str]) -> str:
    """Give the desk a key that `PASSPHRASE` opens, so that it can seal; return the other way in."""
    row, code = made_key
    with db.transaction() as tx:
        tx.execute(insert(DeskKey), row)
    return code


@pytest.fixture
def sealing(recovery_code: str) -> None:
    """Let the desk seal what people type."""


@pytest.fixture
def booth(data: Path) -> Iterator[BoothProcess]:
    """Give a real booth, in a process of its own, on a free port."""
    with BoothProcess(data) as process:
        yield process
