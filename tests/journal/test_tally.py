"""Counts that follow behind are those of every row, whatever lands when."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete

from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.counts import rebuild, tally, tallying
from kiosk.counts.filters import Filters
from kiosk.journal.models import StoredRecord
from kiosk.office.demo.people import Crowd
from kiosk.startup import opened
from kiosk.storage.db import db
from kiosk.sync.central import admission, intake
from kiosk.sync.format import bundle
from tests.journal.counts import by_rows, by_tally, count_all
from tests.sync.bundles.write import DEVICE, KEY, header, records

WORDS = {"topic": {"anti-fraud-001": "anti-fraud"}}


@pytest.fixture(params=["sqlite", "postgresql"])
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give a central on each database, which knows one device."""
    address = request.getfixturevalue("empty_database") if request.param == "postgresql" else ""
    with opened(Settings(data=tmp_path, role="central", database=address)) as app:
        with db.transaction() as tx:
            code, _ = admission.make_code(tx)
            admission.redeem(tx, code, DEVICE, bytes(KEY.verify_key))
            tallying.learn(tx, WORDS)
        yield app


def take(first: int, last: int) -> None:
    """Let central take some of the device's records."""
    made = records()
    part = made[first - 1 : last]
    before = made[first - 2].digest.hex() if first > 1 else bytes(32).hex()
    data = bundle.seal(header(part, previous=before, journals=header(made).journals), part, KEY)
    ready = intake.open_for_intake(db.reader(), data)
    with db.transaction() as tx:
        intake.take_in(tx, ready)


def count() -> None:
    """Count what is behind, as the booth's sweep does."""
    with db.transaction() as tx:
        count_all(tx)


def test_what_comes_before_a_place_that_was_counted_is_counted_too(hall: Flask) -> None:
    for first, last in ((1, 1), (3, 3), (2, 2)):
        take(first, last)
        count()
        assert by_tally(db.reader()) == by_rows(db.reader())
    assert by_tally(db.reader())


def test_a_record_that_got_lost_and_came_again_counts_once(hall: Flask) -> None:
    take(1, len(records()))
    count()
    before = by_tally(db.reader())
    with db.transaction() as tx:
        tx.execute(delete(StoredRecord).where(StoredRecord.kind == "quiz"))
    take(1, len(records()))
    count()
    assert by_tally(db.reader()) == before == by_rows(db.reader())


def test_several_who_count_at_once_count_once(hall: Flask) -> None:
    take(1, len(records()))
    stretches = tallying.behind(db.reader())

    def work() -> None:
        with hall.app_context():
            for stretch in stretches:
                with db.transaction() as tx:
                    tallying.count_on(tx, stretch)

    crowd = [threading.Thread(target=work) for _ in range(6)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert by_tally(db.reader()) == by_rows(db.reader())


def test_counts_hold_for_a_day_at_a_booth_in_small_steps_and_after_a_rebuild(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallying, "STEP", 7)
    crowd = Crowd(content.current(), 5)
    topics = {each: topic.id for each, topic in content.current().topic_of.items()}
    with db.transaction() as tx:
        tallying.learn(tx, {"topic": topics})
    for place in range(40):
        with db.transaction() as tx:
            crowd.next_person(tx)
        if Random(place).random() < 0.3:
            count()
    count()
    assert by_tally(db.reader()) == by_rows(db.reader())
    with db.transaction() as tx:
        rebuild.rebuild(tx)
    assert by_tally(db.reader()) == {}
    count()
    assert by_tally(db.reader()) == by_rows(db.reader())


def test_new_words_of_a_pack_make_all_be_counted_anew(app: Flask) -> None:
    with db.transaction() as tx:
        assert tallying.learn(tx, WORDS)
        Crowd(content.current(), 5).next_person(tx)
    count()
    with db.transaction() as tx:
        assert not tallying.learn(tx, WORDS)
        assert tallying.behind(tx) == []
        assert tallying.learn(tx, {"topic": {"anti-fraud-001": "other"}})
        assert by_tally(tx) == {}
    count()
    assert by_tally(db.reader()) == by_rows(db.reader())


def test_counts_are_told_by_place_and_hour(app: Flask) -> None:
    with db.transaction() as tx:
        for _ in range(3):
            Crowd(content.current(), 5).next_person(tx)
    count()
    hours = tally.sums(db.reader(), Filters(), tally.PEOPLE, by=("made_at", "booth"))
    assert sum(row.n for row in hours) == 1, "one person came three times by the same sitting"
    assert {row.made_at[13:] for row in hours} == {":00:00.000000Z"}
    assert tally.sums(db.reader(), Filters(booth="nowhere"), tally.PEOPLE) == []
