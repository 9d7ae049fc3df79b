"""Test the pages of messages, guesses, several and order with the questions people are asked."""

from __future__ import annotations

import json
import re
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.quiz import kinds
from kiosk.content.catalog import Catalog
from kiosk.content.questions import Question
from kiosk.startup import opened, recover
from kiosk.storage.db import db
from tests.factories import held_records, held_rows, hidden, put_on_screen, topic

OURS = ("real-false", "guess", "several", "order")
FORBIDDEN = re.compile(
    r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|https?://(?!www\.w3\.org)"
)
"""What the content security policy would refuse, and addresses elsewhere."""


@pytest.fixture
def shown(app: Flask, catalog: Catalog) -> Catalog:
    """Show the bundled pack with a further topic for each question, named after it."""
    added = [topic(each.id, [each]) for each in questions(catalog)]
    return put_on_screen(app, catalog, topics=(*catalog.pack.topics, *added))


def questions(catalog: Catalog) -> list[Question]:
    return [each for each in catalog.questions.values() if each.kind in OURS]


def page(client: FlaskClient, path: str = "/quiz/1") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def send(client: FlaskClient, name: str, **fields: object) -> str:
    """Send what a page of the first question would, and return the page that follows."""
    form = {"question": name, "shown": hidden(page(client), "shown"), **fields}
    answer = client.post("/quiz/1", data=form, follow_redirects=True)
    return answer.get_data(as_text=True)


def give(client: FlaskClient, catalog: Catalog, name: str, words: tuple[str, ...]) -> str:
    """Give a whole answer, form by form; return the last page."""
    kind, _ = kinds.asked(catalog, name) or pytest.fail(name)
    forms = [{field: list(held) for field, held in sent.items()} for sent in kind.forms(words)]
    return [send(client, name, **sent) for sent in forms][-1]


def first(catalog: Catalog, kind: str) -> str:
    return next(each.id for each in questions(catalog) if each.kind == kind)


def start(client: FlaskClient, name: str) -> None:
    client.post("/quiz/start", data={"topic": name})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_question_is_asked_and_explained_in_both_languages(
    client: FlaskClient, shown: Catalog, language: str
) -> None:
    client.post("/view", data={"language": language, "next": "/home"})
    for each in questions(shown):
        start(client, each.id)
        asked = page(client)
        kind, held = kinds.asked(shown, each.id) or pytest.fail(each.id)
        explained = give(client, shown, each.id, kind.best(held))
        for text in (asked, explained):
            assert not FORBIDDEN.search(text), each.id
            assert "㊥" not in text, each.id
        assert {"zh": "答对了！", "en": "That is right!"}[language] in explained, each.id
        tells = [line.tell for line in each.message.lines if line.tell] if each.message else []
        for number, tell in enumerate(tells, start=1):
            assert f'<b class="spot">{number}</b><span>{tell[language]}' in explained
            assert tell[language] not in asked


def test_four_messages_of_ten_are_genuine(catalog: Catalog) -> None:
    held = [each.message.is_genuine for each in questions(catalog) if each.message]
    assert len(held) >= 8
    assert 0.35 <= sum(held) / len(held) <= 0.45


def test_no_slider_starts_at_its_answer(catalog: Catalog) -> None:
    for each in questions(catalog):
        if each.guess:
            assert abs(each.guess.start - each.guess.right) > each.guess.near, each.id


def test_several_says_how_many_were_left_only_after_the_answer(
    client: FlaskClient, shown: Catalog
) -> None:
    name = first(shown, "several")
    right = [each.id for each in shown.questions[name].options if each.is_right]
    [wrong, *_] = [each.id for each in shown.questions[name].options if not each.is_right]
    start(client, name)
    assert not re.search(rf"\b{len(right)} 个", page(client))
    answered = give(client, shown, name, (right[0], wrong))
    assert f"{len(right)} 个对的，您找到 1 个" in answered
    assert f"还差 {len(right) - 1} 个，多选了 1 个" in re.sub(r"\s*\n\s*", "", answered)
    assert answered.count("is-missed") == len(right) - 1


@pytest.mark.parametrize(
    ("away", "said"), [(0, "一点不差"), (1, "够近了"), (2, "有点近"), (3, "差 ")]
)
def test_a_guess_stands_on_the_scale_beside_the_answer(
    client: FlaskClient, shown: Catalog, away: int, said: str
) -> None:
    slider = shown.questions["traffic-safety-163"].guess
    assert slider is not None
    start(client, "traffic-safety-163")
    answered = send(client, "traffic-safety-163", option=str(slider.right - away))
    assert said in answered
    at = 100 * (slider.right - away - slider.least) / (slider.most - slider.least)
    assert f'class="scale-dot" cx="{at}%"' in answered


def taps(text: str) -> list[str]:
    """Return the steps that the page shows as tapped, in their order."""
    found = re.findall(r'<button class="option step is-placed" name="option" value="(\w+)"', text)
    number = {
        each: int(re.search(rf'value="{each}".*?</span>(\d)</b>', text, re.S)[1])  # type: ignore[index]
        for each in found
    }
    return sorted(found, key=number.__getitem__)


def test_steps_are_tapped_twice_undone_and_found_again_after_back(
    client: FlaskClient, shown: Catalog
) -> None:
    name = "fire-safety-166"
    start(client, name)
    assert "autofocus" not in page(client)
    for step in "bba":
        text = send(client, name, option=step)
    assert taps(text) == ["b", "a"]
    assert text.count("autofocus") == 1
    assert taps(page(client)) == ["b", "a"]  # Back, or the page called again
    assert taps(send(client, name, undo="yes")) == ["b"]
    assert "没有这个选项" in client.post(
        "/quiz/1", data={"question": name, "done": "yes"}
    ).get_data(as_text=True)
    for step in "acd":
        text = send(client, name, option=step)
    assert re.search(r'<button class="go confirm"[^>]* autofocus>', text)
    answered = send(client, name, done="yes")
    assert answered.count("您排在第") == 2
    assert answered.count("step is-right") == 2


@pytest.mark.parametrize("kind", OURS)
def test_an_answer_sent_twice_or_from_a_page_gone_back_to_counts_once(
    client: FlaskClient, shown: Catalog, kind: str
) -> None:
    name = first(shown, kind)
    found, asked = kinds.asked(shown, name) or pytest.fail(name)
    start(client, name)
    first_page = page(client)
    give(client, shown, name, found.best(asked))
    again = found.forms(found.any_answer(asked, Random(1)))[-1]
    form = {"question": name, "shown": hidden(first_page, "shown")}
    form |= {field: next(iter(held), "") for field, held in again.items()}
    for _ in range(2):
        assert client.post("/quiz/1", data=form).headers["Location"] == "/quiz/1"
    client.post("/end")
    assert [row["credit"] for row in held_rows("quiz_answer")] == [100]


@pytest.mark.parametrize("kind", OURS)
def test_a_restart_in_the_middle_keeps_what_was_answered_and_no_half_answer(
    app: Flask, client: FlaskClient, shown: Catalog, kind: str
) -> None:
    name = first(shown, kind)
    found, asked = kinds.asked(shown, name) or pytest.fail(name)
    start(client, name)
    answered = give(client, shown, name, found.best(asked))
    assert 'href="/quiz/2"' in answered
    if kind == "order":
        form = {"question": name, "option": "c"}
        client.post("/quiz/2", data=form)
        [draft] = held_rows("draft")
        assert json.loads(draft["state"])["so_far"] == ["c"]
    settings = app.config["SETTINGS"]
    db.close()
    with opened(settings):
        assert recover() == 1
        [left] = held_records("quiz")
        sheet = json.loads(left.body)
        assert not sheet["is_finished"]
        assert [(each["question"], each["is_right"]) for each in sheet["answers"]] == [(name, True)]
