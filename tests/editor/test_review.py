"""Test that parts are signed off, that a change takes the review off, and what is printed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import clock
from kiosk.content import service as content
from kiosk.content.load import BUNDLED
from kiosk.office.editor import manuscript, review
from kiosk.office.editor.sections import Spot, part, plain
from kiosk.storage.db import db
from tests.editor.forms import read_form
from tests.editor.test_pages import QUESTION, save, words
from tests.process import run
from tests.staff.test_account_pages import colleague
from tests.staff.test_pages import sign_in

REVIEW = "/staff/content-review"
GROUP = "questions/anti-fraud"
SPOT = Spot.named("questions", "anti-fraud/anti-fraud-003")


@pytest.fixture
def boss(client: FlaskClient) -> FlaskClient:
    """Give the administrator's browser."""
    return sign_in(client)


def held() -> dict[str, object]:
    return part(manuscript.read(db.reader()).tree, SPOT)


def sign(browser: FlaskClient, post: str = "法制大队审核岗", **given: str) -> int:
    """Sign the question off as a page shows it."""
    form = {
        "of": "questions",
        "key": SPOT.key,
        "seen": manuscript.seal(held(), SPOT),
        "post": post,
        "group": GROUP,
        "due": "2099-01-01",
    }
    return browser.post(REVIEW, data=form | given).status_code


def test_every_part_waits_until_it_is_signed_off_by_one_press(boss: FlaskClient) -> None:
    page = words(boss.get(f"{REVIEW}?group={GROUP}").text)
    assert "anti-fraud/anti-fraud-003" in page
    assert sign(boss) == 303
    assert held()["reviewed_on"] == clock.today().isoformat()
    assert held()["reviewed_by"] == {"zh": "法制大队审核岗", "en": "法制大队审核岗"}
    after = boss.get(f"{REVIEW}?group={GROUP}").text
    assert SPOT.key not in after
    assert 'value="法制大队审核岗"' in after
    assert SPOT.key in boss.get(f"{REVIEW}?group={GROUP}&state=all").text


def test_the_reviewer_sees_all_that_people_see_and_the_article(boss: FlaskClient) -> None:
    save(boss, QUESTION, source__quote__zh="第三十条　条文原文。")
    page = words(boss.get(f"{REVIEW}?group={GROUP}").text)
    asked = content.current().questions["anti-fraud-003"]
    for text in (asked.prompt, asked.explanation, *(each.text for each in asked.options)):
        assert text.zh in page
    assert "第三十条 条文原文。" in page


def test_a_review_travels_with_the_published_pack_and_shows_to_nobody_at_the_booth(
    boss: FlaskClient,
) -> None:
    sign(boss)
    boss.post("/staff/content", data={"act": "publish"})
    boss.get("/")
    asked = content.current().questions["anti-fraud-003"]
    assert asked.reviewed_on == clock.today().isoformat()
    assert asked.review_due == "2099-01-01"


def test_words_changed_after_the_review_want_reviewing_again(boss: FlaskClient) -> None:
    sign(boss)
    save(boss, QUESTION, prompt__zh="换了问法？")
    assert (held()["reviewed_by"], held()["reviewed_on"]) == (None, None)
    assert held()["review_due"] == "2099-01-01"
    boss.post("/staff/content", data={"act": "undo"})
    assert held()["reviewed_on"] == clock.today().isoformat()


def test_a_form_saved_without_a_change_keeps_the_review(boss: FlaskClient) -> None:
    sign(boss)
    assert boss.post(QUESTION, data=read_form(boss.get(QUESTION).text)).status_code == 303
    assert held()["reviewed_on"] == clock.today().isoformat()


def test_what_was_changed_since_the_page_opened_is_not_signed_unseen(
    boss: FlaskClient, app: Flask
) -> None:
    seen = manuscript.seal(held(), SPOT)
    save(colleague(app, "editor"), QUESTION, prompt__zh="换了问法？")
    assert sign(boss, seen=seen) == 409
    assert held()["reviewed_on"] is None


@pytest.mark.parametrize(
    "given",
    [{"post": " "}, {"due": "2020-01-01"}, {"due": "明天"}, {"key": "anti-fraud/none"}],
)
def test_what_cannot_be_signed_is_refused_in_words(
    boss: FlaskClient, given: dict[str, str]
) -> None:
    assert sign(boss, **given) == 409
    assert held()["reviewed_on"] is None


def test_nobody_but_editors_signs(app: Flask, boss: FlaskClient) -> None:
    analyst = colleague(app, "analyst", "zhao")
    assert analyst.get(REVIEW).status_code == 403
    assert sign(analyst) == 403


def test_overdue_parts_are_listed_and_the_check_warns_of_them(boss: FlaskClient) -> None:
    sign(boss)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    save(boss, QUESTION, review_due=yesterday)
    assert review.state(held(), clock.today()) == "overdue"
    assert f"审核到期（{yesterday}）" in words(boss.get("/staff/content").text)
    assert "审核到期" in words(boss.get(f"{REVIEW}?group={GROUP}").text)


@pytest.mark.parametrize("given", [(), (str(BUNDLED),)])
def test_the_command_lists_what_waits(tmp_path: Path, given: tuple[str, ...]) -> None:
    pack = content.require_whole(content.bundled())
    every = list(review.entries(plain(pack), clock.today()))
    said = run("content", "review", *given, data=tmp_path / "data").stdout
    assert f"questions {SPOT.key}: 未审核 / not reviewed" in said
    assert f"{len(every)} of {len(every)} to be reviewed" in said
