"""Test the sprint: ten statements, a clock that the page runs, no question asked again."""

from __future__ import annotations

from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.quiz import rules
from kiosk.content.catalog import Catalog
from kiosk.content.questions import Audience, Question
from tests.factories import held_records, held_rows, hidden, put_on_screen, question, topic

CLOCK = "data-clock="


def statements(count: int, audience: Audience = "all", start: int = 0) -> list[Question]:
    return [
        question(
            f"t-{start + n}",
            kind="true-false",
            options=(),
            is_true=n % 2 == 0,
            audience=(audience,),
            difficulty=1 + n % 3,
        )
        for n in range(count)
    ]


def test_a_sprint_is_ten_different_statements_that_suit_easy_ones_first() -> None:
    held = [
        topic("one", [*statements(8), *statements(5, "driver", 50), question("plain")]),
        topic("two", statements(9, start=20)),
    ]
    drawn = rules.draw_sprint(held, "elder", rules.SPRINT_LENGTH, Random(3))
    assert len({each.id for each in drawn}) == rules.SPRINT_LENGTH
    assert {each.kind for each in drawn} == {"true-false"}
    assert all(rules.fits(each, "elder") for each in drawn)
    assert [each.difficulty for each in drawn] == sorted(each.difficulty for each in drawn)


@pytest.mark.parametrize(("count", "can"), [(9, False), (10, True), (11, True)])
def test_ten_statements_make_a_sprint(count: int, can: bool) -> None:
    held = [topic("one", [*statements(count), question("plain"), *statements(9, "child", 50)])]
    assert rules.can_sprint(held, "driver") is can


def test_every_audience_of_the_bundled_pack_can_sprint(catalog: Catalog) -> None:
    for audience in ("all", "child", "elder", "driver"):
        assert rules.can_sprint(catalog.pack.topics, audience)
    held = [each for each in catalog.questions.values() if each.kind == "true-false"]
    assert 0.4 <= sum(bool(each.is_true) for each in held) / len(held) <= 0.6
    assert len({catalog.topic_of[each.id].id for each in held}) > 5


def test_a_sprint_is_offered_where_there_are_statements_enough(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    page = client.get("/quiz/").text
    assert "对错快答" in page
    assert 'topic-sprint"' in page
    children = topic("children", statements(10, "child"))
    put_on_screen(app, catalog, topics=(children,))
    page = client.get("/quiz/").text
    assert 'topic-sprint lacks-all lacks-elder lacks-driver"' in page
    refused = client.post("/quiz/start", data={"mode": "sprint", "audience": "elder"})
    assert refused.status_code == 409
    assert "不够十道" in refused.text
    put_on_screen(app, catalog, topics=(topic("few", statements(9)),))
    assert "对错快答" not in client.get("/quiz/").text


def test_a_sprint_without_script_goes_from_the_topics_to_its_result(
    client: FlaskClient, catalog: Catalog
) -> None:
    client.post("/quiz/start", data={"mode": "sprint", "length": "5", "audience": "child"})
    for number in range(1, rules.SPRINT_LENGTH + 1):
        page = client.get(f"/quiz/{number}").text
        assert CLOCK in page
        assert f"第 {number} 题，共 10 题" in page
        asked = catalog.questions[hidden(page, "question")]
        word = "late" if number == 2 else "true" if asked.is_true else "false"
        form = {"question": asked.id, "shown": hidden(page, "shown"), "option": word}
        page = client.post(f"/quiz/{number}", data=form, follow_redirects=True).text
        assert asked.explanation.zh in page
        assert ("时间到" in page) is (number == 2)
        assert CLOCK not in page
    result = client.get("/quiz/result").text
    assert "答对 9 题，共 10 题" in result
    assert hidden(result, "mode") == "sprint"
    [row] = held_rows("quiz_round")
    assert (row["mode"], row["asked"], row["right"], row["repeated_right"]) == (
        *("sprint", 10, 9),
        None,
    )
    assert held_rows("quiz_answer")[1]["option"] == "late"
    assert len(held_records("quiz")) == 1


def test_large_text_has_no_clock(client: FlaskClient) -> None:
    client.post("/view", data={"size": "elder"})
    client.post("/quiz/start", data={"mode": "sprint"})
    assert CLOCK not in client.get("/quiz/1").text
    client.post("/view", data={"size": "normal"})
    assert CLOCK in client.get("/quiz/1").text


def test_a_statement_of_a_mixed_round_has_no_clock(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    put_on_screen(app, catalog, topics=(topic("only", statements(6)),))
    client.post("/quiz/start")
    page = client.get("/quiz/1").text
    assert 'value="true"' in page
    assert CLOCK not in page
