"""Test a duel as two people without script see it, and as somebody sends nonsense to it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from kiosk.booth.quiz.duel import service
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from tests.conftest import ADDRESS
from tests.factories import held_records, held_rows, hidden, put_on_screen

SIDES = ("left", "right")
CHOSEN = {"left": "elder", "left_large": "yes", "right": "child"}


@pytest.fixture
def catalog(app: Flask) -> Catalog:
    """Show single choices alone, so that a tap answers each."""
    shown = content.current()
    topics = [
        replace(each, questions=tuple(one for one in each.questions if one.kind == "single"))
        for each in shown.pack.topics
    ]
    return put_on_screen(app, shown, topics=topics, panels=())


def begin(client: FlaskClient) -> None:
    client.post("/start")
    assert client.post("/quiz/duel", data=CHOSEN).headers["Location"] == "/quiz/duel/play"


def form_of(client: FlaskClient, catalog: Catalog, side: str, number: int) -> dict[str, str]:
    page = client.get(f"/quiz/duel/{side}/{number}").get_data(as_text=True)
    asked = catalog.questions[hidden(page, "question")]
    return {
        "question": asked.id,
        "option": next(each.id for each in asked.options if each.is_right),
    }


def answer(client: FlaskClient, catalog: Catalog, side: str, number: int) -> str:
    form = form_of(client, catalog, side, number)
    sent = client.post(f"/quiz/duel/{side}/{number}", data=form, follow_redirects=True)
    return sent.get_data(as_text=True)


def test_duel_goes_from_the_topics_to_both_results(client: FlaskClient, catalog: Catalog) -> None:
    assert 'href="/quiz/duel"' in client.get("/quiz/").get_data(as_text=True)
    assert "两人对战" in client.get("/quiz/duel").get_data(as_text=True)
    begin(client)
    page = client.get("/quiz/duel/play").get_data(as_text=True)
    assert re.findall(r'<iframe[^>]*src="([^"]*)"', page) == ["/quiz/duel/left", "/quiz/duel/right"]
    for number in range(1, 6):
        page = answer(client, catalog, "left", number)
        assert "答对了" in page
        assert 'class="framed elder"' in page
    waiting = client.get("/quiz/duel/left/done").get_data(as_text=True)
    assert 'http-equiv="refresh" content="3"' in waiting
    assert "对面答到第 1 题，共 5 题" in waiting
    for number in range(1, 6):
        page = answer(client, catalog, "right", number)
        assert 'class="framed"' in page
    for side in SIDES:
        assert client.get(f"/quiz/duel/{side}").headers["Location"] == f"/quiz/duel/{side}/done"
        result = client.get(f"/quiz/duel/{side}/done").get_data(as_text=True)
        assert "refresh" not in result
        assert result.count('target="_top"') == 3
        assert ">500<" in result
    assert len(held_records("quiz")) == 2


def test_only_the_halves_may_stand_in_a_frame(client: FlaskClient) -> None:
    begin(client)
    for path in ("/quiz/duel/left/1", "/quiz/duel/left", "/quiz/duel/left/done"):
        headers = client.get(path).headers
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert "frame-src" not in headers["Content-Security-Policy"]
    for path in ("/quiz/duel", "/quiz/duel/play", "/quiz/", "/home"):
        headers = client.get(path).headers
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "frame-src 'self'" in client.get("/quiz/duel/play").headers["Content-Security-Policy"]


def test_size_of_a_half_does_not_stay(client: FlaskClient) -> None:
    begin(client)
    assert "Set-Cookie" not in client.get("/quiz/duel/left/1").headers
    assert "elder" not in client.get("/home").get_data(as_text=True).split(">", 2)[1]


def test_both_halves_speak_the_language_of_the_screen(client: FlaskClient) -> None:
    begin(client)
    client.post("/view", data={"language": "en", "next": "/quiz/duel/play"})
    for side in SIDES:
        assert "Question 1 of 5" in client.get(f"/quiz/duel/{side}/1").get_data(as_text=True)


def test_question_ahead_and_result_too_early_lead_to_where_the_side_is(
    client: FlaskClient,
) -> None:
    begin(client)
    for path in ("/quiz/duel/left/4", "/quiz/duel/left/0", "/quiz/duel/left/done"):
        followed = client.get(path, follow_redirects=True)
        assert followed.request.path == "/quiz/duel/left/1"
    assert client.get("/quiz/duel/middle/1").status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"question": "gone", "option": "a"},
        {"option": "a"},
        {"question": "x" * 5000, "option": "z"},
        {"question": "anti-fraud-001", "option": "\u202e"},
    ],
)
def test_nonsense_leads_back_to_the_question(client: FlaskClient, form: dict[str, str]) -> None:
    begin(client)
    for number in (0, 1, 2, 5, 6):
        sent = client.post(f"/quiz/duel/left/{number}", data=form, follow_redirects=True)
        assert sent.status_code == 200
        assert sent.request.path == "/quiz/duel/left/1"
    assert held_rows("quiz_answer") == []


def test_setup_of_nonsense_is_told(client: FlaskClient) -> None:
    assert client.post("/quiz/duel", data={"left": "cats"}).status_code == 409
    assert client.post("/quiz/duel/end").headers["Location"] == "/quiz/duel/play"
    assert client.get("/quiz/duel/play").headers["Location"] == "/quiz/duel"


def test_halves_without_a_duel_say_so_in_their_frames(client: FlaskClient) -> None:
    client.post("/start")
    for path in ("/quiz/duel/left/1", "/quiz/duel/left", "/quiz/duel/right/done"):
        followed = client.get(path, follow_redirects=True)
        assert "这一局已经结束" in followed.get_data(as_text=True)
        assert followed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert client.post("/quiz/duel/left/1", data={}).headers["Location"] == "/quiz/duel/left"


def test_ten_fingers_count_once_a_side(app: Flask, client: FlaskClient, catalog: Catalog) -> None:
    begin(client)
    held = client.get_cookie("sitting", domain="127.0.0.1")
    assert held
    forms = {side: form_of(client, catalog, side, 1) for side in SIDES}

    def tap(finger: int) -> int:
        side = SIDES[finger % 2]
        other = app.test_client()
        other.set_cookie("sitting", held.value, domain="127.0.0.1")
        sent = other.post(f"/quiz/duel/{side}/1", data=forms[side], base_url=ADDRESS)
        return sent.status_code

    with ThreadPoolExecutor(10) as fingers:
        assert set(fingers.map(tap, range(10))) == {303}
    duel = service.duel_on_screen(held.value)
    assert duel
    assert [len(half.play.answers) for half in (duel.left, duel.right)] == [1, 1]


def test_side_that_left_is_told_of_without_a_winner(client: FlaskClient, catalog: Catalog) -> None:
    begin(client)
    client.post("/quiz/duel/end")
    assert held_records("quiz") == []
    for number in range(1, 6):
        answer(client, catalog, "left", number)
    client.post("/quiz/duel/end")
    for side, words in (("left", "您答完了"), ("right", "谢谢您来答题")):
        result = client.get(f"/quiz/duel/{side}", follow_redirects=True).get_data(as_text=True)
        assert words in result
        assert "不分输赢" in result
    assert client.get("/quiz/duel/right/1").headers["Location"] == "/quiz/duel/right"


def test_duel_left_for_home_can_be_gone_on_with(client: FlaskClient) -> None:
    begin(client)
    client.get("/home")
    assert 'href="/quiz/duel/play"' in client.get("/quiz/duel").get_data(as_text=True)
    client.post("/end")
    assert len(held_records("quiz")) == 2
    assert 'href="/quiz/duel/play"' not in client.get("/quiz/duel").get_data(as_text=True)
