"""Keep accounts as an administrator's browser does, and watch what becomes of open sessions."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.accounts import accounts, sessions
from kiosk.storage.db import db
from tests.factories import held_records, held_rows
from tests.staff.test_pages import PASSWORD, SECRET, add, give_feedback, read, sign_in, unlock

CHOSEN = "chosen by themselves"


@pytest.fixture
def boss(client: FlaskClient) -> FlaskClient:
    """Give the administrator's browser."""
    return sign_in(client)


def enter(app: Flask, name: str, words: str) -> FlaskClient:
    """Sign in with a browser of one's own."""
    client = app.test_client()
    answer = client.post("/staff/sign-in", data={"name": name, "password": words})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client


def colleague(app: Flask, role: str, name: str = "li") -> FlaskClient:
    add(name, role)
    return enter(app, name, PASSWORD)


def code_in(answer: TestResponse) -> str:
    """Return the code that a page shows."""
    assert answer.status_code == 200
    shown = unescape(re.sub(r"<[^>]*>", "", answer.get_data(as_text=True)))
    found = re.search(r"(?:[A-Z2-9]{4}-){2}[A-Z2-9]{4}", shown)
    assert found
    return found[0]


def change(boss: FlaskClient, name: str, act: str, **given: str) -> TestResponse:
    return boss.post("/staff/accounts/change", data={"name": name, "act": act} | given)


def is_out(client: FlaskClient) -> bool:
    """Tell whether a browser is asked to sign in."""
    answer = client.get("/staff/cards")
    if answer.status_code == 200:
        return False
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")
    return True


def test_added_person_comes_in_by_the_code_chooses_a_password_and_begins(
    boss: FlaskClient, app: Flask
) -> None:
    code = code_in(boss.post("/staff/accounts", data={"name": "李警官", "role": "analyst"}))
    newcomer = app.test_client()
    form = {"name": "李警官", "password": code}
    assert newcomer.post("/staff/sign-in", data=form).location == "/staff/password"
    page = read(newcomer, "/staff/password")
    assert "请设定密码" in page
    assert 'name="present"' not in page
    chosen = {"password": CHOSEN, "password_again": CHOSEN}
    assert newcomer.post("/staff/password", data=chosen).location == "/staff/"
    assert "李警官" in read(newcomer, "/staff/")
    assert not is_out(enter(app, "李警官", CHOSEN))
    assert app.test_client().post("/staff/sign-in", data=form).status_code == 403


def test_code_is_shown_once_and_written_nowhere(boss: FlaskClient, app: Flask) -> None:
    code = code_in(boss.post("/staff/accounts", data={"name": "li", "role": "editor"}))
    for path in ("/staff/accounts", "/staff/acts", "/staff/"):
        assert code not in unescape(re.sub(r"<[^>]*>", "", read(boss, path)))
    kept = b"".join(file.read_bytes() for file in app.config["SETTINGS"].data.iterdir())
    for words in (code, code.replace("-", "")):
        assert words.encode() not in kept
        assert all(words.encode() not in record.body for record in held_records())


def test_guessed_codes_are_slowed_down_as_passwords_are(boss: FlaskClient, app: Flask) -> None:
    code = code_in(boss.post("/staff/accounts", data={"name": "li", "role": "editor"}))
    thief = app.test_client()
    for _ in range(5):
        form = {"name": "li", "password": "AAAA-AAAA-AAAA"}
        assert thief.post("/staff/sign-in", data=form).status_code == 403
    answer = thief.post("/staff/sign-in", data={"name": "li", "password": code})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "", "role": "editor"}, "账号名用"),
        ({"name": "a b", "role": "editor"}, "账号名用"),
        ({"name": "<b>", "role": "editor"}, "账号名用"),
        ({"name": "li", "role": ""}, "角色应是"),
        ({"name": "li", "role": "king"}, "角色应是"),
        ({"name": "admin", "role": "editor"}, "已存在"),
        ({"name": "terminal", "role": "editor"}, "已存在"),
    ],
)
def test_unfit_account_is_explained_and_what_was_typed_is_kept(
    boss: FlaskClient, given: dict[str, str], said: str
) -> None:
    answer = boss.post("/staff/accounts", data=given)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert said in page
    assert "<b>" not in page
    if given["name"] == "li":
        assert 'value="li"' in page
    assert len(held_rows("staff")) == 1


def test_disabling_ends_open_sessions_at_once_and_undo_lets_in_again(
    boss: FlaskClient, app: Flask, sealing: None
) -> None:
    li = colleague(app, "privacy")
    unlock(li)
    answer = change(boss, "li", "disable")
    assert is_out(li)
    assert [held.name for held in sessions.open_sessions().sessions.values()] == ["admin"]
    page = read(boss, answer.location)
    assert "已停用" in page
    undo = re.search(r'role="status".*?name="act"\s+value="(\w+)"', page, re.S)
    assert undo
    assert undo[1] == "enable"
    assert "已启用" in read(boss, change(boss, "li", undo[1]).location)
    assert is_out(li)
    assert not is_out(enter(app, "li", PASSWORD))


def test_opened_key_of_a_closed_account_is_forgotten_though_nobody_asks_again(
    boss: FlaskClient, app: Flask, sealing: None
) -> None:
    unlock(colleague(app, "privacy"))
    unlock(boss)
    held = {each.name: each for each in sessions.open_sessions().sessions.values()}
    assert all(each.is_unlocked for each in held.values())
    with db.transaction() as tx:
        accounts.disable(tx, "li", actor="terminal")
    sessions.end_closed()
    assert list(sessions.open_sessions().sessions.values()) == [held["admin"]]
    assert [held["li"].is_unlocked, held["admin"].is_unlocked] == [False, True]


def test_reset_ends_open_sessions_and_the_former_password(boss: FlaskClient, app: Flask) -> None:
    li = colleague(app, "editor")
    code = code_in(boss.post("/staff/accounts/reset", data={"name": "li"}))
    assert is_out(li)
    form = {"name": "li", "password": PASSWORD}
    assert app.test_client().post("/staff/sign-in", data=form).status_code == 403
    again = enter(app, "li", code)
    assert again.get("/staff/").location == "/staff/password"


def test_new_role_counts_from_the_next_page_on_and_locks_what_the_former_had_opened(
    boss: FlaskClient, app: Flask, sealing: None
) -> None:
    give_feedback(app.test_client())
    li = colleague(app, "privacy")
    unlock(li)
    assert SECRET in read(li, "/staff/feedback")
    answer = change(boss, "li", "role", role="analyst")
    assert SECRET not in read(li, "/staff/feedback")
    assert li.get("/staff/acts").status_code == 403
    page = read(boss, answer.location)
    assert re.search(r'name="role" value="privacy"', page)
    change(boss, "li", "role", role="privacy")
    assert SECRET not in read(li, "/staff/feedback")
    assert li.get("/staff/acts").status_code == 200


@pytest.mark.parametrize(
    ("act", "given"), [("disable", {}), ("role", {"role": "editor"}), ("enable", {"name": "x"})]
)
def test_what_cannot_be_done_is_said_on_the_page_and_changes_nothing(
    boss: FlaskClient, act: str, given: dict[str, str]
) -> None:
    before = held_rows("staff")
    answer = boss.post("/staff/accounts/change", data={"name": "admin", "act": act} | given)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert held_rows("staff") == before
    assert not is_out(boss)


@pytest.mark.parametrize(
    "query", ["done=role&name=<b>", "done=erased&name=li", "done=role&name=li&former=king", "done="]
)
def test_address_that_no_page_of_ours_sent_says_nothing_was_done(
    boss: FlaskClient, query: str
) -> None:
    page = read(boss, f"/staff/accounts?{query}")
    assert "撤销" not in page
    assert "<b>" not in page


def test_own_password_is_changed_by_the_present_one_and_ends_ones_other_sessions(
    client: FlaskClient, app: Flask
) -> None:
    here = colleague(app, "editor")
    elsewhere = enter(app, "li", PASSWORD)
    form = {"present": PASSWORD, "password": CHOSEN, "password_again": CHOSEN}
    answer = here.post("/staff/password", data=form)
    assert "密码已修改" in read(here, answer.location)
    assert is_out(elsewhere)
    assert not is_out(here)
    assert not is_out(enter(app, "li", CHOSEN))


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"present": "wrong words"}, 403, "现在的密码不对"),
        ({"present": ""}, 403, "现在的密码不对"),
        ({"password_again": "another one"}, 409, "不一样"),
        ({"password": "short", "password_again": "short"}, 409, "至少要"),
        ({"password": PASSWORD, "password_again": PASSWORD}, 409, "和现在的一样"),
    ],
)
def test_unfit_new_password_is_explained_and_the_former_one_stays(
    client: FlaskClient, app: Flask, changed: dict[str, str], status: int, said: str
) -> None:
    li = colleague(app, "editor")
    form = {"present": PASSWORD, "password": CHOSEN, "password_again": CHOSEN} | changed
    answer = li.post("/staff/password", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert said in page
    assert CHOSEN not in page
    assert not is_out(li)
    assert not is_out(enter(app, "li", PASSWORD))


def test_present_password_cannot_be_guessed_at_an_open_screen(
    client: FlaskClient, app: Flask
) -> None:
    li = colleague(app, "editor")
    form = {"password": CHOSEN, "password_again": CHOSEN}
    for _ in range(5):
        assert li.post("/staff/password", data=form | {"present": "a guess"}).status_code == 403
    assert li.post("/staff/password", data=form | {"present": PASSWORD}).status_code == 429


def test_who_came_by_a_code_and_left_needs_a_new_one(boss: FlaskClient, app: Flask) -> None:
    code = code_in(boss.post("/staff/accounts", data={"name": "li", "role": "editor"}))
    li = enter(app, "li", code)
    li.post("/staff/lock")
    form = {"name": "li", "password": code}
    assert app.test_client().post("/staff/sign-in", data=form).status_code == 403
    assert "代码已失效" in read(boss, "/staff/accounts")
    again = code_in(boss.post("/staff/accounts/reset", data={"name": "li"}))
    assert not accounts.one(db.reader(), "li").is_code_over
    enter(app, "li", again)
