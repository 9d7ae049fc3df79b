"""Test a class's round: its draft, record and rows, what restarts and nonsense do, its exports."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pandas
import pyreadstat
import pytest
from flask import Flask
from sqlalchemy import Connection

from kiosk.booth.quiz.classroom import report, service
from kiosk.booth.quiz.classroom.records import LEFT
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.load import Loaded, digest
from kiosk.counts.filters import Filters
from kiosk.counts.rebuild import rebuild
from kiosk.counts.tally import PEOPLE, sums
from kiosk.errors import KioskError
from kiosk.journal import drafts
from kiosk.journal.service import new_id
from kiosk.office.exports.formats import Export
from kiosk.office.exports.tables import open_table
from kiosk.startup import opened, recover
from kiosk.storage.db import db
from tests.factories import SITTING, held_records, held_rows, records, rows
from tests.journal.counts import count_all
from tests.quiz import classes

TABLES = ("class_round", "class_answer")


@pytest.fixture
def shown(tx: Connection) -> Catalog:
    """Show a pack with questions for classes, and return it."""
    pack = content.require_whole(content.bundled())
    made = msgspec.structs.replace(
        pack, version=300, topics=classes.topics(pack.units[0].id), panels=()
    )
    content.publish(tx, Loaded(made, {}, digest(made, {}), []))
    content.show_latest(tx)
    return Catalog(made, digest(made, {}))


def start(tx: Connection, catalog: Catalog, **given: Any) -> service.ClassPlay:
    held = {"topic_id": classes.TOPIC, "people": classes.PEOPLE, "random": Random(4)} | given
    return service.start(tx, held.pop("sitting", SITTING), catalog, **held)


def answer(
    tx: Connection, catalog: Catalog, number: int, stood_left: Any, sitting: str = SITTING
) -> service.ClassPlay:
    play = service._load(tx, sitting)
    assert play is not None
    return service.answer(
        tx,
        sitting,
        catalog,
        number,
        question_id=play.drawn[number - 1],
        stood_left=stood_left,
        milliseconds=9000,
    )


def play_on(
    tx: Connection, catalog: Catalog, pupils: classes.Pupils, sitting: str, to: int
) -> None:
    """Answer the next questions up to one, as the pupils stand."""
    for number in range(1, to + 1):
        before = answer(tx, catalog, number, 0, sitting)  # To learn the side; then put right.
        side = before.answers[-1].answer_side
        service.take_back(tx, sitting, number)
        answer(tx, catalog, number, pupils.stood_left(side), sitting)


def several(tx: Connection, catalog: Catalog) -> Iterator[classes.Pupils]:
    """Let classes of different size play, of which some leave before the end."""
    for seed, (people, to) in enumerate(((40, 10), (2, 10), (60, 4), (27, 0), (33, 10))):
        sitting, pupils = new_id(), classes.Pupils(seed, people)
        start(tx, catalog, sitting=sitting, people=people, length=10, random=Random(seed))
        play_on(tx, catalog, pupils, sitting, to)
        if to == 10:
            service.finish(tx, sitting)
        drafts.close_sitting(tx, sitting)
        yield pupils


def test_a_round_becomes_one_record_that_names_nobody(tx: Connection, shown: Catalog) -> None:
    start(tx, shown)
    play_on(tx, shown, classes.Pupils(1), SITTING, 5)
    assert not records(tx, "quiz-class")
    for _ in range(2):
        assert service.finish(tx, SITTING).is_recorded
    drafts.close_sitting(tx, SITTING)
    [record] = records(tx, "quiz-class")
    sheet = json.loads(record.body)
    assert (record.version, sheet["people"], sheet["is_finished"]) == (1, 40, True)
    assert record.made_at.endswith(":00.000000Z")
    assert set(sheet) == {
        *("topic", "audience", "language", "is_elder", "is_finished", "people", "drawn", "answers")
    }


def test_a_count_tapped_twice_is_kept_once_and_can_be_taken_back_once(
    tx: Connection, shown: Catalog
) -> None:
    start(tx, shown)
    answer(tx, shown, 1, 20)
    assert answer(tx, shown, 1, 30).answers[0].stood_left == 20
    answer(tx, shown, 2, 10)
    assert len(service.take_back(tx, SITTING, 1).answers) == 2
    for _ in range(2):
        assert len(service.take_back(tx, SITTING, 2).answers) == 1
    assert answer(tx, shown, 2, 11).answers[1].stood_left == 11


def test_nothing_is_taken_back_of_a_record(tx: Connection, shown: Catalog) -> None:
    start(tx, shown)
    play_on(tx, shown, classes.Pupils(1), SITTING, 5)
    service.finish(tx, SITTING)
    assert len(service.take_back(tx, SITTING, 5).answers) == 5


@pytest.mark.parametrize("count", [-1, 41, 10**30, None])
def test_more_than_there_are_cannot_stand_on_the_left(
    tx: Connection, shown: Catalog, count: int | None
) -> None:
    start(tx, shown)
    with pytest.raises(KioskError, match="0 到 40"):
        answer(tx, shown, 1, count)
    assert answer(tx, shown, 1, 40).answers[0].stood_left == 40


@pytest.mark.parametrize(
    "given",
    [
        *({"people": people} for people in (1, 61, -5)),
        *({"length": 7}, {"audience": "x"}, {"audience": "elder"}, {"topic_id": "x"}),
    ],
)
def test_no_other_round_can_be_started(
    tx: Connection, shown: Catalog, given: dict[str, Any]
) -> None:
    start(tx, shown)
    with pytest.raises(KioskError):
        start(tx, shown, **given)
    assert service._load(tx, SITTING) is not None


def test_counts_of_another_question_or_round_are_not_taken(tx: Connection, shown: Catalog) -> None:
    with pytest.raises(KioskError):
        service.take_back(tx, SITTING, 1)
    start(tx, shown)
    for number, name in ((2, "statement-0"), (1, "driver-0"), (0, "x"), (99, "x")):
        with pytest.raises(KioskError):
            service.answer(
                tx, SITTING, shown, number, question_id=name, stood_left=1, milliseconds=1
            )
    service.finish(tx, SITTING)
    assert not records(tx, "quiz-class")


def test_a_restart_in_the_middle_leaves_an_unfinished_record(app: Flask, catalog: Catalog) -> None:
    with db.transaction() as tx:
        service.start(tx, SITTING, catalog, people=40, random=Random(2))
        answer(tx, catalog, 1, 17)
    [draft] = held_rows("draft")
    assert json.loads(draft["state"])["answers"][0]["stood_left"] == 17
    settings = app.config["SETTINGS"]
    db.close()
    with opened(settings):
        assert recover() == 1
        [left] = held_records("quiz-class")
        sheet = json.loads(left.body)
        assert (sheet["is_finished"], len(sheet["answers"])) == (False, 1)
        assert held_rows("draft") == []
        assert recover() == 0


def test_another_class_closes_the_round_of_the_one_before(tx: Connection, shown: Catalog) -> None:
    start(tx, shown)
    answer(tx, shown, 1, 3)
    start(tx, shown, people=12)
    [record] = records(tx, "quiz-class")
    assert json.loads(record.body)["is_finished"] is False


def test_rows_can_be_made_again_from_the_records(tx: Connection, shown: Catalog) -> None:
    list(several(tx, shown))
    before = [rows(tx, table) for table in TABLES]
    assert rebuild(tx)
    assert [rows(tx, table) for table in TABLES] == before


def test_classes_are_counted_apart_from_the_people_at_the_screen(
    tx: Connection, shown: Catalog
) -> None:
    list(several(tx, shown))
    count_all(tx)
    figures = report.figures(tx, Filters())
    assert figures == report.ClassFigures(started=5, finished=3, people=40 + 2 + 60 + 33)
    assert sums(tx, Filters(), PEOPLE) == []


def exported(tx: Connection, *, is_long: bool, has_codes: bool = False) -> pandas.DataFrame:
    """Export as CSV, and read that back."""
    file = io.BytesIO()
    table = open_table(tx, "classes", Filters(), is_long=is_long)
    moment = datetime(2026, 12, 20, 9, 30).astimezone()
    export = Export(table, "csv", Filters(), moment, has_codes=has_codes)
    export.write_to(file, lambda _count: None)
    return pandas.read_csv(io.BytesIO(file.getvalue()), encoding="utf-8-sig")


def test_exports_say_what_the_pupils_counted_themselves(tx: Connection, shown: Catalog) -> None:
    played = list(several(tx, shown))
    long, wide = exported(tx, is_long=True), exported(tx, is_long=False)
    assert list(wide["全班人数（只算一次使用）"]) == [40, 2, 60, 27, 33]
    assert list(wide["答对人次"]) == [sum(each.were_right) for each in played]
    assert list(wide["作答人次"]) == [400, 20, 240, 0, 330]
    assert list(wide["是否完成"]) == ["是", "是", "否", "否", "是"]
    assert len(long) == 10 + 10 + 4 + 1 + 10
    given = long.dropna(subset=["题序"])
    assert list(given["站对人数"]) == [n for each in played for n in each.were_right]
    assert (given["站左边人数"] + given["站右边人数"] == given["全班人数（只算一次使用）"]).all()
    for _, row in given.iterrows():
        side = classes.best_side(shown, row["题目编号"], row["左边代表的答案"])
        assert row["正确的一边"] == {LEFT: "左边", "right": "右边"}[side]
        on_side = row["站左边人数" if side == LEFT else "站右边人数"]
        assert on_side == row["站对人数"]


def test_codes_of_an_export_are_what_the_records_hold(tx: Connection, shown: Catalog) -> None:
    list(several(tx, shown))
    held = [
        each for record in records(tx, "quiz-class") for each in json.loads(record.body)["answers"]
    ]
    given = exported(tx, is_long=True, has_codes=True).dropna(subset=["number"])
    for name in ("left_word", "right_word", "answer_side"):
        assert list(given[name]) == [each[name] for each in held]


def test_spss_has_the_words_of_both_sides(tx: Connection, shown: Catalog, tmp_path: Path) -> None:
    list(several(tx, shown))
    file = tmp_path / "classes.sav"
    table = open_table(tx, "classes", Filters(), is_long=True)
    moment = datetime(2026, 12, 20, 9, 30).astimezone()
    Export(table, "sav", Filters(), moment).write(file, lambda _count: None)
    frame, _ = pyreadstat.read_sav(str(file), apply_value_formats=True)
    given = exported(tx, is_long=True)
    for name, heading in (("left_word", "左边代表的答案"), ("right_word", "右边代表的答案")):
        assert list(frame[name]) == ["" if pandas.isna(each) else each for each in given[heading]]
