"""Run a booth at a station, whose slots last all day, so that tests may run at any hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection

from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.content.pack import Slot
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.factories import put_on_screen
from tests.process import BoothProcess

STATION = {"KIOSK_DESK_PASSPHRASE": PASSPHRASE, "KIOSK_UNIT": "zhongdai"}
LARGE, SMALL, FULL = "large", "small", "full"
SLOTS = (
    Slot(id=LARGE, starts_at="00:00", ends_at="23:59", capacity=5000),
    Slot(id=SMALL, starts_at="00:00", ends_at="23:59", capacity=3),
    Slot(id=FULL, starts_at="00:00", ends_at="23:59", capacity=0),
)


@contextmanager
def station(data: Path) -> Iterator[BoothProcess]:
    """Give a booth with a desk key at a station."""
    with opened(Settings(data=data)) as app:
        catalog = content.current()
        tour = replace(catalog.pack.tour, slots=SLOTS)
        put_on_screen(app, catalog, tour=tour, panels=(), cases=())
    with BoothProcess(data, **STATION) as process:
        yield process


def beside(booth: BoothProcess, do: Callable[[Connection], Any]) -> Any:
    """Do something in a transaction beside the running booth, as another process may."""
    with opened(Settings(data=booth.data)), db.transaction() as tx:
        return do(tx)
