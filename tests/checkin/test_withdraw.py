"""Test that a guest sees by code what is kept, takes it back, and that codes cannot be guessed."""

from __future__ import annotations

import itertools
import time
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.checkin import report, withdraw_views, withdrawal
from kiosk.booth.checkin.service import CheckedIn
from kiosk.content.catalog import Catalog
from kiosk.counts.filters import Filters
from kiosk.journal import verify
from kiosk.sealing import keys, scrub
from kiosk.storage.db import db
from tests.checkin.people import check_in, party
from tests.factories import held_records

GUESSES = 1000
MOST_LOOKED_AT = 70


@pytest.fixture
def guest(catalog: Catalog, sealing: None) -> CheckedIn:
    """Check a party of two in, with name and telephone."""
    with db.transaction() as tx:
        who = party(2, name="䶮", phone="13800000000", organisation="堃小学")
        return check_in(tx, catalog, who)


def sealed() -> list[bool]:
    return [record.sealed is not None for record in held_records("visit")]


def ask(client: FlaskClient, code: str | None) -> str:
    """Give a code, and return the page it leads to."""
    answer = client.post("/checkin/withdraw", data={"code": code or ""}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_code_shows_what_is_held_without_its_words_and_erases_it(
    client: FlaskClient, guest: CheckedIn
) -> None:
    page = ask(client, guest.withdrawal)
    assert "2 人" in page
    for field in ("姓名或姓氏", "电话", "学校或单位"):
        assert f"<li>{field}</li>" in page
    assert "13800000000" not in page
    assert sealed() == [True]
    answer = client.post("/checkin/withdraw/erase", follow_redirects=True)
    assert "已删除" in answer.get_data(as_text=True)
    assert sealed() == [False]
    assert report.figures(db.reader(), Filters()).people == 2
    assert verify.verify(db.reader()) is None


def test_code_may_be_typed_as_people_type(client: FlaskClient, guest: CheckedIn) -> None:
    assert guest.withdrawal
    typed = guest.withdrawal.lower().replace("-", " ")
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in guest.withdrawal.replace("-", ""))
    for code in (typed, wide, f"  {guest.withdrawal}  "):
        assert "加密存着" in ask(client, code)


def test_code_stands_in_no_address_and_no_cookie(client: FlaskClient, guest: CheckedIn) -> None:
    assert guest.withdrawal
    answer = client.post("/checkin/withdraw", data={"code": guest.withdrawal})
    assert answer.status_code == 303
    assert guest.withdrawal not in str(answer.headers)
    assert keys.plain_code(guest.withdrawal) not in str(answer.headers)
    assert guest.withdrawal not in client.get(answer.location).get_data(as_text=True)


def test_what_was_erased_before_is_said(client: FlaskClient, guest: CheckedIn) -> None:
    assert guest.withdrawal
    with db.transaction() as tx:
        assert withdrawal.withdraw(tx, guest.withdrawal)
        assert not withdrawal.withdraw(tx, guest.withdrawal)
    page = ask(client, guest.withdrawal)
    assert "已经删除过了" in page
    client.post("/checkin/withdraw/erase")
    assert len(held_records("erasure")) == 1


def test_nothing_is_erased_by_a_sitting_that_gave_no_code(
    client: FlaskClient, guest: CheckedIn
) -> None:
    answer = client.post("/checkin/withdraw/erase", follow_redirects=True)
    assert answer.request.path == "/checkin/withdraw"
    assert client.get("/checkin/withdraw/held").status_code == 303
    assert sealed() == [True]


def test_code_of_nobody_and_what_is_no_code_are_explained(
    client: FlaskClient, guest: CheckedIn
) -> None:
    assert "没有找到这个撤回码" in ask(client, "AAAAA-AAAAA")
    for nonsense in ("", "AB2CD", "<script>", "0" * 10, "OD-I-AAAAAAAAAAAA", "码" * 10):
        page = ask(client, nonsense)
        assert "十个字母和数字" in page
        assert "<script>alert" not in page


def guess_for_an_hour(
    app: Flask, monkeypatch: pytest.MonkeyPatch, codes: list[str]
) -> tuple[int, list[str]]:
    """Give codes evenly over an hour, each from a browser of its own; count those looked at."""
    looked_at: list[str] = []
    find = withdrawal.find

    def watched(tx: Any, code: str) -> Any:
        looked_at.append(code)
        return find(tx, code)

    monkeypatch.setattr(withdraw_views.withdrawal, "find", watched)
    start, found = time.monotonic(), 0
    for number, code in enumerate(codes):
        now = start + number * 3600 / len(codes)
        monkeypatch.setattr(time, "monotonic", lambda now=now: now)
        try:
            with app.test_request_context():
                withdraw_views.look_up(code)
            found += 1
        except (withdraw_views.NotAllowed, withdraw_views.Throttled):
            continue
    return found, looked_at


def test_thousand_guesses_an_hour_find_none_and_few_are_looked_at(
    app: Flask, guest: CheckedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(4)
    codes = ["".join(random.choices(keys.ALPHABET, k=10)) for _ in range(GUESSES)]
    found, looked_at = guess_for_an_hour(app, monkeypatch, codes)
    assert found == 0
    assert 5 <= len(looked_at) <= MOST_LOOKED_AT
    hours = len(keys.ALPHABET) ** 10 / len(looked_at)
    assert hours / (24 * 365) > 1_000_000


def test_real_code_among_the_guesses_is_not_looked_at_either(
    app: Flask, guest: CheckedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guest.withdrawal
    real = keys.plain_code(guest.withdrawal)
    codes = ["".join(each) for each in itertools.islice(itertools.product("ABCD", repeat=10), 5)]
    found, looked_at = guess_for_an_hour(app, monkeypatch, [*codes, *[real] * 995][:1000])
    assert real not in looked_at[:5]
    throttled = next(number for number, code in enumerate(looked_at) if code == real)
    assert throttled == 5
    assert 985 < found < 995, "nobody was let in for some seconds, and then the honest one was"


def test_who_must_wait_is_told_how_long_and_who_can_help(
    client: FlaskClient, app: Flask, guest: CheckedIn
) -> None:
    for _ in range(5):
        ask(app.test_client(), "AAAAA-AAAAA")
    page = ask(client, guest.withdrawal)
    assert "尝试次数太多" in page
    assert "秒后再试" in page
    assert "接待台也能帮您删除" in page
    assert sealed() == [True]


def test_sealed_bytes_leave_the_files_with_the_withdrawal(
    client: FlaskClient, app: Flask, guest: CheckedIn
) -> None:
    [record] = held_records("visit")
    assert record.sealed
    data = app.config["SETTINGS"].data
    assert any(record.sealed in file.read_bytes() for file in data.iterdir())
    ask(client, guest.withdrawal)
    client.post("/checkin/withdraw/erase")
    assert not [file.name for file in data.iterdir() if record.sealed in file.read_bytes()]
    assert not scrub.is_due(app.config["SETTINGS"])
