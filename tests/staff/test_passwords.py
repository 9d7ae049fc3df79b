"""Passwords, names, sessions and what the staff log keeps of tries that fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from kiosk.accounts import accounts, passwords, sessions
from kiosk.errors import Refused
from tests.process import run
from tests.staff.test_pages import PASSWORD, acts, add, read, sign_in, words


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "password1234",
        "Password1234!!",
        "qwertyuiop123",
        "iloveyou!!!!!!",
        "123456789012345",
        "aaaaaaaaaaaaaaaa",
        "dragondragon",
        "zhangsan2026",
        "13800000000 138",
    ],
)
def test_what_anybody_would_guess_is_refused(password: str) -> None:
    with pytest.raises(Refused):
        passwords.check(password, "zhangsan")


@pytest.mark.parametrize(
    "password",
    ["jizai lingyu xiangdui", "correct horse battery", "我家门前有两棵枣树呢对", "x9$kq!Lw2#mz"],
)
def test_length_and_chance_are_all_that_is_asked(password: str) -> None:
    passwords.check(password + "啊", "zhangsan")


@pytest.mark.parametrize(
    "name",
    [
        ".",
        "..",
        ".a",
        "a.",
        "a..b",
        "-a",
        "zh\u0430ng",
        "ｚhang",
        "zhang\u200b",
        "a b",
        "ZHANG",
        "",
    ],
)
def test_look_alike_and_dot_names_are_refused(tx: Connection, name: str) -> None:
    accounts.add(tx, "zhang", "admin", PASSWORD, actor="terminal")
    with pytest.raises(Refused):
        accounts.add(tx, name, "admin", PASSWORD, actor="terminal")


@pytest.mark.parametrize("name", ["李四", "li.si", "Li-Si_2", "王"])
def test_ordinary_names_are_taken(tx: Connection, name: str) -> None:
    accounts.add(tx, name, "admin", PASSWORD, actor="terminal")


def test_failed_sign_ins_are_in_the_log_by_account_and_never_what_was_typed(
    client: FlaskClient, app: Flask
) -> None:
    add("zhang", "admin")
    for name in ("zhang", "my secret password typed here"):
        for _ in range(9):
            app.test_client().post("/staff/sign-in", data={"name": name, "password": "wrong"})
    found = acts()
    assert ("zhang", "sign-in-failed") in found
    assert ("zhang", "sign-in-throttled") in found
    assert ("unknown", "sign-in-failed") in found
    assert len([each for each in found if each[1].startswith("sign-in-")]) <= 4, "not one a try"
    assert "secret" not in str(found)


def test_a_page_that_the_role_may_not_open_is_in_the_log(client: FlaskClient) -> None:
    sign_in(client, "reception")
    assert client.get("/staff/accounts").status_code == 403
    assert ("reception", "page-refused") in acts()


def test_a_new_sign_in_ends_the_session_that_the_browser_had(
    client: FlaskClient, app: Flask
) -> None:
    sign_in(client)
    client.post("/staff/sign-in", data={"name": "admin", "password": PASSWORD})
    with app.test_request_context():
        assert len(sessions.of_account("admin")) == 1


def test_a_session_ends_after_twelve_hours_though_it_is_used(
    client: FlaskClient, app: Flask
) -> None:
    sign_in(client)
    with app.app_context():
        for session in sessions.open_sessions().sessions.values():
            session.began -= sessions.LONGEST_SECONDS + 1
    assert client.get("/staff/").headers["Location"] == "/staff/sign-in"


def test_one_sees_and_ends_ones_own_sessions_and_nobody_elses(
    client: FlaskClient, app: Flask
) -> None:
    sign_in(client)
    second, stranger = app.test_client(), app.test_client()
    second.post("/staff/sign-in", data={"name": "admin", "password": PASSWORD})
    sign_in(stranger, "analyst")
    page = words(read(client, "/staff/sessions"))
    assert page.count("来自") == 2
    assert client.post("/staff/sessions/end").headers["Location"].endswith("ended=1")
    assert second.get("/staff/").status_code == 303
    assert stranger.get("/staff/").status_code == 200
    assert client.get("/staff/").status_code == 200
    assert ("admin", "session-end") in acts()


def test_loading_a_pack_and_moving_a_booth_are_in_the_log(client: FlaskClient, data: Path) -> None:
    sign_in(client)
    moved = client.post("/staff/place", data={"booth": "7", "unit": "", "event": "pinghu/2026"})
    assert moved.status_code == 303
    assert ("admin", "place-move") in acts()
    bundled = Path(accounts.__file__).parents[1] / "content" / "bundled"
    assert run("content", "load", str(bundled), data=data).returncode == 0
    told = run("export", "acts", "--format", "jsonl", "--out", "-", data=data).stdout
    assert "content-load" in told
