"""Test where a tour is at any moment of its day, and what is shown next."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.booth.tour import rules
from kiosk.content.pack import Demonstration, Slot, Stop, Tour
from tests.factories import survey, words

DAY = date(2026, 12, 20)


def moment(clock: str, day: date = DAY) -> datetime:
    """Return a local time of the day of the tests."""
    return datetime.fromisoformat(f"{day}T{clock}").astimezone()


def slot(starts_at: str, ends_at: str) -> Slot:
    return Slot(id=f"at-{starts_at[:2]}{starts_at[3:]}", starts_at=starts_at, ends_at=ends_at,
                capacity=40)  # fmt: skip


def stop(name: str, minutes: int) -> Stop:
    return Stop(id=name, name=words(), shows=words(), minutes=minutes, may_photograph=True)


def show(*times: str, at: str = "hall", name: str = "show") -> Demonstration:
    return Demonstration(id=name, stop=at, name=words(), about=words(), times=times)


def tour(*slots: Slot, stops: tuple[Stop, ...] | None = None) -> Tour:
    held = (stop("hall", 5), stop("dispatch", 10), stop("yard", 15)) if stops is None else stops
    return Tour(stops=held, slots=slots, demonstrations=(), rules=())


MORNING = tour(slot("09:00", "09:40"), slot("09:50", "10:30"))


def where(held: Tour, clock: str) -> tuple[str, list[str | None], list[str | None]]:
    """Return the stage, the stops where the groups are, and those to which they come next."""
    now = moment(clock)
    found = rules.progress(held, now)
    here = [walk.leg_at(now) for walk in found.under_way]
    coming = [walk.leg_after(now) for walk in found.under_way]
    return (
        found.stage,
        [leg.stop.id if leg else None for leg in here],
        [leg.stop.id if leg else None for leg in coming],
    )


@pytest.mark.parametrize(
    ("clock", "stage", "here", "coming"),
    [
        ("00:00", "before", [], []),
        ("08:59:59", "before", [], []),
        ("09:00", "on", ["hall"], ["dispatch"]),
        ("09:04:59", "on", ["hall"], ["dispatch"]),
        ("09:05", "on", ["dispatch"], ["yard"]),
        ("09:15", "on", ["yard"], [None]),
        ("09:30", "on", [None], [None]),
        ("09:39:59", "on", [None], [None]),
        ("09:40", "between", [], []),
        ("09:50", "on", ["hall"], ["dispatch"]),
        ("10:30", "over", [], []),
        ("23:59:59", "over", [], []),
    ],
)
def test_a_group_goes_from_stop_to_stop_from_its_slot_on(
    clock: str, stage: str, here: list[str | None], coming: list[str | None]
) -> None:
    assert where(MORNING, clock) == (stage, here, coming)


@pytest.mark.parametrize(
    ("clock", "following", "shown"),
    [
        ("08:00", "at-0900", "at-0900"),
        ("09:00", "at-0950", "at-0900"),
        ("09:45", "at-0950", "at-0950"),
        ("09:50", None, "at-0950"),
        ("10:30", None, None),
    ],
)
def test_times_at_the_stops_are_of_the_group_under_way_or_else_of_the_next(
    clock: str, following: str | None, shown: str | None
) -> None:
    found = rules.progress(MORNING, moment(clock))
    assert (found.following.slot.id if found.following else None) == following
    assert (found.shown.slot.id if found.shown else None) == shown


def test_overlapping_slots_have_a_group_at_each_of_two_stops() -> None:
    held = tour(slot("09:05", "09:45"), slot("09:00", "09:40"))
    assert where(held, "09:07") == ("on", ["dispatch", "hall"], ["yard", "dispatch"])
    found = rules.progress(held, moment("09:07"))
    marks = {each.id: found.mark(each) for each in held.stops}
    assert marks == {"hall": "now", "dispatch": "now", "yard": "next"}
    assert found.shown is not None
    assert found.shown.slot.id == "at-0905"


def test_a_group_whose_stops_take_longer_than_its_slot_is_under_way_to_its_last_stop() -> None:
    held = tour(slot("09:00", "09:10"))
    assert where(held, "09:10") == ("on", ["dispatch"], ["yard"])
    assert where(held, "09:29") == ("on", ["yard"], [None])
    assert where(held, "09:30") == ("over", [], [])


def test_slots_need_not_stand_in_order() -> None:
    held = tour(slot("13:00", "13:40"), slot("09:00", "09:40"))
    following = rules.progress(held, moment("08:00")).following
    assert following is not None
    assert following.slot.id == "at-0900"


def test_without_slots_nobody_is_anywhere() -> None:
    found = rules.progress(tour(), moment("09:00"))
    assert (found.stage, found.shown) == ("unplanned", None)
    assert found.mark(MORNING.stops[0]) is None


def test_without_stops_a_slot_still_begins_and_ends() -> None:
    held = tour(slot("09:00", "09:40"), stops=())
    assert where(held, "09:10") == ("on", [None], [None])
    assert where(held, "09:40") == ("over", [], [])


def test_at_midnight_a_new_day_begins() -> None:
    late = rules.progress(MORNING, moment("23:59:59.999999")).stage
    midnight = moment("00:00", DAY + timedelta(days=1))
    early = rules.progress(MORNING, midnight)
    assert (late, early.stage) == ("over", "before")
    assert early.following is not None
    assert early.following.begins == moment("09:00", DAY + timedelta(days=1))


@pytest.fixture(params=["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Put the laptop into another time zone, where the system lets a process do so."""
    if hasattr(time, "tzset"):
        monkeypatch.setenv("TZ", request.param)
        time.tzset()
    yield request.param
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def test_slots_are_of_the_laptops_own_time_zone(zone: str) -> None:
    now = moment("09:07").astimezone(UTC)
    found = rules.progress(MORNING, now)
    [walk] = found.under_way
    leg = walk.leg_at(now)
    assert leg is not None
    assert (leg.stop.id, rules.clock_face(leg.begins)) == ("dispatch", "09:05")


def test_stops_follow_each_other_where_clocks_are_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(time, "tzset"):
        monkeypatch.setenv("TZ", "America/New_York")
        time.tzset()
    try:
        walk = rules.walk(slot("00:50", "01:40"), MORNING.stops, date(2026, 11, 1))
        spent = [leg.ends - leg.begins for leg in walk.legs]
        assert spent == [timedelta(minutes=each.minutes) for each in MORNING.stops]
    finally:
        monkeypatch.undo()
        if hasattr(time, "tzset"):
            time.tzset()


# Demonstrations


def shown(demonstration: Demonstration, clock: str) -> list[tuple[str, str]]:
    found = rules.showings(MORNING, demonstration, moment(clock))
    return [(rules.clock_face(each.begins), each.when) for each in found]


@pytest.mark.parametrize(
    ("clock", "whens"),
    [
        ("08:00", ["next", "later", "later"]),
        ("09:05", ["now", "next", "later"]),
        ("09:09:59", ["now", "next", "later"]),
        ("09:10", ["over", "next", "later"]),
        ("13:37", ["over", "over", "now"]),
        ("13:40", ["over", "over", "over"]),
    ],
)
def test_a_showing_is_over_once_its_stop_is_and_one_is_next(clock: str, whens: list[str]) -> None:
    times = ["09:05", "09:55", "13:35"]
    assert shown(show(*times), clock) == list(zip(times, whens, strict=True))


def test_times_out_of_order_or_given_twice_are_put_right() -> None:
    assert shown(show("13:35", "09:05", "09:05"), "10:00") == [("09:05", "over"), ("13:35", "next")]


def test_a_showing_ends_when_it_is_given_again() -> None:
    assert shown(show("09:00", "09:02"), "09:03") == [("09:00", "over"), ("09:02", "now")]


def test_a_demonstration_without_times_has_none() -> None:
    assert shown(show(), "09:00") == []
    assert rules.next_showing([[]]) is None


def test_the_next_of_all_shows_is_the_earliest_ahead() -> None:
    now = moment("09:06")
    first = rules.showings(MORNING, show("09:05", "09:55", name="first"), now)
    second = rules.showings(MORNING, show("09:20", at="yard", name="second"), now)
    following = rules.next_showing([first, second])
    assert following is not None
    assert (following.show.id, following.stop) == ("second", 3)


@pytest.mark.parametrize(
    ("clock", "minutes"), [("08:59", 1), ("08:59:01", 1), ("08:00", 60), ("09:00", 0), ("10:00", 0)]
)
def test_minutes_left_count_the_one_begun(clock: str, minutes: int) -> None:
    assert rules.minutes_until(moment("09:00"), moment(clock)) == minutes


@given(
    starts=st.lists(st.integers(0, 22 * 60), max_size=6, unique=True),
    lengths=st.lists(st.integers(0, 30), max_size=6),
    now=st.integers(0, 24 * 60 - 1),
)
def test_at_any_minute_a_group_is_at_one_stop_at_most_and_what_is_next_is_ahead(
    starts: list[int], lengths: list[int], now: int
) -> None:
    def face(minute: int) -> str:
        return f"{minute // 60:02}:{minute % 60:02}"

    held = tour(
        *(slot(face(start), face(start + 40)) for start in starts),
        stops=tuple(stop(f"stop-{n}", length) for n, length in enumerate(lengths)),
    )
    at = moment(face(now))
    found = rules.progress(held, at)
    assert found.following is None or found.following.begins > at
    for walk in found.under_way:
        assert sum(leg.begins <= at < leg.ends for leg in walk.legs) <= 1
        coming = walk.leg_after(at)
        assert coming is None or coming.begins > at
    assert (found.stage == "on") == bool(found.under_way)


def test_the_survey_at_parting_is_the_one_about_the_tour() -> None:
    booth, about_tour = survey(name="booth"), survey(name="visit", place="tour")
    assert rules.parting([booth, about_tour]) == about_tour
    assert rules.parting([booth]) is None
