"""Test accounts and their roles."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from werkzeug.security import generate_password_hash

from kiosk import clock
from kiosk.accounts import accounts, passwords
from kiosk.accounts.pages import staffroom
from kiosk.accounts.roles import ROLES
from kiosk.accounts.sign_in import Opened, change_own_password, enter, open_account
from kiosk.config import Settings
from kiosk.errors import NotAllowed, Refused, Unknown
from kiosk.startup import opened
from kiosk.storage import data_folder, upgrading
from kiosk.storage.db import db, open_engine
from tests.factories import records, rows

PASSWORD = "a good password"


def add(tx: Connection, name: str = "zhang", role: str = "admin") -> None:
    accounts.add(tx, name, role, PASSWORD, actor="terminal")


def test_password_opens_its_account_with_its_role(tx: Connection) -> None:
    add(tx, "zhang", "privacy")
    assert open_account(tx, "zhang", PASSWORD).role == "privacy"


@pytest.mark.parametrize(
    ("name", "password"),
    [("zhang", "another password"), ("zhang", ""), ("li", PASSWORD), ("", ""), ("ZHANG", PASSWORD)],
)
def test_anything_else_opens_nothing_and_does_not_say_why(
    tx: Connection, name: str, password: str
) -> None:
    add(tx)
    with pytest.raises(NotAllowed, match="The name or password is wrong"):
        open_account(tx, name, password)


def test_account_that_was_disabled_opens_nothing(tx: Connection) -> None:
    add(tx)
    tx.exec_driver_sql("UPDATE staff SET is_active = 0")
    with pytest.raises(NotAllowed):
        open_account(tx, "zhang", PASSWORD)
    assert not accounts.has_admin(tx)


def test_password_stands_nowhere(tx: Connection) -> None:
    add(tx)
    assert PASSWORD not in json.dumps(rows(tx, "staff"))
    assert all(PASSWORD.encode() not in record.body for record in records(tx))


def test_new_password_takes_the_place_of_the_old_one(tx: Connection) -> None:
    add(tx)
    accounts.set_password(tx, "zhang", "a new password", actor="terminal")
    assert open_account(tx, "zhang", "a new password").role == "admin"
    with pytest.raises(NotAllowed):
        open_account(tx, "zhang", PASSWORD)


def test_password_of_nobody_cannot_be_changed(tx: Connection) -> None:
    with pytest.raises(Unknown, match="no account li"):
        accounts.set_password(tx, "li", PASSWORD, actor="terminal")
    assert records(tx, "staff") == []


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [
        ("", "admin", PASSWORD),
        ("a b", "admin", PASSWORD),
        ("x" * 33, "admin", PASSWORD),
        ("<b>", "admin", PASSWORD),
        ("li", "king", PASSWORD),
        ("li", "admin", "seven77"),
        ("zhang", "admin", PASSWORD),
    ],
)
def test_unfit_account_is_refused(tx: Connection, name: str, role: str, password: str) -> None:
    add(tx)
    with pytest.raises(Refused):
        accounts.add(tx, name, role, password, actor="terminal")
    assert len(accounts.listed(tx)) == 1


def test_chinese_names_are_welcome(tx: Connection) -> None:
    add(tx, "张警官", "reception")
    assert [(each.name, each.role) for each in accounts.listed(tx)] == [("张警官", "reception")]


def test_only_an_administrator_counts_as_one(tx: Connection) -> None:
    add(tx, "li", "privacy")
    assert not accounts.has_admin(tx)
    add(tx)
    assert accounts.has_admin(tx)


def test_every_change_of_an_account_is_recorded(tx: Connection) -> None:
    add(tx)
    accounts.set_password(tx, "zhang", "a new password", actor="zhang")
    acts = [(row["actor"], row["act"], row["about"]) for row in rows(tx, "staff_act")]
    assert acts == [
        ("terminal", "staff-add", "zhang (admin)"),
        ("zhang", "staff-password", "zhang"),
    ]


def test_every_staff_page_says_who_may_open_it(app: Flask) -> None:
    pages = {name for name in app.view_functions if name.startswith("staff.")}
    assert len(pages) > 50
    assert pages == set(staffroom().pages)


def test_no_page_is_open_to_a_role_that_does_not_exist(app: Flask) -> None:
    for page in staffroom().declared.values():
        for is_central in (False, True):
            assert page.allowed is None or page.allowed.here(is_central=is_central) <= set(ROLES)
            assert not page.allows("nobody", is_central=is_central)


def test_page_that_is_not_declared_is_refused_to_everybody(app: Flask) -> None:
    assert not any(staffroom().may_open(role, "staff.new_page") for role in ROLES)


# One-time codes


def code_for(tx: Connection, name: str = "li", role: str = "analyst") -> str:
    return accounts.add_with_code(tx, name, role, actor="zhang")


def come_in(tx: Connection, name: str, words: str) -> Opened:
    opened = open_account(tx, name, words)
    enter(tx, opened)
    return opened


def choose(tx: Connection, name: str, password: str, words: str = "") -> int:
    now = accounts.standing(tx, name)
    assert now is not None
    return change_own_password(tx, name, now.series, words=words, password=password, again=password)


def test_code_opens_its_account_as_it_is_written_and_as_people_type_it(tx: Connection) -> None:
    code = code_for(tx)
    assert re.fullmatch(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", code)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert open_account(tx, "li", typed).role == "analyst"


def test_code_opens_no_other_account_and_no_other_word_opens_its_own(tx: Connection) -> None:
    add(tx)
    code = code_for(tx)
    other = code_for(tx, "wang")
    for name, words in (("zhang", code), ("wang", code), ("li", other), ("li", ""), ("li", "x")):
        with pytest.raises(NotAllowed, match="The name or password is wrong"):
            open_account(tx, name, words)


def test_code_opens_once(tx: Connection) -> None:
    code = code_for(tx)
    come_in(tx, "li", code)
    with pytest.raises(NotAllowed):
        open_account(tx, "li", code)


def test_of_two_who_come_by_the_same_code_at_once_one_gets_in(tx: Connection) -> None:
    code = code_for(tx)
    first, second = open_account(tx, "li", code), open_account(tx, "li", code)
    enter(tx, first)
    with pytest.raises(NotAllowed):
        enter(tx, second)
    assert [row["act"] for row in rows(tx, "staff_act")].count("sign-in-code") == 1


def test_code_is_good_for_a_day_and_no_longer(tx: Connection) -> None:
    code, made = code_for(tx), clock.now()
    with clock.pretend(made + timedelta(hours=23, minutes=59)):
        assert open_account(tx, "li", code)
        assert not accounts.one(tx, "li").is_code_over
    with clock.pretend(made + timedelta(hours=24, minutes=1)):
        assert accounts.one(tx, "li").is_code_over
        with pytest.raises(NotAllowed):
            open_account(tx, "li", code)


def test_code_stands_nowhere(tx: Connection) -> None:
    codes = [code_for(tx)]
    choose(tx, "li", PASSWORD)
    codes.append(accounts.reset(tx, "li", actor="zhang"))
    kept = json.dumps(rows(tx, "staff")) + json.dumps(rows(tx, "staff_act"))
    for code in codes:
        for words in (code, code.replace("-", "")):
            assert words not in kept
            assert all(words.encode() not in record.body for record in records(tx))


def test_reset_takes_the_password_and_an_earlier_code_away(tx: Connection) -> None:
    add(tx, "li", "editor")
    first = accounts.reset(tx, "li", actor="zhang")
    second = accounts.reset(tx, "li", actor="zhang")
    for words in (PASSWORD, first):
        with pytest.raises(NotAllowed):
            open_account(tx, "li", words)
    assert come_in(tx, "li", second).role == "editor"


def test_password_chosen_after_a_code_opens_the_account_from_then_on(tx: Connection) -> None:
    come_in(tx, "li", code_for(tx))
    choose(tx, "li", "chosen by li alone")
    opened = open_account(tx, "li", "chosen by li alone")
    assert opened.code is None
    assert accounts.one(tx, "li").has_password


def test_account_without_a_password_opens_by_no_empty_one(tx: Connection) -> None:
    come_in(tx, "li", code_for(tx))
    for words in ("", " ", "-"):
        with pytest.raises(NotAllowed):
            open_account(tx, "li", words)


def test_nobody_is_reset_but_active_others(tx: Connection) -> None:
    add(tx)
    add(tx, "li", "editor")
    accounts.disable(tx, "li", actor="zhang")
    for name, wrong in (("zhang", Refused), ("li", Refused), ("nobody", Unknown)):
        with pytest.raises(wrong):
            accounts.reset(tx, name, actor="zhang")
    assert open_account(tx, "zhang", PASSWORD)


# Disabling and roles


def test_disabled_account_comes_back_with_its_password(tx: Connection) -> None:
    add(tx)
    add(tx, "li", "editor")
    accounts.disable(tx, "li", actor="zhang")
    assert accounts.standing(tx, "li") is None
    with pytest.raises(NotAllowed):
        open_account(tx, "li", PASSWORD)
    accounts.enable(tx, "li", actor="zhang")
    assert open_account(tx, "li", PASSWORD).role == "editor"


def test_disabled_account_does_not_open_by_a_code_that_still_waits(tx: Connection) -> None:
    code = code_for(tx)
    accounts.disable(tx, "li", actor="zhang")
    with pytest.raises(NotAllowed):
        open_account(tx, "li", code)
    accounts.enable(tx, "li", actor="zhang")
    assert come_in(tx, "li", code)


@pytest.mark.parametrize("others", ["none", "other roles", "disabled", "never came"])
def test_last_administrator_is_neither_disabled_nor_given_another_role(
    tx: Connection, others: str
) -> None:
    add(tx)
    if others == "other roles":
        add(tx, "li", "privacy")
    if others == "disabled":
        add(tx, "li", "admin")
        accounts.disable(tx, "li", actor="zhang")
    if others == "never came":
        code_for(tx, "li", "admin")
    with pytest.raises(Refused, match="last administrator"):
        accounts.disable(tx, "zhang", actor="terminal")
    with pytest.raises(Refused, match="last administrator"):
        accounts.set_role(tx, "zhang", "analyst", actor="terminal")
    assert open_account(tx, "zhang", PASSWORD).role == "admin"


def test_administrator_may_go_once_another_can_sign_in(tx: Connection) -> None:
    add(tx)
    come_in(tx, "li", code_for(tx, "li", "admin"))
    choose(tx, "li", PASSWORD)
    accounts.disable(tx, "zhang", actor="li")
    with pytest.raises(Refused, match="last administrator"):
        accounts.set_role(tx, "li", "editor", actor="terminal")


def test_administrator_cannot_take_the_own_account_away_by_a_slip(tx: Connection) -> None:
    add(tx)
    add(tx, "li", "admin")
    with pytest.raises(Refused, match="your own account"):
        accounts.disable(tx, "li", actor="li")
    with pytest.raises(Refused, match="your own account"):
        accounts.set_role(tx, "li", "editor", actor="li")


def test_no_account_passes_for_the_terminal(tx: Connection) -> None:
    for name in ("terminal", "Terminal"):
        with pytest.raises(Refused):
            accounts.add(tx, name, "admin", PASSWORD, actor="zhang")


@pytest.mark.parametrize("what", ["disable", "reset", "password"])
def test_what_ends_sessions_raises_the_series_and_a_role_does_not(
    tx: Connection, what: str
) -> None:
    add(tx)
    add(tx, "li", "editor")
    accounts.set_role(tx, "li", "analyst", actor="zhang")
    before = accounts.standing(tx, "li")
    assert before is not None
    assert before.role == "analyst"
    if what == "disable":
        accounts.disable(tx, "li", actor="zhang")
        accounts.enable(tx, "li", actor="zhang")
    elif what == "reset":
        accounts.reset(tx, "li", actor="zhang")
    else:
        accounts.set_password(tx, "li", "another password", actor="terminal")
    after = accounts.standing(tx, "li")
    assert after is not None
    assert before.series == 0
    assert after.series == 1


def test_session_that_was_ended_meanwhile_changes_no_password(tx: Connection) -> None:
    come_in(tx, "li", code_for(tx))
    accounts.reset(tx, "li", actor="zhang")
    with pytest.raises(NotAllowed, match="sign in again"):
        change_own_password(tx, "li", 0, words="", password=PASSWORD, again=PASSWORD)
    assert not accounts.one(tx, "li").has_password


def test_each_step_of_an_account_is_one_act_and_nothing_done_is_none(tx: Connection) -> None:
    add(tx)
    code_for(tx, "li", "reception")
    for _ in range(2):
        accounts.set_role(tx, "li", "editor", actor="zhang")
        accounts.disable(tx, "li", actor="zhang")
        accounts.disable(tx, "li", actor="zhang")
        accounts.enable(tx, "li", actor="zhang")
    accounts.reset(tx, "li", actor="zhang")
    acts = [(row["act"], row["about"]) for row in rows(tx, "staff_act")]
    assert acts == [
        ("staff-add", "zhang (admin)"),
        ("staff-add", "li (reception)"),
        ("staff-role", "li (reception → editor)"),
        ("staff-disable", "li"),
        ("staff-enable", "li"),
        ("staff-disable", "li"),
        ("staff-enable", "li"),
        ("staff-reset", "li"),
    ]


# Accounts of earlier versions


def test_accounts_made_before_there_were_codes_open_as_they_did(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "kiosk.db")
    with engine.connect() as connection:
        upgrading.upgrade(connection, data_folder.migrations(), "0003")
        row = {"name": "zhang", "role": "admin", "password": generate_password_hash(PASSWORD)}
        columns = "(name, role, password, is_active) VALUES (:name, :role, :password, true)"
        connection.execute(text(f"INSERT INTO staff {columns}"), row)
        connection.commit()
    engine.dispose()
    with opened(Settings(data=tmp_path)), db.transaction() as tx:
        assert come_in(tx, "zhang", PASSWORD).series == 0
        kept = tx.execute(text("SELECT password FROM staff")).scalar_one()
        assert kept.startswith(passwords.ARGON2ID), "it is hashed again as it signs in"
        assert accounts.standing(tx, "zhang") == accounts.Standing("admin", 0, True)
        with pytest.raises(NotAllowed):
            open_account(tx, "zhang", "")
