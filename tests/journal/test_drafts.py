"""Test that what people have tapped is kept until it becomes a record."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from kiosk import clock
from kiosk.booth.quiz import service as quiz
from kiosk.booth.survey import service as survey
from kiosk.clock import parse
from kiosk.content.catalog import Catalog
from kiosk.journal import drafts
from kiosk.startup import opened, recover
from kiosk.storage.db import db
from tests.factories import OTHER_SITTING, SITTING, held_records, held_rows, records, rows
from tests.quiz import answers


def begin_round(tx: Connection, catalog: Catalog, sitting: str = SITTING) -> None:
    """Start a round and answer its first question."""
    play = quiz.start(tx, sitting, catalog, random=Random(1))
    asked = play.question_id(1)
    for sent in answers.forms(catalog, asked, is_right=True):
        quiz.answer(tx, sitting, catalog, 1, question_id=asked, sent=sent, milliseconds=10)


def test_every_answer_is_on_disk_once_it_was_taken(app: Flask, catalog: Catalog) -> None:
    with db.transaction() as tx:
        begin_round(tx, catalog)
    [draft] = held_rows("draft")
    assert len(json.loads(draft["state"])["answers"]) == 1


def test_answers_survive_a_power_loss_as_an_unfinished_record(app: Flask, catalog: Catalog) -> None:
    with db.transaction() as tx:
        begin_round(tx, catalog)
    settings = app.config["SETTINGS"]
    db.close()
    with opened(settings):
        assert recover() == 1
        [left] = held_records("quiz")
        assert json.loads(left.body)["is_finished"] is False
        assert len(json.loads(left.body)["answers"]) == 1
        assert held_rows("draft") == []
        assert recover() == 0


def test_power_loss_is_mended_though_the_clock_was_set_back(app: Flask, catalog: Catalog) -> None:
    with db.transaction() as tx:
        begin_round(tx, catalog)
    with clock.pretend(parse("2000-01-01T00:00:00Z")):
        assert recover() == 1
    assert len(held_records("quiz")) == 1


def test_end_of_a_sitting_closes_its_drafts_and_no_others(tx: Connection, catalog: Catalog) -> None:
    begin_round(tx, catalog)
    begin_round(tx, catalog, OTHER_SITTING)
    survey.take_answer(tx, SITTING, catalog, "satisfaction", "lives-here", chosen=["year"])
    drafts.close_sitting(tx, SITTING)
    assert {record.kind for record in records(tx) if record.sitting == SITTING} == {
        "quiz",
        "survey",
    }
    assert [row["sitting"] for row in rows(tx, "draft")] == [OTHER_SITTING]


def test_only_drafts_left_for_long_are_swept(tx: Connection, catalog: Catalog) -> None:
    with clock.pretend(parse("2026-12-20T01:00:00Z")):
        begin_round(tx, catalog)
    with clock.pretend(parse("2026-12-20T01:08:00Z")):
        begin_round(tx, catalog, OTHER_SITTING)
    with clock.pretend(parse("2026-12-20T01:12:00Z")):
        assert drafts.close_idle(tx, timedelta(minutes=10)) == 1
    assert [row["sitting"] for row in rows(tx, "draft")] == [OTHER_SITTING]
    assert [record.sitting for record in records(tx, "quiz")] == [SITTING]


def test_drafts_hold_no_typed_text(client: FlaskClient, catalog: Catalog, sealing: None) -> None:
    secret = "我的名字叫小明"
    client.post("/start")
    client.post("/survey/satisfaction/lives-here", data={"answer": "year", "text": secret})
    client.post("/survey/satisfaction/night", data={"answer": "5", "text": secret})
    client.post("/quiz/start", data={"text": secret})
    drafts_held = held_rows("draft")
    assert {row["kind"] for row in drafts_held} == {"survey", "quiz"}
    assert all(secret not in row["state"] for row in drafts_held)
