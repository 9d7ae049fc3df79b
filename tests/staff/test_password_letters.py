"""Test that a password is any letters, as many as somebody likes, and counts as it was typed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kiosk.accounts import accounts
from kiosk.storage.db import db

PASSWORD = "  Ünd 一句很长的话，带空格、符号 <&\"'> 和🚓 " + "x9!" * 60 + "  "


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """Give a client of a booth whose administrator chose a long password."""
    with db.transaction() as tx:
        accounts.add(tx, "boss", "admin", PASSWORD, actor="test")
    return client


def sign_in(client: FlaskClient, password: str) -> int:
    """Try a password; return the status."""
    return client.post("/staff/sign-in", data={"name": "boss", "password": password}).status_code


def test_a_password_of_any_letters_and_of_two_hundred_opens(staff: FlaskClient) -> None:
    assert len(PASSWORD) > 200
    assert sign_in(staff, PASSWORD) == 303


@pytest.mark.parametrize(
    "nearly",
    [PASSWORD.strip(), PASSWORD[:-1], PASSWORD[:72], PASSWORD.lower(), PASSWORD + " "],
    ids=["stripped", "shorter", "cut", "lower", "longer"],
)
def test_a_password_counts_to_its_last_letter_as_it_was_typed(
    staff: FlaskClient, nearly: str
) -> None:
    assert nearly != PASSWORD
    assert sign_in(staff, nearly) == 403
