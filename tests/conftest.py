"""Give tests a booth: a prepared data folder, the app on it, a transaction that rolls back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.db import db
from kiosk.startup import opened
from tests.process import BoothProcess

PASSPHRASE = "a desk passphrase"


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
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = "127.0.0.1:8080"
    return client


@pytest.fixture
def catalog(app: Flask) -> Catalog:
    """Return the bundled pack."""
    return content.current()


@pytest.fixture
def tx(app: Flask) -> Iterator[Connection]:
    """Give a writing transaction that is rolled back when the test ends."""
    with db.engine.connect().execution_options(writes=True) as connection:
        transaction = connection.begin()
        yield connection
        if transaction.is_active:
            transaction.rollback()


@pytest.fixture
def booth(data: Path) -> Iterator[BoothProcess]:
    """Give a real booth, in a process of its own, on a free port."""
    with BoothProcess(data) as process:
        yield process
