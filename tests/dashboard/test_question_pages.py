"""Test the pages on questions as a browser meets them."""

from __future__ import annotations

import re
import threading
import time
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.quiz.analysis import answer_counts
from kiosk.booth.quiz.records import Answer
from kiosk.content.catalog import Catalog
from kiosk.shell import computing
from tests.quiz.played import Played, answer, crowd, sheet, store
from tests.staff.test_pages import read, sign_in, words

MOST_SECONDS = 30
LIST = "/staff/questions"


def seen(client: FlaskClient, path: str = LIST) -> str:
    """Return a page once its figures are there."""
    deadline = time.monotonic() + MOST_SECONDS
    while "正在计算" in (page := read(client, path)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return page


def listed(page: str) -> list[str]:
    return re.findall(r'data-question="([^"]*)"', page)


def asked_of(catalog: Catalog) -> tuple[str, str, str]:
    """Return three questions of two topics."""
    first, second = catalog.pack.topics[:2]
    return first.questions[0].id, first.questions[1].id, second.questions[0].id


@pytest.fixture
def played(app: Flask, catalog: Catalog) -> tuple[str, str, str]:
    """Let 40 people answer: the first question misleads, the second all know, the third is slow."""
    lures, easy, slow = asked_of(catalog)
    rounds = [
        Played(
            sheet(
                answer(lures, "a" if n % 4 == 0 else "b"),
                answer(easy),
                answer(slow, "a" if n % 2 else "c", 60),
                audience="elder" if n < 3 else "all",
            ),
            pack=catalog.digest,
            booth="B1" if n < 30 else "B2",
        )
        for n in range(40)
    ]
    store(rounds)
    return lures, easy, slow


def test_questions_are_listed_and_sorted_and_sifted(
    client: FlaskClient, catalog: Catalog, played: tuple[str, str, str]
) -> None:
    lures, easy, slow = played
    sign_in(client, "editor")
    assert listed(seen(client)) == [lures, slow, easy]
    assert listed(seen(client, f"{LIST}?sort=slowest"))[0] == slow
    assert listed(seen(client, f"{LIST}?sort=id")) == sorted(played)
    assert listed(seen(client, f"{LIST}?sort=misleading"))[0] == lures
    assert easy not in listed(seen(client, f"{LIST}?flagged=yes"))
    second = catalog.topic_of[slow].id
    assert listed(seen(client, f"{LIST}?topic={second}")) == [slow]
    assert "40" in words(seen(client))
    assert "误导" in seen(client)


def test_the_most_misleading_is_not_the_weakest(client: FlaskClient, catalog: Catalog) -> None:
    """Of the one, few know the answer, and the others err in two ways; of the other, in one."""
    weak, lures, easy = asked_of(catalog)

    def given(question: str, place: int) -> Answer:
        """Choose the right option (0) or one of the wrong ones."""
        options = sorted(catalog.questions[question].options, key=lambda each: not each.is_right)
        return answer(question, options[place].id, is_right=place == 0)

    store(
        Played(
            sheet(
                given(weak, (0, 0, 1, 1, 1, 1, 2, 2, 2, 2)[n]),
                given(lures, (0, 0, 0, 1, 1, 1, 1, 1, 1, 1)[n]),
                given(easy, 0),
            ),
            pack=catalog.digest,
        )
        for n in [*range(10)] * 4
    )
    sign_in(client, "editor")
    assert listed(seen(client, f"{LIST}?sort=weakest")) == [weak, lures, easy]
    assert listed(seen(client, f"{LIST}?sort=misleading")) == [lures, weak, easy]


def test_filters_choose_whose_answers_count(
    client: FlaskClient, played: tuple[str, str, str]
) -> None:
    sign_in(client, "analyst")
    for query, people in (("booth=B2", 10), ("since=2026-12-21", 0), ("until=2026-12-20", 40)):
        page = words(seen(client, f"{LIST}/{played[0]}?{query}"))
        assert re.search(rf"首答人数\s+{people}\s", page), query
    page = words(seen(client, f"{LIST}/{played[0]}?audience=elder"))
    assert re.search(r"首答正确\s+<5", page)
    assert "人群： 长辈" in " ".join(page.split())
    assert client.get(f"{LIST}?since=yesterday").status_code == 409


def test_one_question_shows_its_words_its_options_and_its_law(
    client: FlaskClient, catalog: Catalog, played: tuple[str, str, str]
) -> None:
    sign_in(client, "editor")
    page = words(seen(client, f"{LIST}/{played[0]}"))
    asked = catalog.questions[played[0]]
    for said in (asked.prompt.zh, asked.explanation.zh, asked.source.title.zh, "75%", "25%"):
        assert said in page
    assert all(option.text.zh[:6] in page for option in asked.options)
    assert "请编辑看一看" in page
    assert "比答对的 10 人还多" in page
    never = catalog.pack.topics[5].questions[3].id
    assert "还没有人答这道题" in seen(client, f"{LIST}/{never}")
    assert client.get(f"{LIST}/nowhere").status_code == 404


def test_fewer_than_five_people_are_not_told_of(client: FlaskClient, catalog: Catalog) -> None:
    name = asked_of(catalog)[0]
    store([Played(sheet(answer(name, "b")), pack=catalog.digest)] * 4)
    sign_in(client, "editor")
    row = seen(client).split(f'data-question="{name}"')[1]
    assert "&lt;5" in row
    assert "%" not in words(row.split("</tr>")[0])
    detail = words(seen(client, f"{LIST}/{name}"))
    assert not re.search(r"\d%", detail)


def test_question_of_an_unknown_pack_is_named_plainly(client: FlaskClient) -> None:
    store([Played(sheet(answer("from-elsewhere", "b")), pack="f" * 64)] * 6)
    sign_in(client, "editor")
    assert "未知题目：本机没有它的内容包" in seen(client)
    assert "所以只有编号" in seen(client, f"{LIST}/from-elsewhere")


def test_page_tells_progress_at_once_and_shows_the_figures_when_they_are_there(
    client: FlaskClient, played: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    go, counted = threading.Event(), answer_counts.count

    def wait(tx: Any, filters: Any, progress: Any) -> Any:
        progress(10)
        go.wait(MOST_SECONDS)
        return counted(tx, filters, progress)

    monkeypatch.setattr(answer_counts, "count", wait)
    monkeypatch.setattr(computing, "MOMENT", 0.2)
    sign_in(client, "editor")
    begun = time.monotonic()
    page = read(client, f"{LIST}?sort=id")
    assert time.monotonic() - begun < MOST_SECONDS / 2
    assert 'http-equiv="refresh" content="0; url=/staff/questions?sort=id"' in page
    assert "10 / 40" in words(page)
    go.set()
    assert listed(seen(client, f"{LIST}?sort=id")) == sorted(played)


def test_figures_are_kept_until_there_are_more_answers(
    client: FlaskClient,
    catalog: Catalog,
    played: tuple[str, str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs, counted = [], answer_counts.count

    def note(tx: Any, filters: Any, progress: Any) -> Any:
        runs.append(filters)
        return counted(tx, filters, progress)

    monkeypatch.setattr(answer_counts, "count", note)
    sign_in(client, "editor")
    for path in (LIST, f"{LIST}?sort=id", f"{LIST}/{played[0]}", f"{LIST}?audience=elder"):
        seen(client, path)
    assert len(runs) == 1
    store([Played(sheet(answer(played[0])), device=7, pack=catalog.digest)])
    assert re.search(r"首答人数\s+41\s", words(seen(client, f"{LIST}/{played[0]}")))
    assert len(runs) == 2


def test_figures_that_failed_are_said_to_and_tried_again(
    client: FlaskClient, played: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: Any) -> Any:
        raise OSError("no disk")

    sign_in(client, "editor")
    with monkeypatch.context() as patch:
        patch.setattr(answer_counts, "count", fail)
        patch.setattr(computing, "MOMENT", MOST_SECONDS)
        answered = client.get(LIST)
        assert answered.status_code == 503
        assert "没有算完" in answered.get_data(as_text=True)
    assert len(listed(seen(client))) == 3


def test_only_the_last_results_are_kept(client: FlaskClient, catalog: Catalog, app: Flask) -> None:
    store(crowd(Random(1), 30, list(asked_of(catalog)), [catalog.digest]))
    sign_in(client, "editor")
    for day in range(1, computing.MOST_KEPT + 4):
        seen(client, f"{LIST}?until=2027-01-{day:02}")
    assert len(app.extensions[computing.EXTENSION]._tasks) == computing.MOST_KEPT


def test_analysis_is_exported_from_its_page_by_who_may_export(
    client: FlaskClient, app: Flask, played: tuple[str, str, str]
) -> None:
    sign_in(client, "analyst")
    page = seen(client, f"{LIST}?booth=B1")
    assert 'name="booth" value="B1"' in page
    asked = {"kind": "questions", "format": "csv", "booth": "B1"}
    sent = client.post("/staff/exports", data=asked).get_data(as_text=True).splitlines()
    assert len(sent) == 4
    assert ",30," in next(line for line in sent if line.startswith(played[0]))
    editor = sign_in(app.test_client(), "editor")
    assert 'value="questions"' not in seen(editor)
