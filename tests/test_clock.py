"""Days and times are read as people type them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kiosk import clock
from kiosk.errors import Refused

DAY = date(2026, 7, 5)


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-07-05", "2026-7-5", "2026/07/05", "2026.7.5", "20260705", "2026年7月5日"),
        *(" 2026 - 07 - 05 ", "２０２６－０７－０５", "２０２６年７月５日"),
    ],
)
def test_day_is_read_as_people_type_it(typed: str) -> None:
    assert clock.read_day(typed) == DAY


@pytest.mark.parametrize("typed", [None, "", "  "])
def test_no_day_is_no_limit(typed: str | None) -> None:
    assert clock.read_day(typed) is None


@pytest.mark.parametrize(
    "typed", ["tomorrow", "2026-02-30", "05/07/2026", "202675", "1999-12-31", "9999-12-31"]
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        clock.read_day(typed)


@pytest.mark.parametrize(
    "typed",
    ["2026-07-05 09:30", "2026-07-05T09:30", "2026年7月5日 9时30分", "2026/7/5  9：30"],
)
def test_time_of_a_day_is_read_as_people_type_it(typed: str) -> None:
    assert clock.typed_moment(typed) == datetime(2026, 7, 5, 9, 30)


@pytest.mark.parametrize("typed", ["2026-07-05", "09:30", "2026-07-05 24:00", "2026-07-05 9"])
def test_half_a_moment_is_none(typed: str) -> None:
    assert clock.typed_moment(typed) is None
