"""Kill booth and central at random instants while records travel: none is lost, few go twice."""

from __future__ import annotations

import random
import time
from pathlib import Path

from kiosk.sync.booth import outbox
from tests import launch
from tests.conftest import FULL
from tests.postgres import Server
from tests.process import CentralProcess, run
from tests.sync.booths import Center, join
from tests.sync.sites import Site
from tests.sync.wire import Wire, wire

KILLS, RECORDS = (50, 10_000) if FULL else (8, 1_600)
MOST_SENT = 1.1
"""Records sent, to those needed."""
WAY_SECONDS = 0.01
"""What a bundle takes on its way, so that there is something to interrupt."""


def start_sending(booth: Site) -> launch.Process:
    """Start `sync now` in a process of its own."""
    return launch.start(["sync", "now", "--data", str(booth.settings.data)])


def wait_for_bundle(line: Wire, sender: launch.Process) -> None:
    """Wait until another bundle is on its way, or the sender has ended."""
    before = line.sent
    while line.sent == before and sender.poll() is None:
        time.sleep(0.002)


def test_nothing_is_lost_and_little_sent_twice_when_either_side_is_killed(
    postgres: Server, tmp_path: Path
) -> None:
    chance = random.Random(4)
    booth = Site(tmp_path / "booth")
    booth.rate(*(1 + number % 5 for number in range(RECORDS)))
    central = CentralProcess(tmp_path / "central", database=postgres.create_database())
    with central, wire(central.port) as line:
        center = Center(central, postgres)
        line.before = lambda _number: time.sleep(WAY_SECONDS)
        join(booth, center, line.address)
        for _ in range(KILLS):
            sender = start_sending(booth)
            wait_for_bundle(line, sender)
            time.sleep(chance.random() * 0.2)
            if chance.random() < 0.5:
                sender.kill()
            else:
                central.kill()
                central.start()
                sender.kill()
            sender.wait()
        done = run("sync", "now", data=booth.settings.data)
        assert done.returncode == 0, done.stdout + done.stderr
        total = booth.records
        assert center.held(booth) == total
        assert center.ratings(booth) == booth.ratings
        assert booth.do(outbox.waiting).missing == 0
        assert line.sent <= MOST_SENT * total, f"{line.sent} of {total} were sent"
        assert "complete" in central.run("central", "devices")
