"""What people answered stands beside a question's form, and in what the check prints."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from kiosk.content.catalog import Catalog
from kiosk.content.load import BUNDLED, load
from kiosk.office.packs import results
from tests.factories import put_on_screen, words
from tests.quiz.played import Played, answer, sheet, store
from tests.staff.test_pages import sign_in

HARD, EASY, USUAL = "anti-fraud-003", "anti-fraud-015", "anti-fraud-016"


def played() -> None:
    """Let sixty people answer three questions: hardly any, all, and half of them right."""
    rounds = [
        Played(
            sheet(
                answer(HARD, "a" if n < 6 else "b"),
                answer(EASY),
                answer(USUAL, "a" if n < 30 else "b"),
            )
        )
        for n in range(60)
    ]
    store(rounds)


def test_a_question_s_form_says_how_many_were_right_and_flags_it(
    app: Flask, client: FlaskClient
) -> None:
    played()
    boss = sign_in(client)
    hard = boss.get(f"/staff/content/questions/anti-fraud/{HARD}").text
    assert "60 人第一次答过，10% 答对" in hard
    assert "太难" in hard
    assert f'href="/staff/questions/{HARD}"' in hard
    usual = boss.get(f"/staff/content/questions/anti-fraud/{USUAL}").text
    assert "50% 答对" in usual
    assert "太难" not in usual
    unasked = boss.get("/staff/content/questions/anti-fraud/anti-fraud-035").text
    assert "第一次答过" not in unasked
    assert "第一次答过" not in boss.get("/staff/content/units/criminal").text


def test_the_check_lists_what_the_answers_show_to_be_too_hard_or_too_easy(app: Flask) -> None:
    pack = load(BUNDLED).pack
    assert pack
    assert "0 道题" in results.lines(pack)[-1]
    played()
    hard, easy, summary = results.lines(pack)
    assert HARD in hard
    assert "太难" in hard
    assert EASY in easy
    assert "2 of 3" in summary


def test_a_topic_s_form_shows_what_the_check_says_of_many_of_its_questions(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    first, *others = catalog.pack.topics
    long = [replace(each, prompt=words(each.prompt.zh + "一" * 30)) for each in first.questions]
    put_on_screen(app, catalog, topics=(replace(first, questions=tuple(long)), *others))
    page = sign_in(client).get(f"/staff/content/topics/{first.id}").text
    assert "题干超过 30 字" in page
    assert f"共 {len(long)} 道" in page
    assert long[0].id in page
