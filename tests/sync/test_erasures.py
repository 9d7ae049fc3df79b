"""Test that what is erased stays erased on both sides, whatever arrives late."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, select

from kiosk import clock
from kiosk.booth.feedback.records import KIND as FEEDBACK
from kiosk.journal import service, verify
from kiosk.journal.models import DeskKey, StoredRecord
from kiosk.journal.records import Record
from kiosk.sealing import erasure
from kiosk.sealing.erasure import Erased, Run
from kiosk.sync.booth import remote_erasure
from kiosk.sync.format.models import Device, Forked
from tests.sync.centrals import DATABASES, central_on
from tests.sync.laptops import EVENT, Laptop, Store, blank, sync_all


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with tables only, made once."""
    return blank(tmp_path_factory.mktemp("blank"))


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, prepared: Path, tmp_path: Path) -> Iterator[Store]:
    """Give a central, on either database."""
    with central_on(request, prepared, tmp_path / "central") as store:
        yield store


@pytest.fixture
def laptop(tmp_path: Path, empty: Path, store: Store) -> Iterator[Laptop]:
    """Give a booth's laptop, enrolled."""
    laptop = Laptop.new(tmp_path / "one.db", empty)
    store.enrol(laptop)
    yield laptop
    laptop.close()


_markers = count()


def write(laptop: Laptop) -> Record:
    """Let somebody write a few words; return the record, which is sealed."""
    laptop.feedback(f"w{next(_markers)}")
    return sealed(laptop)[-1]


def sealed_in(tx: Connection) -> list[Record]:
    return [each for each in service.walk(tx) if each.sealed is not None]


def sealed(at: Laptop | Store) -> list[Record]:
    """Return what is still sealed at a laptop or at central, in the order of journals."""
    return at.work(sealed_in)


def seals(at: Laptop | Store) -> set[bytes | None]:
    return {each.sealed_digest for each in sealed(at)}


def run_of(record: Record) -> Run:
    return Run(device=record.device, epoch=record.epoch, first=record.seq, last=record.seq)


def withdraw(at: Laptop | Store, record: Record) -> None:
    """Erase one record, as a withdrawal does."""
    at.work(lambda tx: erasure.erase(tx, run_of(record), "withdrawal"))


def erase_event(at: Laptop | Store) -> None:
    at.work(lambda tx: erasure.erase_event(tx, EVENT))


def keys_of(laptop: Laptop) -> list[str]:
    return laptop.work(lambda tx: list(tx.execute(select(DeskKey.event)).scalars()))


def chain_holds(*places: Laptop | Store) -> bool:
    return [each.work(verify.verify) for each in places] == [None] * len(places)


def forked(tx: Connection) -> list[bytes]:
    return [raw for raw in tx.execute(select(Forked.raw)).scalars() if raw]


# From booths to central


def test_what_a_booth_erases_is_erased_at_central(laptop: Laptop, store: Store) -> None:
    first, second = write(laptop), write(laptop)
    laptop.sync(store)
    assert seals(store) == {first.sealed_digest, second.sealed_digest}
    withdraw(laptop, first)
    laptop.sync(store)
    assert seals(store) == {second.sealed_digest}
    assert chain_holds(laptop, store)
    erase_event(laptop)
    laptop.sync(store)
    assert sealed(store) == []
    assert chain_holds(laptop, store)


def test_bundle_made_before_an_erasure_brings_nothing_back_when_it_comes_late(
    laptop: Laptop, store: Store
) -> None:
    write(laptop)
    late = laptop.bundles()
    withdraw(laptop, sealed(laptop)[0])
    length = laptop.journals[0].length
    for data in laptop.bundles(most=1)[len(late) :]:
        store.take(data)  # The erasure comes first, what it erases comes after it.
    for data in (*late, *late):
        laptop.hear(store.take(data))
    laptop.sync(store)
    assert sealed(store) == []
    assert len(store.records(laptop.device, laptop.place.epoch)) == length
    assert chain_holds(laptop, store)


def test_laptop_that_names_anothers_records_erases_nothing_of_theirs(
    laptop: Laptop, store: Store, tmp_path: Path, empty: Path
) -> None:
    other = Laptop.new(tmp_path / "other.db", empty)
    store.enrol(other)
    record = write(laptop)
    laptop.sync(store)
    digest = record.sealed_digest
    assert digest
    for device in (laptop.device, other.device):
        run = Run(device=device, epoch=record.epoch, first=1, last=99, seals=(digest.hex(),))
        erased = Erased(runs=[run], reason="withdrawal")
        other.work(lambda tx, erased=erased: service.append(tx, erasure.KIND, erased))
    other.sync(store)
    assert seals(store) == {digest}
    late = write(laptop)
    laptop.sync(store)
    assert seals(store) == {digest, late.sealed_digest}
    other.close()


def test_erasure_of_an_earlier_version_erases_by_its_places(laptop: Laptop, store: Store) -> None:
    first, second = write(laptop), write(laptop)
    bundle = laptop.bundles()
    former = Erased(runs=[run_of(first)], reason="withdrawal")
    laptop.work(lambda tx: service.append(tx, erasure.KIND, former))
    for data in laptop.bundles(most=1)[-1:]:
        store.take(data)
    for data in bundle:
        store.take(data)
    assert seals(store) == {second.sealed_digest}


# Copies of one laptop


def test_each_copy_of_a_laptop_erases_its_own_records_and_not_the_others(
    laptop: Laptop, store: Store, tmp_path: Path
) -> None:
    common = write(laptop)
    laptop.sync(store)
    other = laptop.copy(tmp_path / "copy.db")
    ours, theirs = write(laptop), write(other)
    assert (ours.epoch, ours.seq) == (theirs.epoch, theirs.seq)
    sync_all(store, [laptop, other])
    assert seals(store) == {common.sealed_digest, ours.sealed_digest, theirs.sealed_digest}
    withdraw(other, theirs)
    sync_all(store, [laptop, other])
    assert theirs.sealed_digest not in seals(store) | seals(other)
    assert seals(store) == {common.sealed_digest, ours.sealed_digest}
    assert seals(laptop) == {common.sealed_digest, ours.sealed_digest}
    assert chain_holds(laptop, other, store)
    other.close()


def test_what_a_copy_wrote_and_erased_before_it_healed_is_kept_nowhere(
    laptop: Laptop, store: Store, tmp_path: Path
) -> None:
    laptop.sync(store)
    other = laptop.copy(tmp_path / "copy.db")
    ours, theirs = write(laptop), write(other)
    laptop.sync(store)
    early = other.bundles(everything=True)
    for data in early:
        store.take(data)  # Central keeps it as forked, as it came.
    assert any(b'"sealed":"' in raw for raw in store.work(forked))
    withdraw(other, theirs)
    sync_all(store, [other, laptop])
    for data in early:
        store.take(data)
    assert seals(store) == seals(laptop) == {ours.sealed_digest}
    assert sealed(other) == []
    kept = [json.loads(raw) for raw in store.work(forked)]
    assert [each["sealed"] for each in kept if each["kind"] == FEEDBACK.name] == [None]
    assert chain_holds(laptop, other, store)
    other.close()


def test_central_erases_what_a_copy_appended_again_in_all_its_places(
    laptop: Laptop, store: Store, tmp_path: Path
) -> None:
    laptop.sync(store)
    other = laptop.copy(tmp_path / "copy.db")
    ours, theirs = write(laptop), write(other)
    sync_all(store, [laptop, other])
    assert len([each for each in sealed(other) if each.sealed_digest == theirs.sealed_digest]) == 2
    [held] = [each for each in sealed(store) if each.sealed_digest == theirs.sealed_digest]
    assert held.origin == (theirs.epoch, theirs.seq, theirs.digest)
    withdraw(store, held)
    sync_all(store, [laptop, other])
    assert sealed(other) == []
    assert seals(store) == seals(laptop) == {ours.sealed_digest}
    other.close()


# From central to booths


def test_what_central_erases_is_erased_at_its_booth_by_any_receipt(
    laptop: Laptop, store: Store
) -> None:
    first, second = write(laptop), write(laptop)
    laptop.sync(store)
    withdraw(store, first)
    receipt = store.take(laptop.statement())
    erasure.UNSCRUBBED.clear()
    for _ in range(2):  # A stick's receipt may be taken again.
        laptop.hear(receipt)
    assert seals(laptop) == {second.sealed_digest}
    assert erasure.UNSCRUBBED.is_set()
    kinds = [each.kind for each in laptop.work(lambda tx: list(service.walk(tx)))]
    assert kinds.count("erasure") == 1
    laptop.sync(store)
    assert chain_holds(laptop, store)


def test_old_backup_put_back_loses_again_what_central_erased(
    laptop: Laptop, store: Store, tmp_path: Path
) -> None:
    first, second = write(laptop), write(laptop)
    laptop.sync(store)
    backup = laptop.save(tmp_path / "backup.db")
    withdraw(store, first)
    laptop.sync(store)
    for is_known in (True, False):
        laptop.put_back(backup, is_known=is_known)
        assert first.sealed_digest in seals(laptop)
        laptop.sync(store)
        assert seals(laptop) == seals(store) == {second.sealed_digest}
    assert chain_holds(laptop, store)


def test_event_erased_at_central_goes_everywhere_with_its_key_and_never_returns(
    laptop: Laptop, store: Store, tmp_path: Path
) -> None:
    backup = laptop.save(tmp_path / "backup.db")
    write(laptop)
    laptop.sync(store)
    write(laptop)
    stick = laptop.bundles()
    erase_event(store)
    assert sealed(store) == []
    for data in stick:
        laptop.hear(store.take(data))
    assert sealed(store) == []
    assert sealed(laptop) == []
    assert keys_of(laptop) == []
    laptop.put_back(backup, is_known=False)
    write(laptop)
    laptop.sync(store)
    assert sealed(laptop) == []
    assert sealed(store) == []
    assert chain_holds(laptop, store)


def test_event_that_central_erased_stays_erased_in_a_backup_of_central_too(
    laptop: Laptop, store: Store
) -> None:
    write(laptop)
    laptop.sync(store)
    held = sealed(store)
    erase_event(store)
    [record] = store.work(
        lambda tx: [each for each in service.walk(tx) if each.kind == erasure.KIND.name]
    )

    def put_back(tx: Connection) -> None:
        for each in held:
            of_record = StoredRecord.digest == each.digest
            tx.execute(StoredRecord.__table__.update().where(of_record).values(sealed=each.sealed))

    store.work(put_back)
    assert sealed(store) == held
    erased = msgspec.json.decode(record.body, type=Erased)
    assert store.work(lambda tx: erasure.erase_again(tx, [erased])) == 1
    assert sealed(store) == []


# Clocks


@pytest.fixture
def ends() -> Iterator[Callable[[date], None]]:
    """Let the event end on a day, as a pack tells it."""
    former = list(remote_erasure._due_days)

    def end(day: date) -> None:
        due = day + erasure.KEEP
        remote_erasure.tell_due_days(lambda _tx: [(EVENT, due)])

    yield end
    remote_erasure._due_days[:] = former


@pytest.mark.parametrize("years", [-10, 10])
def test_clock_ten_years_off_brings_the_same_records_and_erases_nothing(
    laptop: Laptop, store: Store, ends: Callable[[date], None], years: int
) -> None:
    ends(clock.now().date() - timedelta(days=3))
    offset = timedelta(days=365 * years)
    with clock.pretend(clock.now() + offset):
        laptop.rate("a", "b")
        record = write(laptop)
    data = []
    with clock.pretend(clock.now() + offset):
        data = [laptop.statement(), *laptop.bundles()]
    receipts = [store.take(each) for each in data]
    with clock.pretend(clock.now() + offset):
        for each in receipts:
            laptop.hear(each)
        assert laptop.missing == 0
    assert seals(laptop) == seals(store) == {record.sealed_digest}
    assert sorted(store.markers(laptop.device)) == sorted(laptop.markers())
    shown = store.work(lambda tx: tx.execute(select(Device.clock_offset)).scalar_one())
    assert abs(shown - offset.total_seconds()) < 60
    assert chain_holds(laptop, store)


def test_booth_erases_by_itself_once_a_receipt_says_that_the_day_has_come(
    laptop: Laptop, store: Store, ends: Callable[[date], None]
) -> None:
    write(laptop)
    today = clock.now().astimezone().date()
    ends(today - erasure.KEEP + timedelta(days=1))
    with clock.pretend(clock.now() + timedelta(days=3650)):
        statement = laptop.statement()
    laptop.hear(store.take(statement))
    assert len(sealed(laptop)) == 1
    ends(today - erasure.KEEP)
    laptop.sync(store)
    assert sealed(laptop) == []
    assert keys_of(laptop) == []
    laptop.sync(store)
    assert sealed(store) == []
    assert chain_holds(laptop, store)
