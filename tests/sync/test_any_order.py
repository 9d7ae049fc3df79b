"""Whatever is made, sent, dropped, doubled, reordered, cloned and restored: each record once.

Hypothesis chooses what happens, step by step, among a few laptops, copies of them, and one central
on PostgreSQL. At the end everyone syncs until nobody has anything to send. Central then holds what
all people did at all laptops that still are, and all that any receipt ever named; each exactly
once, in its counts too; and a stick that comes even later changes nothing of it.
"""

from __future__ import annotations

import secrets
import tempfile
from collections import Counter
from functools import partial
from itertools import count
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiosk.booth.feedback.records import KIND as FEEDBACK
from kiosk.booth.quiz.records import KIND as QUIZ
from kiosk.booth.survey.records import RATING
from kiosk.config import Settings
from kiosk.counts import rebuild, tallying
from kiosk.errors import Refused
from kiosk.journal import service, verify
from kiosk.journal.records import decode
from kiosk.sync.format.bundle import open_header
from kiosk.sync.format.receipt import open_receipt
from tests.conftest import FULL
from tests.journal.counts import by_rows, by_tally, count_all
from tests.sync.laptops import Laptop, Store, all_markers, blank, held_by, sync_all

INTERLEAVINGS, STEPS = (2000, 40) if FULL else (80, 16)
PARTS = 2
"""Tests that share them, side by side."""
MOST_LAPTOPS = 4
ANY = st.integers(0, 10**6)
"""Chooses one of what there is by then."""
FATES = st.sampled_from(["arrives", "arrives", "request lost", "answer lost", "answer late"])


class Sync(RuleBasedStateMachine):
    """Be the laptops, the central, and all that is under way between them."""

    store: ClassVar[Store]
    empty: ClassVar[Path]

    def __init__(self) -> None:
        """Start with nothing under way."""
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._files = count()
        self._marker = secrets.token_hex(8)
        self._markers = count()
        self.laptops: list[Laptop] = []
        self.copies: list[tuple[Laptop, Path]] = []
        self.stick: list[bytes] = []
        self.receipts: list[bytes] = []
        self.named: set[tuple[str, str]] = set()
        self.is_rewound = False

    @initialize(many=st.integers(1, 2))
    def enrol(self, many: int) -> None:
        """Install and enrol some laptops."""
        for _ in range(many):
            laptop = Laptop.new(self._file(), self.empty)
            self.store.enrol(laptop)
            self.laptops.append(laptop)

    def _file(self) -> Path:
        return Path(self._folder.name) / f"{next(self._files)}.db"

    def _new(self) -> str:
        return f"{self._marker}{next(self._markers)}"

    def _pick(self, which: int) -> Laptop:
        return self.laptops[which % len(self.laptops)]

    # What people do.

    @rule(which=ANY, many=st.integers(1, 5))
    def rate(self, which: int, many: int) -> None:
        """Let people tap on faces."""
        self._pick(which).rate(*(self._new() for _ in range(many)))

    @rule(which=ANY)
    def quiz(self, which: int) -> None:
        """Let somebody answer a round."""
        self._pick(which).quiz(self._new())

    @rule(which=ANY)
    def write_feedback(self, which: int) -> None:
        """Let somebody write a few words."""
        self._pick(which).feedback(self._new())

    # What the network does.

    @rule(which=ANY, fate=FATES)
    def state(self, which: int, fate: str) -> None:
        """Send a laptop's statement."""
        laptop = self._pick(which)
        self._send(laptop, laptop.statement(), fate)

    @rule(which=ANY, fate=FATES, most=st.integers(1, 4), many=st.integers(1, 3))
    def send(self, which: int, fate: str, most: int, many: int) -> None:
        """Send a few bundles."""
        laptop = self._pick(which)
        for data in laptop.bundles(most=most)[:many]:
            self._send(laptop, data, fate)

    @rule(which=ANY)
    def sync(self, which: int) -> None:
        """Sync once without a disturbance."""
        laptop = self._pick(which)
        self._send(laptop, laptop.statement(), "arrives")
        for data in laptop.bundles(most=3):
            self._send(laptop, data, "arrives")
        self._send(laptop, laptop.statement(), "arrives")

    def _send(self, laptop: Laptop, data: bytes, fate: str) -> None:
        if fate == "request lost":
            return
        answer = self._take(data)
        if fate == "arrives":
            laptop.hear(answer)
        elif fate == "answer late":
            self.receipts.append(answer)

    def _take(self, data: bytes) -> bytes:
        """Let central take a bundle; remember what its receipt names."""
        answer = self.store.take(data)
        device = open_header(data).device
        outcome = open_receipt(answer, self.store.verify_key, device).outcome
        assert outcome.quarantined == 0
        if outcome.forked == 0:
            self.named |= {(device, marker) for marker in markers_of(data)}
        return answer

    # What people do with sticks.

    @rule(which=ANY, everything=st.booleans(), most=st.integers(1, 6))
    def write_stick(self, which: int, everything: bool, most: int) -> None:
        """Put bundles on a stick, where they stay."""
        laptop = self._pick(which)
        self.stick += [*laptop.bundles(everything=everything, most=most), laptop.statement()]

    @precondition(lambda self: self.stick)
    @rule(which=ANY, fate=FATES)
    def read_stick(self, which: int, fate: str) -> None:
        """Take in any bundle of the stick, at any time and any number of times."""
        answer = self._take(self.stick[which % len(self.stick)])
        if fate.startswith("a"):
            self.receipts.append(answer)

    @precondition(lambda self: self.receipts)
    @rule(which=ANY, whose=ANY)
    def take_receipt_home(self, which: int, whose: int) -> None:
        """Take any receipt to any laptop."""
        hear_if_own(self._pick(whose), self.receipts[which % len(self.receipts)])

    # What happens to machines.

    @rule(which=ANY)
    def restart(self, which: int) -> None:
        """Restart a booth."""
        self._pick(which).restart()

    @rule()
    def restart_central(self) -> None:
        """Restart central."""
        self.store.restart()

    @precondition(lambda self: len(self.laptops) < MOST_LAPTOPS)
    @rule(which=ANY)
    def clone(self, which: int) -> None:
        """Copy a laptop; both go on."""
        self.laptops.append(self._pick(which).copy(self._file()))

    @rule(which=ANY)
    def back_up(self, which: int) -> None:
        """Copy a laptop's file aside."""
        laptop = self._pick(which)
        self.copies.append((laptop, laptop.save(self._file())))

    @precondition(lambda self: self.copies)
    @rule(which=ANY, is_known=st.booleans())
    def restore(self, which: int, is_known: bool) -> None:
        """Put a copy back, by the command that knows of it or by hand."""
        laptop, file = self.copies[which % len(self.copies)]
        laptop.put_back(file, is_known=is_known)
        self.is_rewound = True

    # What staff do who look at figures.

    @rule()
    def count(self) -> None:
        """Let central count what came."""
        self.store.work(count_all)

    # What must hold.

    def teardown(self) -> None:
        """Let everybody sync, then let all that was under way arrive; check both times."""
        try:
            if self.laptops:
                self._check_all()
                for data in self.stick:
                    self._take(data)
                for answer in self.receipts:
                    for laptop in self.laptops:
                        hear_if_own(laptop, answer)
                self._check_all()
                self._check_counts()
        finally:
            for laptop in self.laptops:
                laptop.close()
            self._folder.cleanup()

    def _check_all(self) -> None:
        sync_all(self.store, self.laptops)
        for device in {laptop.device for laptop in self.laptops}:
            self._check(device)

    def _check_counts(self) -> None:
        self.store.work(count_all)
        for device in {laptop.device for laptop in self.laptops}:
            counts = self.store.work(partial(by_tally, device=device))
            assert counts == self.store.work(partial(by_rows, device=device))

    def _check(self, device: str) -> None:
        copies = [laptop for laptop in self.laptops if laptop.device == device]
        found = Counter(self.store.markers(device))
        assert [marker for marker, times in found.items() if times > 1] == []
        did = set().union(*(laptop.markers() for laptop in copies))
        named = {marker for whose, marker in self.named if whose == device}
        assert did | named <= set(found)
        if not self.is_rewound:
            assert set(found) == did
            assert self.store.open_forks(device) == []
        for laptop in copies:
            assert laptop.missing == 0
            assert laptop.work(verify.verify) is None
            for journal in laptop.journals:
                held = self.store.records(device, journal.epoch)[: journal.length]
                own = laptop.work(
                    lambda tx, each=journal: service.stretch(tx, device, each.epoch, 1, each.length)
                )
                assert [each.digest for each in held] == [each.digest for each in own]


def hear_if_own(laptop: Laptop, answer: bytes) -> None:
    """Take a receipt home; one for another device is refused and changes nothing."""
    try:
        laptop.hear(answer)
    except Refused:
        return


def markers_of(data: bytes) -> set[str]:
    """Return the markers of a bundle's records of what people did."""
    return {
        decode(record.body)["form"] if record.kind == FEEDBACK.name else record.sitting
        for record in held_by(data)
        if record.kind in (RATING.name, QUIZ.name, FEEDBACK.name)
    }


def explore(store: Store, folder: Path, examples: int, *, start: int | None) -> None:
    """Try so many interleavings; raises with the shortest one found that breaks a promise.

    The same `start` tries the same ones; None others each time.
    """
    Sync.store, Sync.empty = store, blank(folder)
    machine = Sync if start is None else seed(start)(Sync)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_order_things_arrive_in_each_record_is_there_once(
    database: str, tmp_path: Path, part: int
) -> None:
    store = Store(Settings(data=tmp_path, database=database))
    words = {"topic": {"anti-fraud-001": "anti-fraud", "anti-fraud-002": "law"}}
    store.work(lambda tx: tallying.learn(tx, words))
    explore(store, tmp_path, INTERLEAVINGS // PARTS, start=part)
    held = store.work(all_markers)
    store.work(rebuild.rebuild)
    assert store.work(all_markers) == held, "read tables made anew say the same"
    store.close()
