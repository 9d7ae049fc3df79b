"""Test that people never notice that a booth is sending."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

from kiosk.sync.booth import outbox
from tests.faults.people import Crowd, lost
from tests.process import BoothProcess, run
from tests.sync.booths import Center, join
from tests.sync.sites import Site
from tests.sync.wire import wire

RECORDS, PEOPLE = 2000, 4
MOST_SECONDS = 120


def test_every_tap_is_confirmed_while_a_booth_sends_by_itself(
    centre: Center, tmp_path: Path
) -> None:
    booth = Site(tmp_path / "booth")
    booth.rate(*(1 + number % 5 for number in range(RECORDS)))
    with wire(centre.process.port) as line:
        join(booth, centre, line.address)
        crowd = Crowd(0, Random(9))
        confirmed_by: list[int] = []
        line.before = lambda _number: confirmed_by.append(len(crowd.confirmed))
        with BoothProcess(booth.settings.data) as process:
            crowd.port = process.port
            with crowd.at_work(PEOPLE):
                deadline = time.monotonic() + MOST_SECONDS
                while line.sent < RECORDS and time.monotonic() < deadline:
                    time.sleep(0.05)
                process.kill()
            process.start()  # It turns what people had begun into records.
        assert crowd.oddities == []
        assert confirmed_by[-1] - confirmed_by[0] > PEOPLE, "people went on between the bundles"
        done = run("sync", "now", data=booth.settings.data)
        assert done.returncode == 0, done.stderr
    assert lost(booth.settings.data, crowd.confirmed) == []
    assert centre.held(booth) == booth.records > RECORDS
    assert booth.do(outbox.waiting).missing == 0
