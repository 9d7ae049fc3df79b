"""Test what a person is told at the end of a round, and whether it sounds."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.quiz import outcome, service
from kiosk.booth.quiz.records import JudgedAnswer
from kiosk.content.catalog import Catalog
from kiosk.shell import sounds
from tests.factories import question, topic, with_pack, words
from tests.quiz.test_views import answer

WHY = {
    "a": words("先挂断。再打电话。", "Hang up. Then call."),
    "b": words("“安全账户”是假的！别信。", "A “safe account” is fake! Do not."),
    "c": words("没有句号", "no full stop"),
    "d": words("第四句。", "Fourth."),
}


def judged(name: str, *, is_right: bool, **given: Any) -> JudgedAnswer:
    return JudgedAnswer(
        question=name,
        option="a",
        is_right=is_right,
        is_repeat=given.pop("is_repeat", False),
        milliseconds=1,
        **given,
    )


@pytest.fixture
def made(catalog: Catalog) -> Catalog:
    asked = [question(name, explanation=why) for name, why in WHY.items()]
    first = topic("first", asked[:2])
    return with_pack(catalog, topics=(first, topic("second", asked[2:], tonight=words("看门"))))


def result(catalog: Catalog, *answers: JudgedAnswer) -> outcome.Result:
    drawn = [each.question for each in answers if not each.is_repeat]
    play = service.Round(
        topic=None,
        audience="all",
        length=5,
        language="zh",
        is_elder=False,
        drawn=drawn,
        answers=list(answers),
    )
    return outcome.result_of(play, catalog)


def test_what_was_missed_is_told_first_in_a_sentence_each(made: Catalog) -> None:
    right = [judged(name, is_right=name != "b") for name in WHY]
    told = result(made, *right).known
    assert [each.says.zh for each in told] == ["“安全账户”是假的！", "第四句。", "没有句号"]
    assert [each.says.en for each in told] == [
        "A “safe account” is fake!",
        "Fourth.",
        "no full stop",
    ]
    assert [each.is_new for each in told] == [True, False, False]


def test_one_thing_to_do_tonight_is_of_the_topic_that_was_missed_or_another_of_the_round(
    made: Catalog,
) -> None:
    for missed in WHY:
        told = result(made, *(judged(name, is_right=name != missed) for name in WHY))
        assert told.tonight == words("看门")
    assert result(made, judged("a", is_right=True)).tonight is None


def test_points_are_told_only_where_a_part_may_count(made: Catalog) -> None:
    plain = judged("a", is_right=True)
    assert result(made, plain, judged("b", is_right=False)).points is None
    part = judged("c", is_right=False, kind="rehearsal", credit=75)
    again = judged("c", is_right=True, is_repeat=True, kind="rehearsal", credit=100)
    told = result(made, plain, part, again)
    assert (told.points, told.right, told.total, told.learned) == (175, 1, 2, True)
    assert told.dots == ("right", "wrong")


def test_answers_sound_only_where_staff_switched_it_on(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    client.post("/quiz/start")
    assert "data-sound" not in answer(client, catalog, 1, is_right=True)
    with app.app_context():
        sounds.switch(is_on=True)
    assert "quiz/right.wav" in client.get("/quiz/1").get_data(as_text=True)
    assert "quiz/not-quite.wav" in answer(client, catalog, 2, is_right=False)
    assert "quiz/sound.js" not in client.get("/quiz/3").get_data(as_text=True)
    with app.app_context():
        sounds.switch(is_on=False)
        sounds.switch(is_on=False)
    assert "quiz/sound.js" not in client.get("/quiz/1").get_data(as_text=True)
