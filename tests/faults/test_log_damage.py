"""A damaged write-ahead log is mended where it can be; what is lost is named, never silent."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from kiosk.journal import losses
from kiosk.journal.models import LostRun
from kiosk.storage import head, wal
from kiosk.storage.db import db
from kiosk.sync.booth import outbox
from kiosk.sync.central import fleet
from tests.faults import log_damage
from tests.faults.log_damage import DAMAGES, kill_and_damage
from tests.faults.people import SEE_OTHER, Person, rows
from tests.process import BoothProcess, run
from tests.sync.sites import Site, add_ratings, enroll, found_central, send, take_in

SEEDS = range(100 // len(DAMAGES) + 1) if os.environ.get("KIOSK_FULL") else [3]
RATINGS = 12


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_a_damaged_log_takes_is_rescued_or_named(
    tmp_path: Path, damage: Callable[[Path, Random], None], seed: int
) -> None:
    outcome = kill_and_damage(tmp_path, Random(seed), damage)
    assert outcome.is_honest, outcome
    if damage not in (log_damage.cut, log_damage.lose):
        assert outcome.held == outcome.confirmed, "whatever is still in the log is read from it"


@pytest.fixture
def killed(data: Path) -> Path:
    """Give the folder of a booth that was killed after some ratings."""
    with BoothProcess(data) as booth:
        rate(booth)
        booth.kill()
    return data


def rate(booth: BoothProcess) -> None:
    person = Person(booth.port)
    for value in range(RATINGS):
        assert person.post("/start", language="zh") == SEE_OTHER
        assert person.post("/survey/rating", value=str(value % 5 + 1)) == SEE_OTHER
        assert person.post("/end") == SEE_OTHER
    person.close()


def empty(database: Path) -> None:
    database.write_bytes(b"")


def remove(database: Path) -> None:
    database.unlink()


def put_new_one(database: Path) -> None:
    database.unlink()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE x (y)")


@pytest.mark.parametrize("harm", [empty, remove, put_new_one])
def test_an_empty_or_missing_database_does_not_start_as_a_new_booth(
    killed: Path, harm: Callable[[Path], None]
) -> None:
    for suffix in ("-wal", "-shm"):
        Path(f"{killed / 'kiosk.db'}{suffix}").unlink()
    harm(killed / "kiosk.db")
    last = head.read(killed / "kiosk.db")
    assert last is not None
    with pytest.raises(AssertionError, match=f"a journal of {last.seq} records"):
        BoothProcess(killed).start()
    assert f"{last.seq} 条记录" in run("journal", "verify", data=killed).stderr
    went_on = run("journal", "continue", "--yes", data=killed)
    assert went_on.returncode == 0, went_on.stderr
    with BoothProcess(killed) as booth:
        assert booth.get("/healthz")["status"] == "ok"


def test_the_database_of_another_booth_is_not_taken_for_this_one(
    killed: Path, tmp_path: Path
) -> None:
    Site(tmp_path / "other").rate(1, 2)
    for suffix in ("-wal", "-shm"):
        Path(f"{killed / 'kiosk.db'}{suffix}").unlink()
    shutil.copy(tmp_path / "other" / "kiosk.db", killed / "kiosk.db")
    done = run("journal", "verify", data=killed)
    assert done.returncode == 1
    assert "confirmed records are missing" in done.stderr


def test_damage_is_said_each_time_and_kept_once_until_staff_go_on(killed: Path) -> None:
    log = killed / "kiosk.db-wal"
    log.write_bytes(log.read_bytes()[: wal.HEAD + 5 * (wal.FRAME_HEAD + 4096)])
    said = [run("staff", "list", data=killed) for _ in range(3)]
    assert [done.returncode for done in said] == [1, 1, 1]
    assert all("journal continue" in done.stderr for done in said)
    assert len(list(killed.glob("kiosk-damaged-*.db"))) == 1
    assert run("journal", "continue", data=killed, stdin="n\n").returncode == 1
    assert run("journal", "continue", data=killed, stdin="y\n").returncode == 0
    assert "No record is missing" in run("journal", "continue", data=killed).stdout
    assert run("journal", "verify", data=killed).returncode == 0


def test_a_kill_between_commit_and_head_loses_and_says_nothing(killed: Path) -> None:
    last = head.read(killed / "kiosk.db")
    assert last is not None
    rows_before = rows(killed, log_damage.COUNT, last.device, last.epoch)
    earlier = rows(killed, "SELECT digest FROM record WHERE seq = ?", last.seq - 1)[0][0]
    former = head.Head(device=last.device, epoch=last.epoch, seq=last.seq - 1, digest=earlier.hex())
    head.write(killed / "kiosk.db", former)
    assert run("journal", "verify", data=killed).returncode == 0
    assert rows(killed, log_damage.COUNT, last.device, last.epoch) == rows_before


@pytest.mark.parametrize("offset", range(0, head.SLOT * head.SLOTS, 37))
def test_one_spoilt_slot_leaves_the_other(tmp_path: Path, offset: int) -> None:
    database = tmp_path / "kiosk.db"
    file = head.HeadFile(database)
    for seq in (1, 2):
        file.write(head.Head(device="d", epoch="e", seq=seq, digest="ab"))
    file.close()
    path = head.path_of(database)
    data = bytearray(path.read_bytes())
    data[offset] ^= 0x55
    path.write_bytes(data)
    found = head.read(database)
    assert found is not None
    assert found.seq in (1, 2)


def test_a_head_that_cannot_be_read_is_said_in_words(killed: Path) -> None:
    head.path_of(killed / "kiosk.db").unlink()
    head.path_of(killed / "kiosk.db").mkdir()
    done = run("journal", "verify", data=killed)
    assert done.returncode == 1
    assert "kiosk.head cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_head_that_cannot_be_written_stops_no_answer(tmp_path: Path) -> None:
    site = Site(tmp_path / "a")
    site.rate(1)
    path = head.path_of(site.settings.database_file)
    with site.open():
        path.unlink()
        path.mkdir()
        with db.transaction() as tx:
            add_ratings(tx, (2, 3))
    path.rmdir()
    assert site.ratings == [1, 2, 3]
    assert head.read(site.settings.database_file) == site.do(losses.last_head)


@pytest.fixture
def lossy(tmp_path: Path) -> tuple[Site, Site]:
    """Give a booth that lost its last three records, and a central that knows of them."""
    centre = found_central(Site(tmp_path / "central", role="central"))
    booth = Site(tmp_path / "booth")
    booth.rate(1, 2)
    enroll(booth, centre)
    send(booth, centre)
    backup = tmp_path / "before.db"
    assert run("backup", str(backup), data=booth.settings.data).returncode == 0
    booth.rate(3, 4)
    statement = booth.do(outbox.statement)
    centre.do(lambda tx: take_in(tx, statement))
    shutil.copy(backup, booth.settings.database_file)
    assert run("journal", "continue", "--yes", data=booth.settings.data).returncode == 0
    return booth, centre


def test_central_is_told_which_records_will_never_come_and_does_not_wait(
    lossy: tuple[Site, Site],
) -> None:
    booth, centre = lossy
    booth.rate(5)
    send(booth, centre)
    assert centre.ratings == [1, 2, 5]
    (status,) = centre.do(fleet.list_devices)
    assert (status.lost, status.missing, status.is_whole) == (3, 0, True)
    assert booth.do(lambda tx: tx.execute(select(LostRun.last - LostRun.first)).scalar()) == 2
    said = run("central", "completeness", data=centre.settings.data)
    assert "3 lost at the device" in said.stdout
    assert run("journal", "verify", data=booth.settings.data).returncode == 0
    assert booth.do(losses.last_head) is not None
