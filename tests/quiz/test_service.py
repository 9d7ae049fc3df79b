"""Test that a round becomes one record, whatever happens on the way."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection

from kiosk.booth.quiz import service
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused, Unknown
from kiosk.journal import drafts
from tests.factories import OTHER_SITTING, SITTING, records, rows
from tests.quiz.answers import forms


def start(tx: Connection, catalog: Catalog, **given: Any) -> service.Round:
    return service.start(tx, SITTING, catalog, random=Random(3), **given)


def held_round(tx: Connection, sitting: str = SITTING) -> service.Round | None:
    state = drafts.load(tx, sitting, service.DRAFT)
    return msgspec.json.decode(state, type=service.Round) if state else None


def tap(tx: Connection, catalog: Catalog, number: int, *, is_right: bool = True) -> service.Round:
    """Answer question `number`."""
    play = held_round(tx)
    assert play is not None
    asked = play.question_id(number)
    for sent in forms(catalog, asked, is_right=is_right):
        play = service.answer(
            tx, SITTING, catalog, number, question_id=asked, sent=sent, milliseconds=1234
        )
    return play


def play_through(tx: Connection, catalog: Catalog, *, wrong: tuple[int, ...] = ()) -> None:
    play = start(tx, catalog)
    for number in range(1, play.total + 1):
        tap(tx, catalog, number, is_right=number not in wrong)


def test_finished_round_is_one_record_with_all_its_answers(
    tx: Connection, catalog: Catalog
) -> None:
    play_through(tx, catalog, wrong=(2, 3))
    [record] = records(tx, "quiz")
    sheet = json.loads(record.body)
    assert sheet["is_finished"] is True
    assert [answer["question"] for answer in sheet["answers"]] == [
        *sheet["drawn"],
        sheet["drawn"][1],
    ]
    [row] = rows(tx, "quiz_round")
    assert (row["asked"], row["answered"], row["right"], row["repeated_right"]) == (5, 5, 3, 1)
    assert [each["number"] for each in rows(tx, "quiz_answer")] == [1, 2, 3, 4, 5, 6]


def test_answer_sent_twice_is_kept_once(tx: Connection, catalog: Catalog) -> None:
    start(tx, catalog)
    first = tap(tx, catalog, 1)
    again = tap(tx, catalog, 1, is_right=False)
    assert again.answers == first.answers
    assert again.answers[0].is_right


def test_last_answer_sent_twice_is_one_record(tx: Connection, catalog: Catalog) -> None:
    play_through(tx, catalog)
    tap(tx, catalog, 6)
    assert len(records(tx, "quiz")) == 1


@pytest.mark.parametrize("number", [2, 6, 7, 100, 0, -1])
def test_answer_out_of_turn_is_not_taken(tx: Connection, catalog: Catalog, number: int) -> None:
    play = start(tx, catalog)
    asked = play.drawn[1]
    with pytest.raises(Unknown):
        service.answer(
            tx, SITTING, catalog, number, question_id=asked, sent={"option": ["a"]}, milliseconds=1
        )
    held = held_round(tx)
    assert held is not None
    assert held.answers == []


def test_form_of_an_earlier_round_is_not_taken(tx: Connection, catalog: Catalog) -> None:
    stale = start(tx, catalog, topic_id="anti-fraud").drawn[0]
    start(tx, catalog, topic_id="anti-drug")
    with pytest.raises(Unknown, match="no longer being asked"):
        service.answer(
            tx, SITTING, catalog, 1, question_id=stale, sent={"option": ["a"]}, milliseconds=1
        )


def test_unknown_option_is_not_taken(tx: Connection, catalog: Catalog) -> None:
    asked = start(tx, catalog).drawn[0]
    with pytest.raises(Unknown, match="no such option"):
        service.answer(
            tx, SITTING, catalog, 1, question_id=asked, sent={"option": ["z"]}, milliseconds=1
        )


def test_answer_without_a_round_is_not_taken(tx: Connection, catalog: Catalog) -> None:
    with pytest.raises(Unknown):
        service.answer(
            tx, SITTING, catalog, 1, question_id="x", sent={"option": ["a"]}, milliseconds=1
        )


def test_round_of_another_sitting_stays_closed(tx: Connection, catalog: Catalog) -> None:
    start(tx, catalog)
    assert held_round(tx, OTHER_SITTING) is None


@pytest.mark.parametrize("given", [{"audience": "cats"}, {"length": 7}, {"topic_id": "cats"}])
def test_round_of_what_is_not_offered_is_refused(
    tx: Connection, catalog: Catalog, given: dict[str, Any]
) -> None:
    with pytest.raises((Refused, Unknown)):
        start(tx, catalog, **given)
    assert rows(tx, "draft") == []


def test_round_that_was_left_is_an_unfinished_record(tx: Connection, catalog: Catalog) -> None:
    start(tx, catalog)
    tap(tx, catalog, 1)
    tap(tx, catalog, 2, is_right=False)
    drafts.close_sitting(tx, SITTING)
    sheet = json.loads(records(tx, "quiz")[0].body)
    assert sheet["is_finished"] is False
    assert [answer["is_right"] for answer in sheet["answers"]] == [True, False]
    [row] = rows(tx, "quiz_round")
    assert (row["asked"], row["answered"], row["right"], row["repeated_right"]) == (5, 2, 1, None)


def test_new_round_closes_the_one_begun_before(tx: Connection, catalog: Catalog) -> None:
    start(tx, catalog)
    tap(tx, catalog, 1)
    start(tx, catalog)
    assert [json.loads(each.body)["is_finished"] for each in records(tx, "quiz")] == [False]


def test_finished_round_is_not_recorded_again_when_the_sitting_ends(
    tx: Connection, catalog: Catalog
) -> None:
    play_through(tx, catalog)
    drafts.close_sitting(tx, SITTING)
    assert len(records(tx, "quiz")) == 1
    assert rows(tx, "draft") == []
