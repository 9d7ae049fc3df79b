"""Test the quiz as a person without script sees it."""

from __future__ import annotations

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.quiz import outcome
from kiosk.content.catalog import Catalog
from tests.factories import held_records, held_rows, hidden, put_on_screen, question, topic, words
from tests.quiz import answers


def answer(client: FlaskClient, catalog: Catalog, number: int, *, is_right: bool) -> str:
    """Answer a question as its page asks, and return the page that follows."""
    page = client.get(f"/quiz/{number}").get_data(as_text=True)
    asked = catalog.questions[hidden(page, "question")]
    assert asked.prompt.zh in page.replace("&#39;", "'").replace("&#34;", '"')
    for sent in answers.forms(catalog, asked.id, is_right=is_right):
        form = {"question": asked.id, "shown": hidden(page, "shown"), **sent}
        answered = client.post(f"/quiz/{number}", data=form, follow_redirects=True)
    return answered.get_data(as_text=True)


def test_round_goes_from_home_to_the_result(client: FlaskClient, catalog: Catalog) -> None:
    client.post("/start")
    assert client.post("/quiz/start").headers["Location"] == "/quiz/1"
    for number in range(1, 7):
        page = answer(client, catalog, number, is_right=number != 2)
        assert "依据：" in page
    result = client.get("/quiz/result").get_data(as_text=True)
    assert "答对 4 题，共 5 题" in result
    assert "第二次答对了" in result
    missed = catalog.questions[held_rows("quiz_answer")[1]["question"]]
    assert outcome.first_sentence(missed.explanation).zh in unescape(result)
    tonight = catalog.topic_of[missed.id].tonight
    assert tonight
    assert tonight.zh in result
    assert len(held_records("quiz")) == 1


def test_wrong_answer_shows_the_right_one_and_why(client: FlaskClient, catalog: Catalog) -> None:
    client.post("/quiz/start", data={"topic": "anti-fraud"})
    number = 1
    while (
        catalog.questions[hidden(client.get(f"/quiz/{number}").text, "question")].kind != "single"
    ):
        answer(client, catalog, number, is_right=True)
        number += 1
    page = answer(client, catalog, number, is_right=False)
    assert "没关系，记住就好" in page
    assert "正确答案" in page
    assert "您选的" in page


def test_form_sent_twice_by_two_taps_counts_once(client: FlaskClient, catalog: Catalog) -> None:
    client.post("/quiz/start")
    page = client.get("/quiz/1").get_data(as_text=True)
    asked = hidden(page, "question")
    forms = answers.forms(catalog, asked, is_right=True)
    for sent in (*forms, forms[-1]):
        form = {"question": asked, "shown": hidden(page, "shown"), **sent}
        assert client.post("/quiz/1", data=form).headers["Location"] == "/quiz/1"
    client.post("/end")
    assert len(held_rows("quiz_answer")) == 1


def test_question_ahead_leads_back_to_the_one_to_answer(client: FlaskClient) -> None:
    client.post("/quiz/start")
    assert client.get("/quiz/4").headers["Location"] == "/quiz/1"
    assert client.get("/quiz/result").headers["Location"] == "/quiz/1"
    assert client.get("/quiz/999").headers["Location"] == "/quiz/1"
    assert client.get("/quiz/99999999999999999999").status_code == 404


def test_quiz_without_a_round_leads_home(client: FlaskClient) -> None:
    for path in ("/quiz/1", "/quiz/result"):
        assert client.get(path).headers["Location"] == "/home"
    assert client.post("/quiz/1", data={"question": "x"}).headers["Location"] == "/home"


def test_stale_form_is_told_kindly(client: FlaskClient) -> None:
    client.post("/quiz/start")
    for number in (1, 6, 7):
        answered = client.post(f"/quiz/{number}", data={"question": "gone", "option": "a"})
        assert answered.status_code == 404
        assert "这道题已经不在了" in answered.get_data(as_text=True)


def test_result_offers_to_practise_what_was_wrong(client: FlaskClient, catalog: Catalog) -> None:
    client.post("/quiz/start", data={"topic": "fire-safety", "length": "10"})
    for number in range(1, 12):
        answer(client, catalog, number, is_right=False)
    result = client.get("/quiz/result").get_data(as_text=True)
    assert "多练一练" in result
    assert re.search(r'name="topic"\s+value="fire-safety"', result)


def test_topic_that_the_bureau_added_has_a_page_without_a_drawing_of_its_own(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    added = topic(
        "brand-new", [question(f"new-{n}") for n in range(5)], short=words("新主题", "New")
    )
    put_on_screen(app, catalog, topics=(*catalog.pack.topics, added))
    page = client.get("/quiz/")
    assert page.status_code == 200
    assert "新主题" in page.get_data(as_text=True)
    client.post("/quiz/start", data={"topic": "brand-new"})
    assert client.get("/quiz/1").status_code == 200
    assert "/static/drawings/topics.svg" in client.get("/quiz/1").text
    assert "brand-new.svg" not in client.get("/quiz/1").text
