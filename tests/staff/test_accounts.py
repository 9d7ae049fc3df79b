"""Test accounts and their roles."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import Connection

from kiosk.errors import NotAllowed, Refused, Unknown
from kiosk.staff import accounts, roles
from tests.factories import records, rows

PASSWORD = "a good password"


def add(tx: Connection, name: str = "zhang", role: str = "admin") -> None:
    accounts.add(tx, name, role, PASSWORD, actor="terminal")


def test_password_opens_its_account_with_its_role(tx: Connection) -> None:
    add(tx, "zhang", "privacy")
    assert accounts.role_by_password(tx, "zhang", PASSWORD) == "privacy"


@pytest.mark.parametrize(
    ("name", "password"),
    [("zhang", "another password"), ("zhang", ""), ("li", PASSWORD), ("", ""), ("ZHANG", PASSWORD)],
)
def test_anything_else_opens_nothing_and_does_not_say_why(
    tx: Connection, name: str, password: str
) -> None:
    add(tx)
    with pytest.raises(NotAllowed, match="The name or password is wrong"):
        accounts.role_by_password(tx, name, password)


def test_account_that_was_disabled_opens_nothing(tx: Connection) -> None:
    add(tx)
    tx.exec_driver_sql("UPDATE staff SET is_active = 0")
    with pytest.raises(NotAllowed):
        accounts.role_by_password(tx, "zhang", PASSWORD)
    assert not accounts.has_admin(tx)


def test_password_stands_nowhere(tx: Connection) -> None:
    add(tx)
    assert PASSWORD not in json.dumps(rows(tx, "staff"))
    assert all(PASSWORD.encode() not in record.body for record in records(tx))


def test_new_password_takes_the_place_of_the_old_one(tx: Connection) -> None:
    add(tx)
    accounts.set_password(tx, "zhang", "a new password", actor="terminal")
    assert accounts.role_by_password(tx, "zhang", "a new password") == "admin"
    with pytest.raises(NotAllowed):
        accounts.role_by_password(tx, "zhang", PASSWORD)


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
    assert accounts.listed(tx) == [("张警官", "reception", True)]


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
    assert len(pages) > 10
    assert pages <= set(roles.ALLOWED) | set(roles.OPEN)


@pytest.mark.parametrize("endpoint", roles.ALLOWED)
def test_no_page_is_open_to_a_role_that_does_not_exist(endpoint: str) -> None:
    assert roles.ALLOWED[endpoint] <= set(accounts.ROLES)
    assert not roles.may_open("nobody", endpoint)


def test_page_without_an_entry_is_refused_to_everybody() -> None:
    assert not any(roles.may_open(role, "staff.new_page") for role in accounts.ROLES)
