"""Test that a duel keeps both sides' answers and times, whatever happens on the way."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz import service as quiz
from kiosk.booth.quiz.duel import service
from kiosk.booth.quiz.duel.rules import Side
from kiosk.booth.quiz.duel.service import Duel, Seat
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused, Unknown
from kiosk.journal import drafts
from tests.factories import OTHER_SITTING, SITTING, records, rows

GRANDMOTHER, GRANDSON = Seat("elder", is_large=True), Seat("child", is_large=False)


def start(tx: Connection, catalog: Catalog, **given: Any) -> Duel:
    return service.start(tx, SITTING, catalog, GRANDMOTHER, GRANDSON, random=Random(3), **given)


def held(tx: Connection) -> Duel:
    state = drafts.load(tx, SITTING, service.DRAFT)
    assert state
    return msgspec.json.decode(state, type=Duel)


def answer(
    tx: Connection,
    catalog: Catalog,
    side: Side,
    *,
    is_right: bool = True,
    seconds: int = 10,
    number: int | None = None,
) -> Duel:
    """Look at a side's question, and answer it `seconds` later."""
    play = held(tx).half(side).play
    number = number or play.number
    name = play.question_id(number)
    service.show(tx, SITTING, side, 1_000_000)
    found = kinds.asked(catalog, name)
    assert found
    kind, asked = found
    words = kind.best(asked)
    if not is_right:
        random = Random(1)
        while words == kind.best(asked):
            words = kind.any_answer(asked, random)
    for sent in kind.forms(words):
        duel = service.answer(
            tx,
            SITTING,
            catalog,
            side,
            number,
            question_id=name,
            sent=sent,
            now=1_000_000 + 1000 * seconds,
        )
    return duel


def test_duel_becomes_a_record_a_side(tx: Connection, catalog: Catalog) -> None:
    start(tx, catalog, language="en")
    for number in range(1, 6):
        answer(tx, catalog, "left", is_right=number > 2, seconds=12)
        answer(tx, catalog, "right", is_right=number > 1, seconds=9)
    sheets = [json.loads(record.body) for record in records(tx, "quiz")]
    assert [(each["mode"], each["audience"], each["is_elder"]) for each in sheets] == [
        ("duel", "elder", True),
        ("duel", "child", False),
    ]
    assert all(each["is_finished"] and each["language"] == "en" for each in sheets)
    assert {each.version for each in records(tx, "quiz")} == {2}
    assert [(row["asked"], row["right"], row["points"]) for row in rows(tx, "quiz_round")] == [
        (5, 3, 300),
        (5, 4, 400),
    ]
    duel = held(tx)
    assert duel.is_over
    assert (duel.left.score.used, duel.right.score.used) == (20, 20)
    drafts.close_sitting(tx, SITTING)
    assert len(records(tx, "quiz")) == 2


def test_clock_runs_from_the_first_showing_and_rests_while_the_reason_is_read(
    tx: Connection, catalog: Catalog
) -> None:
    start(tx, catalog)
    service.show(tx, SITTING, "left", 900_000)
    service.show(tx, SITTING, "left", 990_000)  # Looked at again, as after another language.
    duel = answer(tx, catalog, "left", seconds=0)
    assert [each.milliseconds for each in duel.left.play.answers] == [100_000]
    assert duel.left.shown_at == 0
    assert duel.right.shown_at == 0
    assert duel.left.score.used == 20  # 60 of 300 seconds: its allowance, and no more.
    service.show(tx, SITTING, "left", 5_000_000)
    assert held(tx).left.shown_at == 5_000_000


def test_page_goes_back_to_the_reason_that_is_read(tx: Connection, catalog: Catalog) -> None:
    assert start(tx, catalog).left.on_screen == 1
    assert answer(tx, catalog, "left").left.on_screen == 1
    service.show(tx, SITTING, "left", 2_000_000)
    assert held(tx).left.on_screen == 2


def test_answer_sent_twice_is_kept_once(tx: Connection, catalog: Catalog) -> None:
    start(tx, catalog)
    first = answer(tx, catalog, "left").left.play.answers
    again = answer(tx, catalog, "left", is_right=False, number=1).left.play.answers
    assert again == first


def test_one_side_cannot_answer_the_others_question(tx: Connection, catalog: Catalog) -> None:
    duel = start(tx, catalog)
    with pytest.raises(Unknown):
        service.answer(
            tx,
            SITTING,
            catalog,
            "left",
            1,
            question_id=duel.right.play.drawn[0],
            sent={"option": ["a"]},
            now=1,
        )
    assert held(tx).left.play.answers == held(tx).right.play.answers == []


def test_side_that_walked_away_is_ended_by_the_one_that_finished(
    tx: Connection, catalog: Catalog
) -> None:
    start(tx, catalog)
    answer(tx, catalog, "right")
    with pytest.raises(Refused):
        service.end(tx, SITTING)
    for _ in range(5):
        answer(tx, catalog, "left")
    duel = service.end(tx, SITTING)
    assert duel.is_over
    sheets = [json.loads(record.body) for record in records(tx, "quiz")]
    assert [(each["is_finished"], len(each["answers"])) for each in sheets] == [
        (True, 5),
        (False, 1),
    ]
    answer(tx, catalog, "right")  # Whoever comes back late changes nothing.
    assert len(held(tx).right.play.answers) == 1
    service.end(tx, SITTING)
    drafts.close_sitting(tx, SITTING)
    assert len(records(tx, "quiz")) == 2


def test_power_loss_keeps_how_far_each_side_came(tx: Connection, catalog: Catalog) -> None:
    start(tx, catalog)
    answer(tx, catalog, "left")
    answer(tx, catalog, "left", is_right=False)
    answer(tx, catalog, "right")
    drafts.close_all(tx)
    sheets = [json.loads(record.body) for record in records(tx, "quiz")]
    assert [(each["is_finished"], len(each["answers"])) for each in sheets] == [
        (False, 2),
        (False, 1),
    ]
    assert rows(tx, "draft") == []


def test_new_duel_closes_the_one_begun_before(tx: Connection, catalog: Catalog) -> None:
    start(tx, catalog)
    start(tx, catalog)
    assert len(records(tx, "quiz")) == 2


def test_duel_and_round_of_one_sitting_stay_apart(tx: Connection, catalog: Catalog) -> None:
    start(tx, catalog)
    quiz.start(tx, SITTING, catalog)
    assert held(tx).left.play.mode == "duel"
    assert drafts.load(tx, OTHER_SITTING, service.DRAFT) is None


def test_audience_that_is_not_offered_is_refused(tx: Connection, catalog: Catalog) -> None:
    with pytest.raises(Refused):
        service.start(tx, SITTING, catalog, Seat("cats", is_large=False), GRANDSON)
    assert rows(tx, "draft") == []


def test_duel_cannot_be_started_as_a_round(tx: Connection, catalog: Catalog) -> None:
    with pytest.raises(Refused):
        quiz.start(tx, SITTING, catalog, mode="duel")


def test_answer_of_several_taps_takes_the_time_of_all_of_them(
    tx: Connection, catalog: Catalog
) -> None:
    duel = start(tx, catalog)
    name = next(
        each.id for each in catalog.questions.values() if each.kind == "order" and each.options
    )
    duel.left.play.drawn[0] = name
    drafts.save(tx, SITTING, service.DRAFT, msgspec.json.encode(duel).decode())
    service.show(tx, SITTING, "left", 1_000_000)
    kind, asked = kinds.asked(catalog, name) or pytest.fail(name)
    forms = kind.forms(kind.best(asked))
    for tap, sent in enumerate(forms, start=1):
        duel = service.answer(
            tx,
            SITTING,
            catalog,
            "left",
            1,
            question_id=name,
            sent=sent,
            now=1_000_000 + 2_000 * tap,
        )
    [given] = duel.left.play.answers
    assert given.milliseconds == 2_000 * len(forms) > 2_000
