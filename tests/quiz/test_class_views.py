"""Test a class's round as an officer without script leads it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.content.catalog import Catalog
from tests.factories import held_records, held_rows, hidden, put_on_screen
from tests.quiz import classes

START = {"topic": classes.TOPIC, "audience": "child", "length": "5", "people": "40"}


@pytest.fixture
def shown(app: Flask, catalog: Catalog) -> Catalog:
    """Show a pack with questions for classes, and return it."""
    return put_on_screen(app, catalog, topics=classes.topics(catalog.pack.units[0].id), panels=())


def page(client: FlaskClient, number: int) -> str:
    return client.get(f"/quiz/class/{number}").get_data(as_text=True)


def count(client: FlaskClient, number: int, stood: str) -> str:
    """Tap how many stand on the left, and return the page that follows."""
    asked = page(client, number)
    form = {name: hidden(asked, name) for name in ("question", "shown")} | {"stood": stood}
    answered = client.post(f"/quiz/class/{number}", data=form, follow_redirects=True)
    return answered.get_data(as_text=True)


def test_a_class_goes_from_the_topics_to_its_result(client: FlaskClient, shown: Catalog) -> None:
    client.post("/start")
    assert 'href="/quiz/class"' in client.get("/quiz/").get_data(as_text=True)
    set_up = client.get("/quiz/class").get_data(as_text=True)
    assert re.findall(r'name="people" value="(\d+)"', set_up) == [str(n) for n in range(2, 61)]
    assert re.search(r'value="child" checked', set_up)
    assert client.post("/quiz/class/start", data=START).location == "/quiz/class/1"
    right = 0
    for number in range(1, 6):
        asked = page(client, number)
        assert re.findall(r'name="stood" value="(\d+)"', asked) == [str(n) for n in range(41)]
        answered = count(client, number, "31")
        told = 31 if "站左边的对了" in answered else 9
        right += told
        assert f"40 人里有 {told} 人站对" in answered
        assert "依据：" in answered
    assert client.get("/quiz/class/result").location == "/quiz/class/5"
    for _ in range(2):
        assert client.post("/quiz/class/finish").location == "/quiz/class/result"
    result = client.get("/quiz/class/result").get_data(as_text=True)
    assert f"<b>{round(right / 2)}</b>" in result
    assert "最容易答错的一题" in result
    assert "今晚做一件事" in result
    [row] = held_rows("class_round")
    assert (row["people"], row["were_right"], row["given"]) == (40, right, 200)
    client.post("/end")
    assert len(held_records("quiz-class")) == 1


def test_a_wrong_number_is_changed_on_the_next_page(client: FlaskClient, shown: Catalog) -> None:
    client.post("/quiz/class/start", data=START)
    assert "点错了，改人数" in count(client, 1, "31")
    for _ in range(2):
        assert client.post("/quiz/class/1/undo").location == "/quiz/class/1"
    assert 'name="stood"' in page(client, 1)
    count(client, 1, "30")
    count(client, 2, "12")
    assert "点错了，改人数" not in page(client, 1)
    client.post("/end")
    assert [row["stood_left"] for row in held_rows("class_answer")] == [30, 12]
    assert held_rows("class_round")[0]["is_finished"] == 0


def test_two_taps_on_numbers_keep_the_first(client: FlaskClient, shown: Catalog) -> None:
    client.post("/quiz/class/start", data=START)
    asked = page(client, 1)
    form = {name: hidden(asked, name) for name in ("question", "shown")}
    for stood in ("7", "8"):
        answered = client.post("/quiz/class/1", data=form | {"stood": stood})
        assert answered.location == "/quiz/class/1"
    client.post("/end")
    assert [row["stood_left"] for row in held_rows("class_answer")] == [7]


@pytest.mark.parametrize("stood", ["-1", "41", "", "x", "9" * 5000, "1.5"])
def test_nonsense_for_a_count_is_refused_in_words(
    client: FlaskClient, shown: Catalog, stood: str
) -> None:
    client.post("/quiz/class/start", data=START)
    assert "0 到 40" in count(client, 1, stood)
    assert 'name="stood"' in page(client, 1)


@pytest.mark.parametrize("people", ["0", "1", "61", "-3", "x", "", "9" * 5000])
def test_nonsense_for_the_number_of_people_is_refused_in_words(
    client: FlaskClient, shown: Catalog, people: str
) -> None:
    answered = client.post("/quiz/class/start", data=START | {"people": people})
    assert "2 到 60" in answered.get_data(as_text=True)
    assert client.get("/quiz/class/1").location == "/quiz/class"


def test_where_there_are_too_few_questions_what_there_is_is_offered(
    client: FlaskClient, shown: Catalog
) -> None:
    few = START | {"topic": classes.FEW, "people": "12"}
    offered = client.post("/quiz/class/start", data=few, follow_redirects=True)
    told = offered.get_data(as_text=True)
    assert "这里只有 3 道" in told
    assert re.search(rf'value="{classes.FEW}" checked', told)
    assert client.post("/quiz/class/start", data=few | {"is_enough": "yes"}).location
    assert "第 1 题，共 3 题" in page(client, 1)
    none = START | {"audience": "elder", "is_enough": "yes"}
    told = client.post("/quiz/class/start", data=none, follow_redirects=True).get_data(as_text=True)
    assert "这里还没有适合站队回答的题" in told
    assert "is_enough" not in told


def test_pages_without_a_round_lead_to_the_set_up(client: FlaskClient, shown: Catalog) -> None:
    for path in ("1", "99", "result"):
        assert client.get(f"/quiz/class/{path}").location == "/quiz/class"
    for path in ("1", "1/undo", "finish"):
        assert client.post(f"/quiz/class/{path}").location == "/quiz/class"
    assert client.get("/quiz/class?topic=x&audience=y&length=3&people=%00").status_code < 500
    client.post("/quiz/class/start", data=START)
    assert client.get("/quiz/class/4").location == "/quiz/class/1"
    assert client.get("/quiz/class/result").location == "/quiz/class/1"
    assert client.post("/quiz/class/finish").location == "/quiz/class/result"
    assert held_records("quiz-class") == []


def test_a_class_has_five_times_as_long_until_the_screen_asks_whether_it_is_there(
    client: FlaskClient, shown: Catalog
) -> None:
    usual = re.search(r'data-idle="(\d+)"', client.get("/quiz/class").get_data(as_text=True))
    client.post("/quiz/class/start", data=START)
    assert usual
    assert f'data-idle="{5 * int(usual[1])}"' in page(client, 1)
