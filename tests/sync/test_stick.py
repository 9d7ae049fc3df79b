"""Promise that a stick brings every record exactly once, whatever happens to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.sync.sites import (
    Site,
)


@pytest.fixture
def site(prepared: Path, tmp_path: Path) -> Callable[[str], Site]:
    """Return what makes a machine that was started once."""

    def make(name: str) -> Site:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(prepared / "kiosk.db", folder / "kiosk.db")
        made = Site(folder)
        made.do(_be_another)
        return made

    return make


def _be_another(tx: Connection) -> None:
    """Give a copy of the prepared folder an identity of its own."""
    from kiosk.journal.service import new_id

    device = new_id()
    tx.exec_driver_sql("UPDATE desk SET device = ?", (device,))
