"""The chart of who was inside names whole hours, or quarters where the day was short."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.booth.checkin.occupancy import Minute
from kiosk.booth.checkin.reception import chart

BEGINS = datetime(2026, 12, 20, 9, 50).astimezone()


def hours(length: int) -> list[str]:
    minutes = [Minute(BEGINS + timedelta(minutes=each), 3) for each in range(length)]
    return [mark.text for mark in chart._hours(minutes)]


def test_a_long_day_names_whole_hours_and_no_more_than_fit() -> None:
    assert hours(150) == ["10:00", "11:00", "12:00"]
    assert all(each.endswith(":00") for each in hours(14 * 60))
    assert len(hours(14 * 60)) <= chart.MOST_LABELS


def test_a_short_visit_names_quarters_and_a_shorter_one_its_beginning() -> None:
    assert hours(40) == ["10:00", "10:15"]
    assert hours(5) == ["09:50"]
