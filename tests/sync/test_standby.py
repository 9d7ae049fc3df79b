"""Kill the primary database while bundles stream in: what a receipt named, the standby has."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.sync.booth import address, outbox, sender
from kiosk.sync.booth.client import Client
from tests.conftest import FULL
from tests.postgres import Home, Server
from tests.process import CentralProcess
from tests.sync.booths import Center, join, receipt_of
from tests.sync.sites import Site

RECORDS = 6000 if FULL else 600
A_BUNDLE = 10


@pytest.fixture
def primary() -> Iterator[Server]:
    """Give a server of this test's own, since it dies."""
    home = Home()
    try:
        yield Server(home).make()
    finally:
        home.close()


class Stream(threading.Thread):
    """Send bundles one after the other, and keep which records receipts named."""

    def __init__(self, booth: Site, center: Center) -> None:
        """Pack everything beforehand."""
        super().__init__()
        self._bundles = booth.do(lambda tx: list(outbox.bundles(tx, most=A_BUNDLE)))
        self._client = Client(address.parse_address(center.address), tries=0)
        self.receipts: list[bytes] = []

    def run(self) -> None:
        """Send until central answers no more."""
        for data in self._bundles:
            try:
                self.receipts.append(self._client.bundle(data))
            except KioskError:
                return


def test_no_receipt_was_a_lie_when_the_standby_takes_over(primary: Server, tmp_path: Path) -> None:
    url = primary.create_database()
    standby = primary.standby()
    name = url.partition("@/")[2].partition("?")[0]
    booth = Site(tmp_path / "booth")
    booth.rate(*[3] * RECORDS)
    with CentralProcess(tmp_path / "central", database=primary.url(name, standby)) as process:
        center = Center(process, primary)
        join(booth, center)
        stream = Stream(booth, center)
        stream.start()
        while len(stream.receipts) < 5 and stream.is_alive():
            time.sleep(0.005)
        primary.kill()
        standby.promote()
        standby.run("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
        stream.join()
        assert 5 <= len(stream.receipts) < RECORDS / A_BUNDLE, "it died in the middle"
        ((epoch,),) = center.run(
            "SELECT DISTINCT epoch FROM record WHERE device = %s", booth.device
        )
        held = {
            seq for (seq,) in center.run("SELECT seq FROM record WHERE device = %s", booth.device)
        }
        for data in stream.receipts:
            for journal in receipt_of(booth, data).journals:
                assert journal.epoch == epoch
                for first, last in journal.ranges:
                    assert set(range(first, last + 1)) <= held, "a receipt named what is not there"
        with booth.open():
            assert sender.send(booth.settings).progress.is_complete
        assert center.held(booth) == booth.records
        assert center.ratings(booth) == booth.ratings
