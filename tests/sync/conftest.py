"""Give sync tests a real central on PostgreSQL, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Server
from tests.process import CentralProcess
from tests.sync.booths import Center
from tests.sync.sites import Site


@pytest.fixture(scope="module")
def centre(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    """Give a central that the tests of a module share; each brings devices of its own."""
    database = postgres.create_database()
    data = tmp_path_factory.mktemp("central") / "data"
    with CentralProcess(data, database=database) as process:
        yield Center(process, postgres)


@pytest.fixture
def central_site(tmp_path: Path) -> Site:
    """Give a central that is opened where a test asks for it."""
    site = Site(tmp_path / "central", role="central")
    with site.open():
        pass
    return site


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Give a stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder
