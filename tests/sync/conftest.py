"""Give sync tests a real central on PostgreSQL, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import Server
from tests.process import CentralProcess
from tests.sync.booths import Center


@pytest.fixture(scope="module")
def centre(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    """Give a central that the tests of a module share; each brings devices of its own."""
    database = postgres.create_database()
    data = tmp_path_factory.mktemp("central") / "data"
    with CentralProcess(data, database=database) as process:
        yield Center(process, postgres)
