"""Test that nobody who reads the whole database can tell what was answered at which address."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from kiosk import clock
from kiosk.booth.outreach import answers
from kiosk.content.catalog import Catalog
from kiosk.errors import Unknown
from kiosk.sealing import erasure
from kiosk.storage.db import db
from tests.factories import records, rows
from tests.outreach.rounds import address, answered, listed, step

pytestmark = pytest.mark.usefixtures("sealing")
SAFE = ("very", "fairly", "little", "not")


def call(tx: Connection, catalog: Catalog, place: str, option: str) -> str:
    """Call at a place and ask its survey; return the sheet's id."""
    step(tx, catalog, place, "arrive")
    step(tx, catalog, place, "survey")
    sheet = answered(tx, catalog, "home", option)
    step(tx, catalog, place, "done")
    return sheet


def test_fewer_than_five_answers_wait_for_others(tx: Connection, catalog: Catalog) -> None:
    places = listed(tx, [address(each) for each in range(5)])
    for place in places[:4]:
        call(tx, catalog, place, "very")
    assert answers.release(tx) == 0
    assert answers.waiting(tx) == 4
    call(tx, catalog, places[4], "not")
    assert answers.release(tx) == 5
    assert answers.waiting(tx) == 0
    assert len(records(tx, "outreach-sheet")) == 5


def test_the_few_answers_to_one_survey_never_ride_on_those_to_another(
    tx: Connection, catalog: Catalog
) -> None:
    for _ in range(5):
        answered(tx, catalog, "home", "very")
    answered(tx, catalog, "follow-up", "never")
    assert answers.release(tx) == 5
    assert answers.waiting(tx) == 1


def test_records_of_answers_share_nothing_with_the_steps(tx: Connection, catalog: Catalog) -> None:
    places = listed(tx, [address(each) for each in range(20)])
    sheets = [call(tx, catalog, place, SAFE[n % 4]) for n, place in enumerate(places)]
    assert answers.release(tx) == 20
    made = records(tx, "outreach-sheet")
    steps = records(tx, "outreach-step")
    day = clock.stamp(clock.midnight(clock.today()))
    assert {each.made_at for each in made} == {day}
    assert len({each.sitting for each in made}) == 20
    assert not {each.sitting for each in made} & {each.sitting for each in steps}
    for record in made:
        assert record.sealed is None
        held = json.loads(record.body)
        assert set(held) == {"survey", "is_finished", "answers"}
        assert set(held["answers"][0]) == {"item", "options"}
        assert held["survey"] == "home"
    everything = b"".join(each.body for each in records(tx))
    ids = [*places, *sheets]
    assert not any(each.encode() in b"".join(row.body for row in made) for each in ids)
    assert not any(each.encode() in everything for each in sheets)
    assert min(each.seq for each in made) > max(each.seq for each in steps)
    assert not rows(tx, "outreach_waiting")


def test_neither_the_waiting_table_nor_the_journal_keeps_the_order(
    tx: Connection, catalog: Catalog
) -> None:
    """Would fail by chance once in 20! times."""
    options = [item.id for item in catalog.door_surveys["home"].items[1].options[:5]]
    survey = catalog.door_surveys["home"]
    given = []
    for number in range(20):
        sheet = answers.begin(tx, survey)
        row, _ = answers.find(tx, catalog, sheet)
        picked = [each for bit, each in enumerate(options) if number + 1 >> bit & 1]
        answers.take(tx, row, survey.items[1], picked)
        given.append(sorted(picked))
    lying = tx.execute(text("SELECT id, answers FROM outreach_waiting")).all()
    assert [sorted(json.loads(row.answers)["worry"]) for row in lying] != given
    assert [row.id for row in lying] == sorted(row.id for row in lying)
    columns = {row[1] for row in tx.execute(text("PRAGMA table_info(outreach_waiting)"))}
    assert columns == {"id", "event", "day", "survey", "is_finished", "answers"}
    with pytest.raises(Exception, match="rowid"):
        tx.execute(text("SELECT rowid FROM outreach_waiting"))
    answers.release(tx)
    made = [json.loads(each.body)["answers"][0] for each in records(tx, "outreach-sheet")]
    held = [sorted(each["options"]) for each in made]
    assert held != given
    assert sorted(held) == sorted(given)


def test_a_joiner_by_order_and_time_does_no_better_than_by_guessing(
    tx: Connection, catalog: Catalog
) -> None:
    """Join the n-th asked place to the n-th sheet, in 40 rounds of five: a fifth is chance."""
    hits = 0
    survey = catalog.door_surveys["home"]
    options = [item.id for item in survey.items[1].options[:5]]
    for each in range(40):
        places = listed(tx, [address(each * 5 + n) for n in range(5)])
        for place, option in zip(places, options, strict=True):
            step(tx, catalog, place, "arrive")
            step(tx, catalog, place, "survey")
            sheet = answers.begin(tx, survey)
            answers.take(tx, answers.find(tx, catalog, sheet)[0], survey.items[1], [option])
        answers.release(tx)
        made = records(tx, "outreach-sheet")[-5:]
        found = [json.loads(row.body)["answers"][0]["options"][0] for row in made]
        hits += sum(one == other for one, other in zip(found, options, strict=True))
    assert hits < 80  # 200 pairs: 40 by chance, and 80 lies beyond six standard deviations.


def test_former_days_enter_with_the_next_step_and_never_today(
    app: Flask, tx: Connection, catalog: Catalog
) -> None:
    (place,) = listed(tx, [address()])
    first = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
    with clock.pretend(first):
        for _ in range(5):
            answered(tx, catalog, "home", "very")
        step(tx, catalog, place, "absent")
    assert not records(tx, "outreach-sheet")
    with clock.pretend(first + timedelta(days=1)):
        answered(tx, catalog, "home", "not")
        step(tx, catalog, place, "arrive")
    assert len(records(tx, "outreach-sheet")) == 5
    assert answers.waiting(tx) == 1


def test_an_answer_is_kept_tap_by_tap_and_can_be_taken_back(
    tx: Connection, catalog: Catalog
) -> None:
    survey = catalog.door_surveys["follow-up"]
    sheet = answers.begin(tx, survey)
    for option in ("often", "never"):
        answers.take(tx, answers.find(tx, catalog, sheet)[0], survey.items[0], [option])
    row, _ = answers.find(tx, catalog, sheet)
    assert answers.chosen(row, survey.items[0]) == ["never"]
    answers.leave_out(tx, row, survey.items[0])
    assert answers.chosen(answers.find(tx, catalog, sheet)[0], survey.items[0]) == []
    with pytest.raises(Unknown):
        answers.item_of(survey, 9)
    with pytest.raises(Unknown):
        answers.find(tx, catalog, "0" * 32)


def test_the_last_few_answers_enter_when_the_addresses_are_erased(
    tx: Connection, catalog: Catalog
) -> None:
    (place,) = listed(tx, [address()])
    call(tx, catalog, place, "very")
    (row,) = rows(tx, "outreach_place")
    erasure.erase_event(tx, row["event"] if isinstance(row, dict) else row.event)
    assert len(records(tx, "outreach-sheet")) == 1
    assert answers.waiting(tx) == 0
    assert all(each.sealed is None for each in records(tx))


def test_answers_survive_what_is_committed(app: Flask, catalog: Catalog) -> None:
    with db.transaction() as tx:
        sheet = answered(tx, catalog, "school", "very")
    with db.engine.connect() as again:
        row, _ = answers.find(again, catalog, sheet)
        assert row.is_finished
