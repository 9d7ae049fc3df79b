"""Test that the code of a slip alone finds feedback, opens its answer and erases it."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.feedback import answer_views, codes
from kiosk.booth.feedback.codes import CodeKeys
from kiosk.errors import NotAllowed, Throttled
from kiosk.journal import sealed_box, verify
from kiosk.sealing import keys
from kiosk.storage.db import db
from tests.factories import held_records, held_rows
from tests.feedback.test_views import send
from tests.staff.test_feedback_pages import act, page_of
from tests.staff.test_pages import read, sign_in, unlock

EVENT = "pinghu/2026"
SAID, REPLY = "路口的灯坏了三天", "灯已修好，谢谢您\n<b>110</b> 𰻞"
GUESSES = 1000
MOST_LOOKED_AT = 70


def give(client: FlaskClient, kind: str = "suggestion", **form: object) -> str:
    """Give feedback, and return the code on the slip."""
    page = client.get(send(client, kind, **form)).get_data(as_text=True)
    found = re.search(r'aria-label="([A-Z0-9]{5}-[A-Z0-9]{5})"', page)
    assert found, page
    return found[1]


def ask(client: FlaskClient, code: str) -> str:
    """Give a code, and return the page it leads to."""
    answer = client.post("/feedback/answer", data={"code": code}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def release(app: Flask, text: str = REPLY) -> tuple[FlaskClient, str]:
    """Let staff answer the last piece and release the answer; return their browser and its page."""
    boss = sign_in(app.test_client())
    unlock(boss)
    path = page_of(boss)
    assert act(boss, path, "answer", text=text) == 303
    assert act(boss, path, "release") == 303
    return boss, path


def test_a_code_shows_each_state_and_then_the_released_answer(
    app: Flask, client: FlaskClient, sealing: None
) -> None:
    code = give(client, text=SAID)
    assert "收到了，还没有分派" in ask(client, code)
    boss = sign_in(app.test_client())
    path = page_of(boss)
    assert act(boss, path, "assign", unit="traffic") == 303
    page = ask(client, code)
    assert "正在办理" in page
    assert "交警大队" in page
    unlock(boss)
    assert act(boss, path, "answer", text=REPLY) == 303
    assert REPLY[:6] not in ask(client, code)  # It is not released yet.
    assert act(boss, path, "release") == 303
    page = ask(client, code)
    assert "有答复了" in page
    assert "灯已修好，谢谢您\n&lt;b&gt;110&lt;/b&gt; 𰻞" in page
    assert act(boss, path, "close") == 303
    assert "已经办结" in ask(client, code)


def test_code_and_answer_stand_nowhere_in_clear(
    app: Flask, client: FlaskClient, sealing: None
) -> None:
    code = give(client, text=SAID)
    release(app)
    answer = client.post("/feedback/answer", data={"code": code})
    held = "".join(str(each) for each in held_records())
    for table in ("feedback", "feedback_step", "feedback_code_use"):
        held += str(held_rows(table))
    for secret in (code, keys.plain_code(code), REPLY[:6], SAID):
        assert secret not in str(answer.headers)
        assert secret not in held
        assert not any(secret.encode() in (each.sealed or b"") for each in held_records())


def test_a_slip_is_shown_to_its_own_sitting_alone_and_for_its_first_sending(
    app: Flask, client: FlaskClient
) -> None:
    page = client.get("/feedback/praise").get_data(as_text=True)
    found = re.search(r'name="form" value="(\w+)"', page)
    assert found
    form = {"form": found[1], "chip": "patient"}
    client.post("/feedback/praise", data=form)
    first = client.get("/feedback/thanks?kind=praise").get_data(as_text=True)
    client.post("/feedback/praise", data=form)
    again = client.get("/feedback/thanks?kind=praise").get_data(as_text=True)
    shown = re.findall(r'aria-label="([A-Z0-9]{5}-[A-Z0-9]{5})"', first + again)
    assert len(shown) == 2
    assert shown[0] == shown[1]
    assert "收到了" in ask(client, shown[0])
    stranger = app.test_client()
    assert "您的回执码" not in stranger.get("/feedback/thanks?kind=praise").get_data(as_text=True)
    assert stranger.get("/feedback/code.svg").status_code == 404


def test_a_code_may_be_typed_as_people_type(client: FlaskClient) -> None:
    code = give(client, chip="lights")
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code.replace("-", ""))
    for typed in (code.lower().replace("-", " "), wide, f"  {code} "):
        assert "收到了，还没有分派" in ask(client, typed)


@pytest.mark.parametrize("nonsense", ["", "AB2CD", "<script>alert(1)", "0" * 10, "码" * 10])
def test_what_is_no_code_is_explained_and_not_counted(client: FlaskClient, nonsense: str) -> None:
    for _ in range(10):
        page = ask(client, nonsense)
    assert "十个字母和数字" in page
    assert "<script>alert" not in page


def test_a_code_of_nobody_is_explained(client: FlaskClient) -> None:
    assert "没有找到这个回执码" in ask(client, "AAAAA-AAAAA")


def test_code_erases_text_and_answers_and_the_journal_stays_whole(
    app: Flask, client: FlaskClient, sealing: None
) -> None:
    code = give(client, text=SAID)
    boss, path = release(app)
    ask(client, code)
    page = client.post("/feedback/answer/erase", follow_redirects=True).get_data(as_text=True)
    assert "已删除" in page
    kinds = ("feedback", "feedback-step")
    assert not [each for each in held_records() if each.kind in kinds and each.sealed]
    assert verify.verify(db.reader()) is None
    assert [row["kind"] for row in held_rows("feedback")] == ["suggestion"]
    assert "已经删除过了" in ask(client, code)
    assert "来访者已经用回执码删除了这一条" in read(boss, path)
    assert act(boss, path, "answer", text="再答一次") == 303
    assert act(boss, path, "release") == 409


def test_nothing_is_erased_by_a_sitting_that_gave_no_code(
    client: FlaskClient, sealing: None
) -> None:
    give(client, text=SAID)
    answer = client.post("/feedback/answer/erase", follow_redirects=True)
    assert answer.request.path == "/feedback/answer"
    assert client.get("/feedback/answer/held").status_code == 303
    assert [each.sealed is not None for each in held_records("feedback")] == [True]


def test_a_release_can_be_undone_until_it_was_read(
    app: Flask, client: FlaskClient, sealing: None
) -> None:
    code = give(client, text=SAID)
    boss, path = release(app)
    assert act(boss, path, "undo") == 303
    assert REPLY[:6] not in ask(client, code)
    assert act(boss, path, "release") == 303
    assert act(boss, path, "release") == 409  # It is out already.
    assert REPLY[:6] in ask(client, code)
    assert "来访者看过了" in read(boss, path)
    assert act(boss, path, "undo") == 409
    assert act(boss, path, "answer", text="改成这样") == 303
    assert "改成这样" not in ask(client, code)
    assert act(boss, path, "release") == 303
    assert "改成这样" in ask(client, code)


def test_an_answer_is_released_only_where_it_was_read_and_somebody_can_open_it(
    app: Flask, client: FlaskClient, sealing: None
) -> None:
    give(client, text=SAID)
    boss = sign_in(app.test_client())
    path = page_of(boss)
    assert act(boss, path, "answer", text=REPLY) == 303
    assert act(boss, path, "release") == 409
    assert "送出答复</button>" not in read(boss, path)
    unlock(boss)
    page = read(boss, path)
    assert "来访者凭回执码，在任何一个展位看到的是" in page
    assert act(boss, path, "release", text="另写的话") == 303
    assert held_rows("feedback_step")[-1]["act"] == "release"


def test_the_words_of_a_release_are_those_that_staff_read_not_those_of_the_form(
    app: Flask, client: FlaskClient, sealing: None
) -> None:
    code = give(client, text=SAID)
    boss = sign_in(app.test_client())
    unlock(boss)
    path = page_of(boss)
    assert act(boss, path, "answer", text=REPLY) == 303
    assert act(boss, path, "release", text="另写的话") == 303
    assert "另写的话" not in ask(client, code)


def test_only_the_code_opens_what_was_released(
    app: Flask, client: FlaskClient, sealing: None
) -> None:
    code = give(client, text=SAID)
    release(app)
    [sealed] = [each.sealed for each in held_records("feedback-step") if b'"release"' in each.body]
    assert sealed
    right = codes.stretch(code, EVENT)
    wrong = codes.stretch(code, "another/2026")
    assert sealed_box.unseal(right.private, sealed).decode() == REPLY
    with pytest.raises(NotAllowed):
        sealed_box.unseal(wrong.private, sealed)
    assert right.mark == held_rows("feedback")[0]["mark"] != wrong.mark


def guess_for_an_hour(
    app: Flask, monkeypatch: pytest.MonkeyPatch, letters: list[str], address: str = "127.0.0.1"
) -> tuple[int, list[str]]:
    """Give codes evenly over an hour; return how many opened something, and those looked at.

    Stretching is left out, as somebody with a quicker machine could.
    """
    looked_at: list[str] = []

    def quick(code: str, _event: str) -> CodeKeys:
        looked_at.append(code)
        return CodeKeys(code.encode().ljust(32), bytes(32))

    monkeypatch.setattr(answer_views.codes, "stretch", quick)
    start, found = time.monotonic(), 0
    for number, code in enumerate(letters):
        now = start + number * 3600 / len(letters)
        monkeypatch.setattr(time, "monotonic", lambda now=now: now)
        try:
            with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
                answer_views.look_up(code, EVENT)
            found += 1
        except (NotAllowed, Throttled):
            continue
    return found, looked_at


def test_a_thousand_guesses_an_hour_are_few_looks_and_a_phone_slows_itself_alone(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = give(client, chip="lights")
    random = Random(4)
    letters = ["".join(random.choices(keys.ALPHABET, k=10)) for _ in range(GUESSES)]
    with monkeypatch.context() as patched:
        found, looked_at = guess_for_an_hour(app, patched, letters, "192.168.8.23")
        assert (found, len(looked_at) <= MOST_LOOKED_AT) == (0, True)
        assert len(looked_at) >= 5
    assert "收到了，还没有分派" in ask(client, code)


def test_who_waited_a_minute_after_wrong_codes_is_let_in(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = give(client, chip="lights")
    for _ in range(8):
        page = ask(client, "AAAAA-AAAAA")
    assert "秒后再试" in page
    assert "秒后再试" in ask(client, code)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    assert "收到了，还没有分派" in ask(client, code)


def test_in_a_crowd_feedback_is_kept_without_a_code(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "PATIENCE_SECONDS", 0.01)
    with codes._TURN:
        page = client.get(send(client, "praise", chip="patient")).get_data(as_text=True)
    assert "收到了，谢谢您" in page
    assert "您的回执码" not in page
    assert held_rows("feedback")[0]["mark"] is None


def test_a_phone_gets_the_code_behind_the_hash_of_the_page_it_finds(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bytes] = []
    monkeypatch.setattr(answer_views.qr, "svg", lambda data: drawn.append(data) or b"<svg/>")
    code = give(client, chip="lights")
    assert client.get("/feedback/code.svg").status_code == 200
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, visitors="192.168.8.1:8090")
    assert client.get("/feedback/code.svg").status_code == 200
    assert drawn == [code.encode(), f"http://192.168.8.1:8090/feedback/answer#{code}".encode()]


def test_urgent_feedback_rings_at_every_staff_page_until_somebody_deals_with_it(
    app: Flask, client: FlaskClient, sealing: None
) -> None:
    boss = sign_in(app.test_client())
    give(client, "praise", chip="patient")
    assert boss.get("/staff/feedback/urgent").get_json() == {"count": 0}
    assert re.search(r"data-urgent=[^>]*hidden", read(boss, "/staff/feedback"))
    give(client, "clue", chip="fraud")
    assert boss.get("/staff/feedback/urgent").get_json() == {"count": 1}
    page = read(boss, "/staff/acts")
    assert not re.search(r"data-urgent=[^>]*hidden", page)
    assert act(boss, page_of(boss), "assign", unit="traffic") == 303
    assert boss.get("/staff/feedback/urgent").get_json() == {"count": 0}
    anonymous = app.test_client()
    assert anonymous.get("/staff/feedback/urgent").status_code == 303
