"""A clock that cannot be right is said to staff on every page until it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from kiosk import clock
from kiosk.config import WRITTEN
from tests.staff.test_pages import read, sign_in, words

WORDS = "这台电脑的时间不对"
RIGHT = datetime(WRITTEN.year, WRITTEN.month, WRITTEN.day, 4, tzinfo=UTC)


@pytest.mark.parametrize("year", [1970, 2010, 2099])
@pytest.mark.parametrize("path", ["/staff/", "/staff/backup", "/staff/feedback", "/staff/accounts"])
def test_a_clock_of_another_age_is_said_on_every_page(
    client: FlaskClient, year: int, path: str
) -> None:
    sign_in(client)
    assert WORDS not in words(read(client, path))
    with clock.pretend(datetime(year, 1, 1, tzinfo=UTC)):
        assert WORDS in words(read(client, path))
        assert client.get("/healthz").get_json()["status"] == "clock-wrong"


def test_a_clock_behind_the_last_record_is_wrong_and_one_of_today_is_right(
    client: FlaskClient,
) -> None:
    later = RIGHT + timedelta(days=300)
    with clock.pretend(later):
        sign_in(client)
        assert WORDS not in words(read(client, "/staff/backup"))
    with clock.pretend(later - timedelta(days=3)):
        assert WORDS in words(read(client, "/staff/backup"))
    with clock.pretend(later - timedelta(hours=3)):
        assert WORDS not in words(read(client, "/staff/backup"))


@pytest.mark.parametrize("days", [-1, 0, 1, 365, 4 * 365])
def test_days_in_which_this_version_is_used_are_right(days: int) -> None:
    with clock.pretend(RIGHT + timedelta(days=days)):
        assert clock.is_plausible()
