"""Two copies of one laptop wrote the same journal: everything arrives, and once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from kiosk.config import Settings
from tests.postgres import Server
from tests.sync.laptops import Laptop, Store, blank, sync_all


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with tables only, made once."""
    return blank(tmp_path_factory.mktemp("blank"))


@pytest.fixture(scope="module")
def store(
    postgres: Server, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """Give a central on PostgreSQL, for laptops of each test's own."""
    data = tmp_path_factory.mktemp("central")
    store = Store(Settings(data=data, database=postgres.create_database(migrated)))
    yield store
    store.close()


class Team:
    """Keep the copies of one laptop, and what people did at each."""

    def __init__(self, store: Store, folder: Path, empty: Path) -> None:
        """Install and enrol the first of them."""
        self.store, self.folder = store, folder
        self.one = Laptop.new(folder / "one.db", empty)
        self.copies = [self.one]
        self.did: list[str] = []
        self._numbers = count()
        store.enrol(self.one)

    def work(self, laptop: Laptop, many: int) -> None:
        """Let people do something at one of the copies."""
        markers = [f"m{next(self._numbers)}" for _ in range(many)]
        laptop.rate(*markers)
        self.did += markers

    def clone(self, laptop: Laptop) -> Laptop:
        """Copy one of them; both go on."""
        other = laptop.copy(self.folder / f"copy-{len(self.copies)}.db")
        self.copies.append(other)
        return other

    def send_from(self, laptop: Laptop, first: int, last: int) -> None:
        """Send only some records of the present journal, and lose the receipt."""
        for data in laptop.bundles(everything=True, most=1)[first - 1 : last]:
            self.store.take(data)

    def sync(self) -> None:
        """Sync all until nobody has anything to send; then each record is there once."""
        sync_all(self.store, self.copies)
        self.check()

    def check(self) -> None:
        """Assert that all is there once, that nobody waits, and that central says it healed."""
        assert sorted(self.store.markers(self.one.device)) == sorted(self.did)
        assert [each.missing for each in self.copies] == [0] * len(self.copies)
        assert self.store.open_forks(self.one.device) == []
        for each in self.copies:
            for journal in each.journals:
                held = self.store.records(each.device, journal.epoch)
                assert held[journal.length - 1].digest.hex() == journal.digest


@pytest.fixture
def team(store: Store, tmp_path: Path, empty: Path) -> Iterator[Team]:
    """Give a laptop to be cloned, enrolled at a central."""
    team = Team(store, tmp_path, empty)
    yield team
    for each in team.copies:
        each.close()


@pytest.mark.parametrize("ours", [0, 1, 7])
@pytest.mark.parametrize("theirs", [1, 2, 12])
def test_a_clone_that_went_on_loses_nothing(team: Team, ours: int, theirs: int) -> None:
    team.work(team.one, 4)
    team.one.sync(team.store)
    other = team.clone(team.one)
    team.work(team.one, ours)
    team.work(other, theirs)
    team.sync()


def test_a_laptop_cloned_before_it_ever_sent_loses_nothing(team: Team) -> None:
    team.work(team.one, 5)
    other = team.clone(team.one)
    team.work(other, 3)
    team.work(team.one, 3)
    team.sync()


def test_a_clone_of_a_clone_loses_nothing_also_after_healing(team: Team) -> None:
    team.work(team.one, 3)
    second = team.clone(team.one)
    team.work(second, 2)
    third = team.clone(second)
    team.work(third, 4)
    team.work(team.one, 1)
    team.sync()
    fourth = team.clone(third)
    for each in team.copies:
        team.work(each, 2)
    team.sync()
    team.work(fourth, 1)
    team.sync()


def test_the_last_record_alone_is_told_from_a_clones(team: Team) -> None:
    team.work(team.one, 6)
    other = team.clone(team.one)
    team.work(team.one, 1)
    team.work(other, 4)
    sync_all(team.store, [other])
    team.one.sync(team.store)
    team.sync()


def test_both_branches_beyond_a_gap_arrive_once(team: Team) -> None:
    team.work(team.one, 3)
    team.one.sync(team.store)
    other = team.clone(team.one)
    team.work(team.one, 9)
    team.work(other, 9)
    team.send_from(other, 9, 10)
    team.send_from(team.one, 12, 13)
    team.sync()


def test_a_break_inside_a_journal_is_seen_and_heals(team: Team) -> None:
    team.work(team.one, 3)
    team.one.sync(team.store)
    other = team.clone(team.one)
    team.work(team.one, 4)
    team.work(other, 6)
    team.send_from(other, 9, 10)
    team.send_from(team.one, 5, 8)
    assert team.store.open_forks(team.one.device) == [(team.one.place.epoch, 9)]
    team.sync()


def test_a_fork_heals_by_receipts_on_a_stick_alone(team: Team) -> None:
    team.work(team.one, 4)
    other = team.clone(team.one)
    team.work(team.one, 2)
    team.work(other, 5)
    for _ in range(3):
        receipts = {}
        for each in team.copies:
            carried = [*each.bundles(), each.statement()]
            receipts[each.file] = [team.store.take(data) for data in carried]
        for each in team.copies:
            for receipt in receipts[each.file]:
                each.hear(receipt)
    team.check()


def test_a_clones_receipts_hide_nothing_of_ones_own(team: Team) -> None:
    team.work(team.one, 4)
    team.one.sync(team.store)
    other = team.clone(team.one)
    team.work(team.one, 2)
    team.work(other, 2)
    (bundle,) = other.bundles()
    receipt = team.store.take(bundle)
    team.one.hear(receipt)
    assert team.one.missing > 0
    other.hear(receipt)
    team.sync()


def test_an_old_copy_that_kept_its_epoch_writes_on_in_a_new_one(team: Team) -> None:
    team.work(team.one, 20)
    former = team.one.save(team.folder / "former.db")
    team.work(team.one, 7)
    team.one.sync(team.store)
    epoch = team.one.place.epoch
    team.one.put_back(former, is_known=False)
    team.one.sync(team.store)
    assert team.one.place.epoch != epoch
    held = team.store.records(team.one.device, team.one.place.epoch)
    assert [record.kind for record in held] == ["epoch"], "nothing was to be appended again"
    team.work(team.one, 3)
    team.sync()


def test_an_old_copy_that_wrote_on_before_it_heard_loses_nothing(team: Team) -> None:
    team.work(team.one, 5)
    former = team.one.save(team.folder / "former.db")
    team.work(team.one, 7)
    team.one.sync(team.store)
    team.one.put_back(former, is_known=False)
    team.work(team.one, 3)
    team.sync()


def test_restored_by_its_command_nothing_is_sent_twice(team: Team) -> None:
    team.work(team.one, 5)
    former = team.one.save(team.folder / "former.db")
    team.work(team.one, 7)
    team.one.sync(team.store)
    team.one.put_back(former, is_known=True)
    team.work(team.one, 3)
    team.one.sync(team.store)
    team.check()


def test_a_record_that_first_came_as_a_copy_counts_once(team: Team) -> None:
    team.work(team.one, 3)
    team.one.sync(team.store)
    other = team.clone(team.one)
    team.work(team.one, 2)
    team.work(other, 2)
    late = team.one.bundles()
    other.sync(team.store)
    team.one.sync(team.store)
    team.sync()
    for data in late:
        team.store.take(data)
    team.sync()
