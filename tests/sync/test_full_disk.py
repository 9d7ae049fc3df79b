"""Fill central's disk while records travel, and give the room back: nothing is half taken."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from kiosk.errors import NotReached
from kiosk.storage.db import db
from kiosk.sync.booth import link, outbox, sender
from kiosk.sync.booth.sender import Pace
from tests.postgres import Home, Server, nobody, postmaster
from tests.process import CentralProcess
from tests.sync.booths import Center, send
from tests.sync.sites import Site

SEGMENT = 16 * 2**20
"""A file of PostgreSQL's write-ahead log: less room would stop the server altogether."""
HELD = text("SELECT count(*) FROM record WHERE device = :device")
BACKENDS = (
    "SELECT pid FROM pg_stat_activity "
    "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
FILL = """INSERT INTO rating SELECT * FROM json_populate_recordset(NULL::rating, (
SELECT json_agg(json_build_object('device', 'filler', 'epoch', 'filler', 'seq', n, 'sitting', 'x',
'event', 'filler', 'booth', repeat('x', 60), 'pack', repeat('x', 60), 'made_at', '2026', 'value', 1,
'is_repeat', false, 'language', 'zh', 'is_elder', false)) FROM generate_series(1, 80000) AS n))"""


class Disk:
    """Be the disk under some processes: once full, it lets no file of theirs grow beyond `size`."""

    def __init__(self, pids: list[int], size: int, **owner: Any) -> None:
        """Watch over the processes of `owner`, as `subprocess` names it."""
        self._pids = pids
        self._size = size
        self._owner = owner

    def fill(self) -> None:
        """Let no file grow any more."""
        self._limit(self._size)

    def free(self) -> None:
        """Give the room back."""
        self._limit("unlimited")

    def _limit(self, size: int | str) -> None:
        for pid in self._pids:
            words = ["prlimit", f"--fsize={size}:", f"--pid={pid}"]
            subprocess.run(words, check=True, cwd="/", **self._owner)


@pytest.fixture
def booth(tmp_path: Path) -> Site:
    """Give a booth with more records than fit in what is left of a page."""
    held = Site(tmp_path / "booth")
    held.rate(*(1 + number % 5 for number in range(900)))
    return held


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a PostgreSQL server of this test's own."""
    home = Home()
    try:
        yield Server(home).make()
    finally:
        home.close()


def meet_a_full_disk(booth: Site, central: CentralProcess, disk: Disk) -> None:
    """Send to a full disk, and again once there is room."""
    disk.fill()
    with booth.open(), pytest.raises(NotReached, match="disk"):
        sender.send(booth.settings, pace=Pace(tries=1))
    assert booth.do(outbox.waiting).missing
    assert "Traceback" not in central.log, central.log
    disk.free()
    assert send(booth).progress.is_complete


def enroll(booth: Site, central: CentralProcess) -> None:
    """Enrol a booth by a one-time code."""
    with booth.open():
        code = central.enroll_code()
        link.enroll(central.address, code, is_insecure=False, note=lambda _tx: None)


def test_a_small_central_takes_nothing_by_halves(booth: Site, tmp_path: Path) -> None:
    central = CentralProcess(tmp_path / "central")
    with central:
        enroll(booth, central)
        log = Path(f"{central.data}/kiosk.db-wal")
        meet_a_full_disk(booth, central, Disk([central.pid], log.stat().st_size))
    held = Site(central.data)
    with held.open():
        assert db.reader().execute(HELD, {"device": booth.device}).scalar() == booth.records
    assert held.ratings == booth.ratings


def test_a_database_server_takes_nothing_by_halves(
    server: Server, booth: Site, tmp_path: Path
) -> None:
    central = CentralProcess(tmp_path / "central", database=server.create_database())
    with central:
        center = Center(central, server)
        enroll(booth, central)
        center.run(FILL)
        center.run("CHECKPOINT")
        parent = postmaster(server.cluster)
        assert parent is not None
        pids = [parent.pid, *(pid for (pid,) in center.run(BACKENDS))]
        meet_a_full_disk(booth, central, Disk(pids, SEGMENT, **nobody()))
        assert center.held(booth) == booth.records
        assert center.ratings(booth) == booth.ratings
