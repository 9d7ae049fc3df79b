"""Test the feedback desk's pages, at a booth and at a central on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.accounts import accounts
from kiosk.config import Settings
from kiosk.sealing import keys
from kiosk.startup import opened
from kiosk.storage.db import db
from kiosk.sync.central import admission, intake
from kiosk.sync.format import bundle
from tests.conftest import PASSPHRASE, Browser
from tests.factories import held_records, held_rows, hidden
from tests.feedback.test_views import HARD_TEXTS
from tests.staff.test_pages import (
    CONTACT,
    PASSWORD,
    REFUSED,
    SECRET,
    give_feedback,
    read,
    sign_in,
    unlock,
    words,
)
from tests.sync.bundles.write import DEVICE, KEY, header, records

ANSWER = "已请路灯公司本周修好"


def page_of(client: FlaskClient, place: int = 0) -> str:
    """Return the address of a piece's page, as the list gives it."""
    found = re.findall(r'<a href="(/staff/feedback/[^"]+)"', read(client, "/staff/feedback"))
    return unescape(found[place])


def act(client: FlaskClient, path: str, what: str, page: str = "", **given: str) -> int:
    """Send one of a page's forms, shown now or before as `page`; return the answer's code."""
    shown = page or read(client, path)
    form = {"tap": hidden(shown, "tap"), "seen": hidden(shown, "seen"), "act": what} | given
    return client.post(path, data=form).status_code


@pytest.fixture
def boss(client: FlaskClient, sealing: None) -> FlaskClient:
    """Give an administrator's browser, at a booth where somebody gave feedback."""
    give_feedback(client)
    return sign_in(client)


def test_a_piece_goes_through_every_step_and_back(boss: FlaskClient) -> None:
    path = page_of(boss)
    unlock(boss)
    for what, given, shows in (
        ("assign", {"unit": "traffic"}, "已分派"),
        ("answer", {"text": ANSWER}, ANSWER),
        ("quote", {}, "选为引用"),
        ("close", {}, "已办结"),
        ("undo", {}, "已撤销"),
        ("close", {}, "已经办结"),
        ("reopen", {}, "改写答复"),
        ("unquote", {}, "取消引用"),
    ):
        assert act(boss, path, what, **given) == 303, what
        assert shows in words(read(boss, path)), what
    assert [row["number"] for row in held_rows("feedback_step")] == list(range(1, 9))
    assert {row["actor"] for row in held_rows("feedback_step")} == {"admin"}


def test_an_answer_shows_only_unlocked_and_says_that_it_is_sealed(boss: FlaskClient) -> None:
    path = page_of(boss)
    assert "密封保存" in read(boss, path)
    assert act(boss, path, "answer", text=ANSWER) == 303
    page = read(boss, path)
    assert ANSWER not in page
    assert SECRET not in page
    assert "答复，密封" in page
    unlock(boss)
    page = read(boss, path)
    for shown in (ANSWER, SECRET, CONTACT):
        assert shown in page
    boss.post("/staff/unlock", data={"lock": "yes"})
    assert ANSWER not in read(boss, path)


@pytest.mark.parametrize(
    "text", [*HARD_TEXTS, "مرحبا بكم في المعرض", "שלום, 110!", "𰻞𰻞面 👩‍👩‍👧‍👦"]
)
def test_an_answer_in_any_letters_stands_on_the_page_as_it_was_written(
    boss: FlaskClient, text: str
) -> None:
    path = page_of(boss)
    unlock(boss)
    assert act(boss, path, "answer", text=text) == 303
    page = read(boss, path)
    shown = text.replace("\r\n", "\n").strip()
    found = re.findall(r'<p class="typed" lang="[^"]+" dir="auto">(.*?)</p>', page, re.DOTALL)
    assert shown in [unescape(each) for each in found]
    assert "<script>alert" not in page


def test_a_stale_form_says_who_changed_what_and_keeps_what_was_typed(
    boss: FlaskClient, app: Flask
) -> None:
    path = page_of(boss)
    before = read(boss, path)
    other = sign_in(app.test_client(), "privacy", "wang")
    assert act(other, path, "assign", unit="traffic") == 303
    form = {"tap": hidden(before, "tap"), "seen": hidden(before, "seen")}
    refused = boss.post(path, data=form | {"act": "answer", "text": ANSWER})
    assert refused.status_code == 409
    page = words(refused.get_data(as_text=True))
    for said in ("wang", "分派", "没有保存", ANSWER, "已分派"):
        assert said in page
    assert [row["act"] for row in held_rows("feedback_step")] == ["assign"]
    again = refused.get_data(as_text=True)
    assert act(boss, path, "answer", again, text=ANSWER) == 303


def test_a_double_tap_counts_once(boss: FlaskClient) -> None:
    path = page_of(boss)
    page = read(boss, path)
    assert act(boss, path, "close", page) == act(boss, path, "close", page) == 303
    assert len(held_rows("feedback_step")) == 1


def test_nothing_is_quoted_that_nobody_read(boss: FlaskClient) -> None:
    path = page_of(boss)
    assert act(boss, path, "quote") == 409
    unlock(boss)
    assert act(boss, path, "quote") == 303


def test_an_analyst_assigns_and_is_offered_nothing_else(boss: FlaskClient, app: Flask) -> None:
    path = page_of(boss)
    analyst = sign_in(app.test_client(), "analyst")
    offered = set(re.findall(r'name="act" value="(\w+)"', read(analyst, path)))
    assert offered == {"assign"}
    for what in ("answer", "close", "reopen", "quote", "unquote"):
        refused = analyst.post(
            path,
            data={"act": what, "text": "x", "seen": "", "tap": hidden(read(boss, path), "tap")},
        )
        assert refused.status_code == 403, what
        assert REFUSED in refused.get_data(as_text=True)
    assert act(analyst, path, "assign", unit="traffic") == 303
    assert act(analyst, path, "undo") == 303
    assert act(boss, path, "close") == 303
    assert 'value="undo"' not in read(analyst, path)
    assert act(analyst, path, "undo") == 403


@pytest.mark.parametrize("what", ["", "erase", "begin"])
def test_a_nonsense_act_is_refused_on_the_page(boss: FlaskClient, what: str) -> None:
    assert act(boss, page_of(boss), what) == 409
    assert held_rows("feedback_step") == []


def test_a_piece_that_is_not_there_is_said_so(boss: FlaskClient) -> None:
    device = page_of(boss).split("/")[3]
    for path in (
        "nosuch/nosuch",
        f"{device}/{'0' * 32}",
        f"{'0' * 32}/{'a' * 32}",
        f"{device}/%20",
    ):
        assert boss.get(f"/staff/feedback/{path}").status_code == 404, path
        answer = boss.post(
            f"/staff/feedback/{path}", data={"act": "close", "tap": "a" * 32, "seen": ""}
        )
        assert answer.status_code == 404, path


def test_the_list_filters_sorts_and_leads_back_to_itself(boss: FlaskClient) -> None:
    boss.post("/feedback/praise", data={"form": "b" * 32, "chip": "fair", "unit": "traffic"})
    assert act(boss, page_of(boss), "close") == 303

    def shown(query: str) -> list[str]:
        page = read(boss, f"/staff/feedback?{query}")
        return re.findall(r'href="/staff/feedback/\w+/(\w)', page)

    assert shown("") == ["b", "a"]
    assert shown("sort=oldest") == ["a", "b"]
    assert shown("status=open") == ["a"]
    assert shown("status=closed&kind=praise&unit=traffic") == ["b"]
    assert shown("text=1") == shown("contact=1") == ["a"]
    assert shown("unit=criminal") == []
    assert shown("sort=moon&status=moon&kind=moon&unit=moon&page=x&event=moon") == ["b", "a"]
    page = read(boss, "/staff/feedback?status=closed&sort=kind")
    assert re.search(r"待处理 *<b>1</b>", page)
    assert re.search(r'aria-current="true">已办结 *<b>1</b>', page)
    link = re.search(r'<a href="(/staff/feedback/\w+/b[^"]+)"', page)
    assert link
    piece = read(boss, unescape(link[1]))
    back = re.search(r'<a href="(/staff/feedback\?[^"]+)"', piece)
    assert back
    assert set(unescape(back[1]).partition("?")[2].split("&")) == {"status=closed", "sort=kind"}


def test_every_word_of_the_pages_is_english_when_that_is_chosen(boss: FlaskClient) -> None:
    path = page_of(boss)
    act(boss, path, "assign", unit="traffic")
    boss.post("/view", data={"language": "en", "next": "/home"})
    for each in ("/staff/feedback", path):
        main = read(boss, each).split("<main", 1)[1].split("</main>", 1)[0]
        assert not re.findall(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]", words(main)), each


# Central


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give a central on each database, which has a privacy key and knows one device."""
    address = request.getfixturevalue("empty_database") if request.param == "postgresql" else ""
    with opened(Settings(data=tmp_path, role="central", database=address)) as app:
        with db.transaction() as tx:
            code, _ = admission.make_code(tx)
            admission.redeem(tx, code, DEVICE, bytes(KEY.verify_key))
            keys.make_key(tx, keys.PRIVACY, PASSPHRASE)
            for role in ("admin", "privacy"):
                accounts.add(tx, role, role, PASSWORD, actor="terminal")
        prepared = intake.open_for_intake(
            db.reader(), bundle.seal(header(records()), records(), KEY)
        )
        with db.transaction() as tx:
            intake.take_in(tx, prepared)
        yield app


def enter(app: Flask, name: str) -> FlaskClient:
    """Return the browser of somebody who is signed in at central."""
    app.test_client_class = Browser
    client = app.test_client()
    answer = client.post("/staff/sign-in", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 303
    return client


def test_at_central_the_privacy_role_answers_and_an_administrator_assigns(store: Flask) -> None:
    boss, privacy = enter(store, "admin"), enter(store, "privacy")
    path = page_of(boss)
    assert act(boss, path, "assign", unit="traffic") == 303
    offered = set(re.findall(r'name="act" value="(\w+)"', read(boss, path)))
    assert offered == {"assign", "undo"}
    assert act(boss, path, "answer", text=ANSWER) == 403
    assert act(privacy, path, "answer", text=ANSWER) == 303
    assert ANSWER not in read(privacy, path)
    opened_by = {"passphrase": PASSPHRASE, "reason": "答复群众"}
    assert privacy.post("/staff/unlock", data=opened_by).status_code == 303
    assert ANSWER in read(privacy, path)
    assert ANSWER not in read(boss, path)
    [record] = [each for each in held_records("feedback-step") if each.sealed]
    [piece] = [each for each in held_records("feedback") if each.device == DEVICE]
    assert record.event == piece.event
    assert act(privacy, path, "close") == 303
    for sort in ("latest", "oldest", "kind", "unit", "status"):
        query = f"sort={sort}&status=closed&unit=traffic&event={piece.event}"
        assert page_of(privacy).split("?")[0] in read(privacy, f"/staff/feedback?{query}")


def test_at_central_a_stale_form_is_refused_too(store: Flask) -> None:
    boss, privacy = enter(store, "admin"), enter(store, "privacy")
    path = page_of(boss)
    before = read(boss, path)
    assert act(privacy, path, "close") == 303
    assert act(boss, path, "assign", before, unit="traffic") == 409
    assert [row["act"] for row in held_rows("feedback_step")] == ["close"]
    for nonsense in (f"{DEVICE}/%20", "%20/%20", f"{DEVICE}/nosuch"):
        assert boss.get(f"/staff/feedback/{nonsense}").status_code == 404
