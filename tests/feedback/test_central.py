"""Test that central hears of each step, in any order, takes its own, and opens every answer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nacl.public import PrivateKey
from sqlalchemy import Connection

from kiosk.booth.feedback import staff_list, states, step_report
from kiosk.booth.feedback.records import STEP, FeedbackStep
from kiosk.booth.feedback.rules import START
from kiosk.booth.feedback.staff_list import DeskFilters
from kiosk.booth.feedback.steps import Overtaken
from kiosk.content import editions
from kiosk.counts import rebuild
from kiosk.counts.filters import Filters
from kiosk.errors import Refused
from kiosk.journal import service, verify
from kiosk.journal.service import new_id
from kiosk.sealing import erasure, keys
from kiosk.sealing.opening import Opener
from tests.factories import records, rows
from tests.feedback.desks import acts, answer, give, now, own_device, status, step
from tests.sync.centrals import (
    DATABASES,
    at_central,
    enrolled,
    opening_central_on,
)
from tests.sync.laptops import EVENT, Laptop, Store, blank, sync_all

CENTRAL_WORDS = "已请交警大队到路口看过"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with tables only, made once."""
    return blank(tmp_path_factory.mktemp("blank"))


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, prepared: Path, tmp_path: Path) -> Iterator[Store]:
    """Give a central with a privacy key, on either database; its own desk is at another event."""
    with opening_central_on(request, prepared, tmp_path / "central") as store:
        yield store


@pytest.fixture
def laptop(tmp_path: Path, empty: Path, store: Store) -> Iterator[Laptop]:
    """Give a booth's laptop, enrolled, whose key central can open."""
    laptop = enrolled(tmp_path / "one.db", empty, store)
    yield laptop
    laptop.close()


def central_step(store: Store, laptop: Laptop, form: str, act: str, **given: str) -> bool:
    """Take a step at central with a laptop's feedback."""
    return store.work(
        lambda tx: step(tx, form, act, device=laptop.device, key=keys.PRIVACY, **given)  # type: ignore[arg-type]
    )


def test_steps_arrive_in_any_order_also_before_their_feedback(laptop: Laptop, store: Store) -> None:
    form = laptop.work(lambda tx: give(tx, "灯坏了", unit="traffic"))
    laptop.work(lambda tx: step(tx, form, "assign", unit="traffic"))
    laptop.work(lambda tx: step(tx, form, "answer", text="好的"))
    laptop.work(lambda tx: step(tx, form, "quote"))
    laptop.work(lambda tx: step(tx, form, "close"))
    store.take(laptop.statement())
    bundles = laptop.bundles(most=1)
    assert len(bundles) > 5
    for each in reversed(bundles):
        store.take(each)

    def check(tx: Connection) -> None:
        held = now(tx, form, laptop.device)
        assert (held.status, held.assigned) == ("closed", "traffic")
        assert [number for number, _ in acts(tx, form, laptop.device)] == [1, 2, 3, 4]
        assert answer(tx, form, at_central(tx), laptop.device) == "好的"
        figures = step_report.figures(tx, Filters(event=EVENT))
        assert (figures.by_status["closed"], figures.quotes) == (1, 1)
        assert figures.by_unit["traffic"]["closed"] == 1

    store.work(check)


def test_a_step_at_central_is_in_the_feedbacks_event_and_opens_by_the_privacy_key(
    laptop: Laptop, store: Store
) -> None:
    form = laptop.work(lambda tx: give(tx, "灯坏了"))
    laptop.sync(store)
    central_step(store, laptop, form, "answer", text=CENTRAL_WORDS)
    [record] = store.work(lambda tx: records(tx, "feedback-step"))
    assert record.event == EVENT
    assert record.device == store.work(own_device) != laptop.device
    assert record.sealed
    assert CENTRAL_WORDS.encode() not in record.body + record.sealed
    opened = store.work(lambda tx: answer(tx, form, at_central(tx), laptop.device))
    assert opened == CENTRAL_WORDS
    other = bytes(PrivateKey.generate())
    closed = store.work(lambda tx: answer(tx, form, Opener(tx, None, other), laptop.device))
    assert closed != CENTRAL_WORDS
    assert store.work(verify.verify) is None


def test_central_without_a_privacy_key_keeps_no_answer(laptop: Laptop, store: Store) -> None:
    form = laptop.work(lambda tx: give(tx))
    laptop.sync(store)
    store.work(lambda tx: tx.exec_driver_sql("DELETE FROM desk_key"))
    with pytest.raises(Refused, match="没有保存"):
        central_step(store, laptop, form, "answer", text=CENTRAL_WORDS)
    assert store.work(lambda tx: acts(tx, form, laptop.device)) == []


def test_booth_and_central_may_make_the_same_step_and_both_stay(
    laptop: Laptop, store: Store
) -> None:
    form = laptop.work(lambda tx: give(tx))
    laptop.work(lambda tx: step(tx, form, "assign", unit="traffic"))
    laptop.sync(store)
    laptop.work(lambda tx: step(tx, form, "assign", unit="criminal"))
    seen = store.work(lambda tx: now(tx, form, laptop.device).tap)
    central_step(store, laptop, form, "close")
    laptop.sync(store)

    def check(tx: Connection) -> None:
        assert [number for number, _ in acts(tx, form, laptop.device)] == [1, 2, 2]
        assert status(tx, form, laptop.device) == "closed"  # Central's came later.
        assert staff_list.counts(tx, DeskFilters(event=EVENT))["closed"] == 1

    store.work(check)
    with pytest.raises(Overtaken):
        central_step(store, laptop, form, "quote", seen=seen)
    central_step(store, laptop, form, "undo")
    assert store.work(lambda tx: now(tx, form, laptop.device).assigned) == "criminal"


def test_when_a_booths_step_ties_with_centrals_a_form_shown_before_is_stale(
    laptop: Laptop, store: Store
) -> None:
    form = laptop.work(lambda tx: give(tx))
    laptop.sync(store)
    central_step(store, laptop, form, "assign", unit="traffic")
    seen = store.work(lambda tx: now(tx, form, laptop.device).tap)
    laptop.work(lambda tx: step(tx, form, "close", actor="wang"))  # Number 1 too, but later.
    laptop.sync(store)
    with pytest.raises(Overtaken, match="wang"):
        central_step(store, laptop, form, "answer", text="好", seen=seen)


def test_of_eight_at_once_one_is_taken_and_the_others_are_told(
    laptop: Laptop, store: Store
) -> None:
    form = laptop.work(lambda tx: give(tx))
    laptop.sync(store)

    def assign(name: int) -> bool:
        try:
            return central_step(
                store, laptop, form, "assign", unit="traffic", seen="", actor=f"p{name}"
            )
        except Overtaken:
            return False

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(assign, range(8)))
    assert taken.count(True) == 1
    assert store.work(lambda tx: acts(tx, form, laptop.device)) == [(1, "assign")]


def test_the_same_form_sent_eight_times_at_once_counts_once(laptop: Laptop, store: Store) -> None:
    form, tap = laptop.work(lambda tx: give(tx)), new_id()
    laptop.sync(store)
    with ThreadPoolExecutor(8) as threads:
        taken = list(
            threads.map(
                lambda _: central_step(store, laptop, form, "close", seen="", tap=tap), range(8)
            )
        )
    assert taken.count(True) == 1
    assert store.work(lambda tx: acts(tx, form, laptop.device)) == [(1, "close")]


def test_no_booth_speaks_about_anothers_feedback(
    tmp_path: Path, empty: Path, laptop: Laptop, store: Store
) -> None:
    form = laptop.work(lambda tx: give(tx))
    other = enrolled(tmp_path / "two.db", empty, store)
    forged = FeedbackStep(
        of_device=laptop.device,
        form=form,
        number=7,
        tap=new_id(),
        act="close",
        actor="nobody",
        undoes=None,
        state=START,
    )
    other.work(lambda tx: service.append(tx, STEP, forged))
    sync_all(store, [laptop, other])
    other.close()
    assert len(store.work(lambda tx: rows(tx, "feedback_step"))) == 1
    assert store.work(lambda tx: status(tx, form, laptop.device)) == "open"
    assert store.work(lambda tx: acts(tx, form, laptop.device)) == []


def test_steps_find_their_feedback_after_a_clone_has_healed(
    tmp_path: Path, laptop: Laptop, store: Store
) -> None:
    clone = laptop.copy(tmp_path / "clone.db")
    laptop.rate("one")
    laptop.sync(store)
    form = clone.work(lambda tx: give(tx, "灯坏了"))
    clone.work(lambda tx: step(tx, form, "answer", text="好的"))
    sync_all(store, [clone])
    clone.work(lambda tx: step(tx, form, "close"))
    sync_all(store, [clone])
    clone.close()

    def check(tx: Connection) -> None:
        [piece] = rows(tx, "feedback")
        [first] = [each for each in rows(tx, "feedback_step") if each["act"] == "answer"]
        assert piece["epoch"] == first["epoch"]  # Of the new journal: the old place is another's.
        assert status(tx, form, clone.device) == "closed"
        assert [act for _, act in acts(tx, form, clone.device)] == ["answer", "close"]
        assert answer(tx, form, at_central(tx), clone.device) == "好的"

    store.work(check)


def test_erasing_the_event_at_central_erases_every_answer_also_one_that_comes_late(
    laptop: Laptop, store: Store
) -> None:
    form = laptop.work(lambda tx: give(tx, "灯坏了"))
    laptop.work(lambda tx: step(tx, form, "answer", text="好的"))
    laptop.sync(store)
    central_step(store, laptop, form, "answer", text=CENTRAL_WORDS)
    laptop.work(lambda tx: step(tx, form, "answer", text="来得晚"))
    late = laptop.bundles()
    store.work(lambda tx: erasure.erase_event(tx, EVENT))
    for each in late:
        store.take(each)

    def check(tx: Connection) -> None:
        steps = states.history(tx, laptop.device, form)
        assert len(steps) == 3
        assert [at_central(tx).read(each) for each in steps] == [{}, {}, {}]
        assert not [each for each in records(tx) if each.sealed and each.event == EVENT]
        assert verify.verify(tx) is None

    store.work(check)


def test_central_makes_its_rows_anew_from_the_journal(laptop: Laptop, store: Store) -> None:
    form = laptop.work(lambda tx: give(tx))
    laptop.sync(store)
    central_step(store, laptop, form, "assign", unit="traffic")
    before = store.work(lambda tx: rows(tx, "feedback_step"))
    store.work(lambda tx: rebuild.rebuild(tx, lambda _count: None))
    assert store.work(lambda tx: rows(tx, "feedback_step")) == before != []


def test_every_sort_and_filter_works_on_either_database(laptop: Laptop, store: Store) -> None:
    forms = [laptop.work(lambda tx: give(tx, "灯", unit="traffic")) for _ in range(3)]
    laptop.sync(store)
    central_step(store, laptop, forms[0], "close")
    central_step(store, laptop, forms[1], "answer", text="好的")

    def check(tx: Connection) -> None:
        names = editions.labels(tx)
        whole = DeskFilters(
            event=EVENT, kind="suggestion", concerns="traffic", status="closed", has_text=True
        )
        sorts: tuple[staff_list.Sort, ...] = ("latest", "oldest", "kind", "unit", "status")
        for sort in sorts:
            [piece] = staff_list.search(tx, whole, names, at_central(tx), sort=sort).pieces
            assert (piece.form, piece.text) == (forms[0], "灯")
            found = staff_list.search(tx, DeskFilters(event=EVENT), names, None, sort=sort)
            assert sorted(piece.form for piece in found.pieces) == sorted(forms)
        by_status = staff_list.search(tx, DeskFilters(), names, None, sort="status").pieces
        assert [piece.status for piece in by_status] == ["open", "answered", "closed"]
        assert staff_list.search(tx, DeskFilters(has_contact=True), names, None).count == 0

    store.work(check)
