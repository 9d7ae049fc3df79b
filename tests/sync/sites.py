"""Give sync tests their places: laptops and a central, each with a data folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, func, select, update

from kiosk.booth.survey.records import RATING, RatingGiven
from kiosk.config import Settings
from kiosk.journal import service, this_device
from kiosk.journal.models import StoredRecord
from kiosk.sealing import identity
from kiosk.sealing.models import Link
from kiosk.startup import opened
from kiosk.storage.db import db
from kiosk.sync.booth import outbox
from kiosk.sync.central import admission, intake
from kiosk.sync.format.receipt import SyncReceipt

T = TypeVar("T")


class Site:
    """Be one machine; `do` runs an act in a transaction of its own, on nobody else's time."""

    def __init__(self, folder: Path, **given: str) -> None:
        """Keep where its data are; `given` are further settings."""
        self.settings = Settings(data=folder, **given)  # type: ignore[arg-type]

    @contextmanager
    def open(self) -> Iterator[None]:
        """Open its data, as a command does."""
        with opened(self.settings):
            yield

    def do(self, act: Callable[[Connection], T]) -> T:
        """Run `act` in a transaction that commits, and return what it gives."""
        with self.open(), db.transaction() as tx:
            return act(tx)

    def rate(self, *values: int) -> None:
        """Record ratings."""
        self.do(lambda tx: add_ratings(tx, values))

    @property
    def device(self) -> str:
        """Return its device id."""
        return self.do(lambda tx: place(tx).device)

    @property
    def records(self) -> int:
        """Count the records it holds."""
        return self.do(count_records)

    @property
    def ratings(self) -> list[int]:
        """Return the ratings it counts, sorted."""
        query = "SELECT value FROM rating ORDER BY value"
        return self.do(lambda tx: list(tx.exec_driver_sql(query).scalars()))

    def clone(self, folder: Path) -> Site:
        """Copy its disk, as people do to set up the next laptop."""
        return Site(Path(shutil.copytree(self.settings.data, folder)))


def place(tx: Connection) -> this_device.Place:
    """Return where a machine stands."""
    here = this_device.place(tx)
    assert here is not None
    return here


def add_ratings(tx: Connection, values: tuple[int, ...]) -> None:
    """Append ratings."""
    for value in values:
        rating = RatingGiven(value=value, is_repeat=False, language="zh", is_elder=False)
        service.append(tx, RATING, rating)


def count_records(tx: Connection) -> int:
    """Count the records held."""
    return tx.execute(select(func.count()).select_from(StoredRecord)).scalar() or 0


def found_central(site: Site) -> Site:
    """Make a machine a central."""
    site.do(identity.make_central)
    return site


def enroll(booth: Site, at: Site) -> None:
    """Make a booth known to a central, and the central to the booth."""

    def known(tx: Connection) -> tuple[bytes, bytes]:
        return bytes(identity.central_key(tx).verify_key), bytes(identity.box(tx).public_key)

    def keep(tx: Connection) -> tuple[str, bytes]:
        key = bytes(identity.device_key(tx).verify_key)
        tx.execute(update(Link).values(verify_key=verify_key, box_key=box_key))
        return place(tx).device, key

    verify_key, box_key = at.do(known)
    device, key = booth.do(keep)

    def enter(tx: Connection) -> None:
        code, _ = admission.make_code(tx)
        admission.redeem(tx, code, device, key)

    at.do(enter)


def packed(booth: Site) -> list[bytes]:
    """Return the bundles that a booth would send now."""
    return booth.do(lambda tx: list(outbox.bundles(tx)))


def take_in(tx: Connection, data: bytes) -> bytes:
    """Take a bundle in at central; return the receipt."""
    return intake.take_in(tx, intake.open_for_intake(tx, data))


def take_home(tx: Connection, data: bytes) -> SyncReceipt:
    """Take a receipt at a booth."""
    receipt = outbox.open_own(tx, data)
    outbox.take_receipt(tx, receipt)
    return receipt


def send(booth: Site, at: Site) -> None:
    """Send everything, as over the network: between two statements."""
    _send(booth, at, booth.do(outbox.statement))
    for data in packed(booth):
        _send(booth, at, data)
    _send(booth, at, booth.do(outbox.statement))


def _send(booth: Site, at: Site, data: bytes) -> None:
    answer = at.do(lambda tx: take_in(tx, data))
    booth.do(lambda tx: take_home(tx, answer))
