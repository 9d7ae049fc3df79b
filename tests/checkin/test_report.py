"""Test the reception's figures: they equal what anybody counts from the exported file."""

from __future__ import annotations

import io
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from kiosk import clock
from kiosk.booth.checkin import occupancy, report, service
from kiosk.content.catalog import Catalog
from kiosk.counts.filters import Filters
from kiosk.errors import KioskError
from kiosk.office.exports.tables import open_table
from kiosk.office.exports.text import json_lines
from kiosk.storage.db import db
from tests.checkin.people import DAY, at, check_in, party, school_class, tap, when

EVENT = "pinghu/2026"
NEXT = DAY + timedelta(days=1)

Zone = Callable[[str], None]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zone]:
    """Let the machine stand in another time zone."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def exported(tx: Connection, filters: Filters | None = None) -> list[dict[str, Any]]:
    """Return the visits as `export visit --format jsonl` writes them."""
    file = io.BytesIO()
    table = open_table(tx, "visit", filters or Filters(), None)
    file.writelines(json_lines(table, lambda _count: None))
    return [json.loads(line) for line in file.getvalue().splitlines()]


# An independent count, which knows the file only


def steps(line: dict[str, Any]) -> list[tuple[datetime, int]]:
    """Return a visit's steps as moments and the people inside after each."""
    pieces = [piece.rsplit(" ", 1) for piece in line["steps"].split("；")]
    return [(datetime.fromisoformat(at).astimezone(), int(inside)) for at, inside in pieces]


def inside_at(lines: list[dict[str, Any]], moment: datetime) -> int:
    """Count who is inside at a moment."""
    return sum(
        next((inside for came, inside in reversed(steps(line)) if came <= moment), 0)
        for line in lines
    )


def counted_by_kind(lines: list[dict[str, Any]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in lines:
        if line["status"] != "已取消":
            for key, people in line.items():
                if key.startswith("kind."):
                    counts[key.removeprefix("kind.")] += people
    return counts


def counted_by_slot(lines: list[dict[str, Any]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in lines:
        if line["status"] != "已取消":
            counts[line["slot"] or ""] += line["people"]
    return counts


def named(catalog: Catalog, figures: report.VisitFigures) -> tuple[Counter[str], Counter[str]]:
    """Return the figures by kind and slot under the names that the file bears."""
    kinds = figures.by_kind
    spans = {each.id: f"{each.starts_at}–{each.ends_at}" for each in catalog.pack.tour.slots}
    return Counter(kinds), Counter({spans.get(k, ""): n for k, n in figures.by_slot.items()})


def agrees(tx: Connection, catalog: Catalog, day: date) -> None:
    """Compare occupancy and arrivals with the count from the file."""
    lines = exported(tx)
    for minute in occupancy.by_minute(tx, EVENT, day):
        last_second = minute.at + timedelta(seconds=59)
        assert minute.inside == inside_at(lines, last_second), minute
    filters = Filters(event=EVENT, since=day, until=day)
    arrived = exported(tx, filters)
    figures = report.figures(tx, filters)
    kinds, slots = named(catalog, figures)
    assert (kinds, slots) == (counted_by_kind(arrived), counted_by_slot(arrived))
    assert figures.people == kinds.total()
    assert figures.inside == sum(line["inside"] for line in arrived)


# A day of anything

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["come", "come", "class", "admit", "leave", "some", "move", "undo"]),
        st.integers(0, 9),
        st.integers(0, 25 * 60),
    ),
    min_size=5,
    max_size=40,
)


class Door:
    """Let things happen at the door; what is refused does not happen."""

    def __init__(self, tx: Connection, catalog: Catalog) -> None:
        """Start with nobody there."""
        self.tx, self.catalog = tx, catalog
        self.visits: list[str] = []
        self.taps: list[str] = []

    def act(self, what: str, number: int) -> None:
        """Do one thing with the party, slot or tap of this number."""
        slot = [*self.catalog.slots, None][number % 7]
        sent = tap()
        visit = self.visits[number % len(self.visits)] if self.visits else ""
        try:
            if what in ("come", "class"):
                who = school_class(3 + number, 1) if what == "class" else party(1 + number % 4)
                held = check_in(self.tx, self.catalog, who, slot_id=slot, tap=sent)
                self.visits.append(held.visit)
            elif what == "admit":
                service.admit(self.tx, [visit], tap=sent, actor="desk")
            elif what in ("leave", "some"):
                people = 1 + number % 2 if what == "some" else None
                service.leave(self.tx, [visit], tap=sent, people=people)
            elif what == "move":
                service.move(self.tx, self.catalog, visit, slot, tap=sent, actor="desk")
            elif self.taps:
                service.undo(
                    self.tx, self.catalog, self.taps[-1 - number % 2 :][0], tap=sent, actor="desk"
                )
            self.taps.append(sent)
        except KioskError:
            return


@settings(max_examples=25)
@given(acts=ACTS)
def test_figures_equal_an_independent_count_from_the_exported_file(
    app: Flask, catalog: Catalog, acts: list[tuple[str, int, int]]
) -> None:
    with db.engine.connect().execution_options(writes=True) as tx:
        begun = tx.begin()
        door = Door(tx, catalog)
        for what, number, minute in sorted(acts, key=lambda act: act[2]):
            moment = at("00:00") + timedelta(minutes=minute, seconds=number)
            with clock.pretend(moment.astimezone(UTC)):
                door.act(what, number)
        with when("01:30", NEXT):
            for day in (DAY, NEXT):
                agrees(tx, catalog, day)
        begun.rollback()


# Days that are odd


def test_who_is_inside_over_midnight_counts_on_both_days(tx: Connection, catalog: Catalog) -> None:
    with when("23:50"):
        held = check_in(tx, catalog, party(4))
    with when("00:10", NEXT):
        service.leave(tx, [held.visit], tap=tap())
        today, tomorrow = (occupancy.by_minute(tx, EVENT, day) for day in (DAY, NEXT))
        agrees(tx, catalog, DAY)
        agrees(tx, catalog, NEXT)
    assert [(each.at.strftime("%H:%M"), each.inside) for each in (today[0], today[-1])] == [
        ("23:50", 4),
        ("23:59", 4),
    ]
    assert [(e.at.strftime("%H:%M"), e.inside) for e in (tomorrow[0], tomorrow[-1])] == [
        ("00:00", 4),
        ("00:10", 0),
    ]


def test_the_hour_that_summer_time_repeats_is_there_twice(
    tx: Connection, catalog: Catalog, zone: Zone
) -> None:
    zone("Europe/Berlin")
    day = date(2026, 10, 25)
    with when("01:30", day):
        held = check_in(tx, catalog, party(2))
    with when("03:30", day):
        service.leave(tx, [held.visit], tap=tap())
        minutes = occupancy.by_minute(tx, EVENT, day)
    assert len(minutes) == 3 * 60 + 1
    labels = [each.at.strftime("%H:%M") for each in minutes]
    assert labels.count("02:15") == 2
    assert {each.inside for each in minutes[:-1]} == {2}


def test_the_hour_that_summer_time_skips_is_not_there(
    tx: Connection, catalog: Catalog, zone: Zone
) -> None:
    zone("America/New_York")
    day = date(2026, 3, 8)
    with when("01:30", day):
        held = check_in(tx, catalog, party(2))
    with when("03:30", day):
        service.leave(tx, [held.visit], tap=tap())
        minutes = occupancy.by_minute(tx, EVENT, day)
    assert len(minutes) == 60 + 1
    assert not any(each.at.hour == 2 for each in minutes)
    assert all(b.at - a.at <= timedelta(hours=1, minutes=1) for a, b in pairwise(minutes))


def test_a_slot_holds_by_the_clock_on_the_wall_in_any_zone(
    tx: Connection, catalog: Catalog, zone: Zone
) -> None:
    for name in ("Asia/Shanghai", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"):
        zone(name)
        with when("09:05"):
            held = check_in(tx, catalog, slot_id="slot-1")
            assert (held.state.status, held.state.day) == ("inside", "2026-12-20")
        with when("09:41"), pytest.raises(KioskError, match="is over"):
            check_in(tx, catalog, slot_id="slot-1")


# The desk's list


def test_who_is_inside_or_waits_is_listed_and_who_left_yesterday_is_not(
    tx: Connection, catalog: Catalog
) -> None:
    with when("09:05"):
        gone = check_in(tx, catalog, party(2), slot_id="slot-1")
        service.leave(tx, [gone.visit], tap=tap())
        stays = check_in(tx, catalog, party(3), slot_id="slot-1")
    with when("08:00", NEXT):
        waits = check_in(tx, catalog, party(1), slot_id="slot-1")
        listed = report.parties(tx, catalog, EVENT)
    assert [each.visit for each in listed] == [waits.visit, stays.visit]
    assert [each.is_late for each in listed] == [False, True]


def test_undone_check_ins_count_nowhere(tx: Connection, catalog: Catalog) -> None:
    sent = tap()
    with when("09:05"):
        check_in(tx, catalog, party(9), slot_id="slot-1", tap=sent)
        service.undo(tx, catalog, sent, tap=tap(), actor="desk")
        check_in(tx, catalog, party(2), slot_id="slot-2")
        figures = report.figures(tx, Filters(event=EVENT))
    assert (figures.visits, figures.people, figures.waiting) == (1, 2, 2)
    assert figures.by_slot == {"slot-2": 2}


def test_a_day_without_visits_has_no_occupancy(tx: Connection) -> None:
    assert occupancy.by_minute(tx, EVENT, DAY) == []
    assert report.figures(tx, Filters(event=EVENT)) == report.VisitFigures()


def test_the_export_has_a_row_a_visit_with_its_steps(tx: Connection, catalog: Catalog) -> None:
    with when("09:05"):
        held = check_in(tx, catalog, school_class(40, 2), channel="group", slot_id=None)
    with when("10:00"):
        service.leave(tx, [held.visit], tap=tap(), people=2)
    with when("10:30"):
        service.leave(tx, [held.visit], tap=tap())
        [line] = exported(tx)
    came = {key: people for key, people in line.items() if key.startswith("kind.") and people}
    assert came == {"kind.pupil": 40, "kind.teacher": 2}
    assert (line["people"], line["under_14"], line["status"]) == (42, 40, "已离开")
    assert line["left_at"] == "2026-12-20T10:30:00"
    assert line["steps"] == (
        "2026-12-20 09:05:00 42；2026-12-20 10:00:00 40；2026-12-20 10:30:00 0"
    )
