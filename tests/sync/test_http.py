"""Test sending over HTTP, with real processes and a real PostgreSQL."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from kiosk import clock
from kiosk.errors import KioskError, NotAllowed, NotReached
from kiosk.journal.service import stretch, walk
from kiosk.sealing import identity
from kiosk.sealing.models import Link
from kiosk.storage.db import db
from kiosk.sync.booth import address, link, outbox, sender
from kiosk.sync.booth.client import Client, Rejected
from kiosk.sync.booth.sender import Pace, SendingProgress
from kiosk.sync.format.models import ReceiptedJournal
from tests.process import BoothProcess, CentralProcess, free_port, run
from tests.sync.booths import Center, join, key_of, receipt_of, send
from tests.sync.sites import Site
from tests.sync.wire import Wire, wire

SENDERS = 20
QUICK = Pace(tries=4)


@pytest.fixture
def booth(tmp_path: Path) -> Site:
    """Give a booth of its own name, with a handful of records."""
    held = Site(tmp_path / "booth")
    held.rate(*range(1, 6), *[5] * 95)
    return held


@pytest.fixture
def line(centre: Center) -> Iterator[Wire]:
    """Give a way to central that can lose answers."""
    with wire(centre.process.port) as held:
        yield held


def client_of(centre: Center) -> Client:
    return Client(address.parse_address(centre.address))


def journals_of(tx: Connection) -> set[tuple[str, str]]:
    """Name the journals held."""
    return {(record.device, record.epoch) for record in walk(tx)}


def test_a_booth_enrols_by_code_and_every_record_arrives_once(tmp_path: Path) -> None:
    booth = tmp_path / "booth"
    with CentralProcess(tmp_path / "central") as central:
        made = run("demo", "--people", "40", data=booth)
        assert made.returncode == 0, made.stderr
        enrolled = run("device", "enroll", central.address, central.enroll_code(), data=booth)
        assert enrolled.returncode == 0, enrolled.stderr
        first, again = (run("sync", "now", data=booth) for _ in range(2))
        total = Site(booth).records
        ((device, epoch),) = Site(booth).do(journals_of)
        assert f"holds {total} of {total}; {total} were sent" in first.stdout, first.stderr
        assert f"holds {total} of {total}; 0 were sent" in again.stdout, again.stderr
        assert (first.stderr, again.stderr) == ("", "")
        status = run("sync", "status", data=booth)
        assert "central holds everything" in status.stdout
        shown = run("device", "show", data=booth)
        assert central.address in shown.stdout
        held = Site(central.data)
        central.kill()
        assert held.do(lambda tx: len(stretch(tx, device, epoch, 1, total))) == total
        assert held.ratings == Site(booth).ratings


def test_a_dropped_answer_is_sent_again_and_counts_once(
    centre: Center, line: Wire, booth: Site
) -> None:
    join(booth, centre, line.address)
    line.dropped = {1, 2, 4}
    done = send(booth)
    assert done.progress.is_complete
    assert line.sent > done.progress.total  # The lost ones went twice.
    assert centre.held(booth) == booth.records
    assert centre.ratings(booth) == booth.ratings


def test_records_made_while_it_sends_are_sent_too(centre: Center, line: Wire, booth: Site) -> None:
    join(booth, centre, line.address)
    late = threading.Thread(target=booth.rate, args=(1, 2, 3))

    def meanwhile(number: int) -> None:
        if number == 2:
            late.start()
            late.join()

    line.before = meanwhile
    done = send(booth)
    assert done.progress.is_complete
    assert centre.held(booth) == booth.records


def test_twenty_identical_bundles_at_once_are_stored_once(centre: Center, booth: Site) -> None:
    join(booth, centre)
    (data,) = booth.do(lambda tx: list(outbox.bundles(tx)))
    answers: list[bytes] = []
    gate = threading.Barrier(SENDERS)

    def post() -> None:
        client = client_of(centre)
        gate.wait()
        answers.append(client.bundle(data))
        client.close()

    threads = [threading.Thread(target=post) for _ in range(SENDERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    outcomes = Counter(
        (outcome.stored, outcome.duplicate, outcome.quarantined, outcome.forked)
        for outcome in (receipt_of(booth, each).outcome for each in answers)
    )
    total = booth.records
    assert outcomes == {(total, 0, 0, 0): 1, (0, total, 0, 0): SENDERS - 1}
    assert centre.held(booth) == total


def test_what_central_holds_is_told_to_the_device_alone(centre: Center, booth: Site) -> None:
    join(booth, centre)
    send(booth)
    key, client = key_of(booth), client_of(centre)
    told = receipt_of(booth, client.state(key))
    assert [journal.ranges for journal in told.journals] == [[(1, booth.records)]]
    with pytest.raises(Rejected, match="does not know"):
        client.state(identity.SigningKey.generate())


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_ten_years_off_does_not_keep_a_device_out(
    centre: Center, booth: Site, years: int
) -> None:
    join(booth, centre)
    with clock.pretend(clock.now() + timedelta(days=365 * years)):
        assert send(booth).progress.is_complete
        assert receipt_of(booth, client_of(centre).state(key_of(booth))).journals
    assert centre.held(booth) == booth.records


def test_a_central_whose_clock_was_set_back_is_still_believed(centre: Center, booth: Site) -> None:
    join(booth, centre)
    ahead = clock.stamp(clock.now() + timedelta(days=900))
    assert send(booth).progress.is_complete
    booth.do(lambda tx: tx.execute(update(ReceiptedJournal).values(received_at=ahead)))
    booth.rate(1, 2, 3)
    assert send(booth).progress.is_complete


def test_a_revoked_device_is_told_so_and_keeps_its_records(centre: Center, booth: Site) -> None:
    join(booth, centre)
    device, total = booth.device, booth.records
    centre.run("UPDATE device SET is_revoked = true, revoked = 'lost' WHERE device = %s", device)
    with pytest.raises(Rejected, match="revoked this device"):
        send(booth)
    assert centre.held(booth) == 0
    assert booth.records == total
    with booth.open():
        assert "revoked" in (link.standing(db.reader()).refusal or "")
    centre.run("UPDATE device SET is_revoked = false WHERE device = %s", device)
    assert send(booth).progress.is_complete
    with booth.open():
        assert link.standing(db.reader()).refusal is None


def test_a_device_with_a_wrong_key_is_refused(centre: Center, booth: Site) -> None:
    join(booth, centre)
    booth.do(lambda tx: tx.execute(update(Link).values(seed=bytes(32))))
    with pytest.raises(Rejected, match="does not know this device"):
        send(booth)
    assert centre.held(booth) == 0


def test_a_code_that_is_used_or_expired_enrols_nobody_else(
    centre: Center, booth: Site, tmp_path: Path
) -> None:
    used, late = centre.process.enroll_code(), centre.process.enroll_code()
    other = Site(tmp_path / "other")

    def enroll(site: Site, code: str) -> None:
        with site.open():
            link.enroll(centre.address, code, is_insecure=False, note=lambda _tx: None)

    enroll(booth, used)
    centre.run("UPDATE enrol_code SET expires_at = '2020-01-01T00:00:00.000000Z'")
    for code in (used, late):
        with pytest.raises(Rejected, match="wrong, used or expired"):
            enroll(other, code)
    enroll(booth, used)  # An answer may get lost, so the same device may ask again.


def test_a_device_believes_no_central_but_that_of_its_code(
    centre: Center, booth: Site, tmp_path: Path
) -> None:
    with CentralProcess(tmp_path / "impostor") as impostor:
        own, foreign = impostor.enroll_code(), centre.process.enroll_code()
        # The impostor knows the code's secret part, but cannot have central's key.
        mixed = "-".join(own.split("-")[:2] + foreign.split("-")[2:])
        with booth.open():
            with pytest.raises(NotAllowed, match="not the one that the code belongs to"):
                link.enroll(impostor.address, mixed, is_insecure=False, note=lambda _tx: None)
            assert not link.standing(db.reader()).is_linked


def test_a_stranger_learns_nothing(centre: Center, booth: Site) -> None:
    booth.do(lambda tx: tx.execute(update(Link).values(url=None)))
    key, client = key_of(booth), client_of(centre)
    (data,) = booth.do(lambda tx: list(outbox.bundles(tx)))
    words = set()
    for ask in (
        lambda: client.bundle(data),
        lambda: client.state(key),
        lambda: client.pack(key),
        lambda: client.enroll(b"x" * 200, "code"),
    ):
        with pytest.raises(Rejected) as told:
            ask()
        words.add(str(told.value))
    assert len(words) == 1


def test_a_restarted_database_holds_the_sender_up_and_loses_nothing(
    centre: Center, line: Wire, booth: Site
) -> None:
    join(booth, centre, line.address)

    def restart(number: int) -> None:
        if number == 3:
            centre.postgres.restart()

    line.before = restart
    assert send(booth).progress.is_complete
    assert centre.held(booth) == booth.records


def test_two_centrals_on_one_database_take_bundles_side_by_side(
    centre: Center, prepared: Path, tmp_path: Path
) -> None:
    second = CentralProcess(tmp_path / "second", database=centre.process.database)
    with second, wire(centre.process.port, second.port) as both:
        sites = [Site(tmp_path / f"booth-{number}") for number in range(3)]
        for site in sites:
            site.rate(*[4] * 60)
            join(site, centre, both.address)
        threads = [
            threading.Thread(target=run, args=("sync", "now"), kwargs={"data": site.settings.data})
            for site in sites
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        for site in sites:
            assert centre.held(site) == site.records
            assert site.do(outbox.waiting).missing == 0


def test_without_a_central_it_says_what_is_wrong(booth: Site, centre: Center) -> None:
    join(booth, centre)
    nowhere = f"http://127.0.0.1:{free_port()}"
    booth.do(lambda tx: tx.execute(update(Link).values(url=nowhere)))
    with booth.open(), pytest.raises(NotReached, match="cannot be reached"):
        sender.send(booth.settings, pace=Pace(tries=1))


def test_one_sender_at_a_time_sends_from_a_folder(centre: Center, booth: Site) -> None:
    join(booth, centre)
    with sender.one_at_a_time(booth.settings, 0), pytest.raises(sender.Busy):
        send(booth)


def test_progress_is_told_up_to_the_last_record(centre: Center, booth: Site) -> None:
    join(booth, centre)
    seen: list[SendingProgress] = []
    with booth.open():
        sender.send(booth.settings, seen.append)
    assert seen[0].held == 0
    assert seen[-1].is_complete
    assert [each.held for each in seen] == sorted(each.held for each in seen)


def test_a_booth_serves_no_central(tmp_path: Path, data: Path) -> None:
    with BoothProcess(data) as process:
        client = Client(address.parse_address(process.address), tries=0)
        with pytest.raises(KioskError, match=r"not as a central does|was not done"):
            client.bundle(b"x")
