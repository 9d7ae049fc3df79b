"""Test that simulated people are the same for the same seed, and stay among themselves."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from kiosk.clock import local
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Tour
from kiosk.journal import this_device, verify
from kiosk.office.demo.commands import BATCH
from kiosk.office.demo.people import Crowd
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.factories import at, held_records, held_rows

DAY = datetime(2026, 12, 20, 12)
VISITS = ("visit", "visit_head", "visit_state")
TABLES = ("quiz_round", "quiz_answer", "survey_response", "survey_answer", "rating",
          "rating_reason", "feedback", "card_shown", *VISITS)  # fmt: skip
OWN = ("device", "epoch", "form")
"""Random on every machine, whatever the seed."""
OWN_OF_VISITS = (*OWN, "visit", "sitting")


def people(folder: Path, seed: int, count: int = 2 * BATCH) -> dict[str, list[dict[str, Any]]]:
    """Let a crowd come through a fresh demo folder; return the rows it left."""
    with opened(at(folder), event=this_device.DEMO):
        crowd = Crowd(content.current(), seed, DAY)
        with db.transaction() as tx:
            for _ in range(count):
                crowd.next_person(tx)
        assert verify.verify(db.reader()) is None
        assert {record.event for record in held_records()} == {this_device.DEMO}
        return {
            table: [
                {name: cell for name, cell in row.items() if name not in OWN}
                for row in held_rows(table)
            ]
            for table in TABLES
        }


def same(held: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows without what a visit draws at random on every machine."""
    plain = {table: held[table] for table in TABLES if table not in VISITS}
    return plain | {
        table: [
            {name: cell for name, cell in row.items() if name not in OWN_OF_VISITS}
            for row in held[table]
        ]
        for table in VISITS
    }


def bundled_tour() -> Tour:
    """Return the tour of the bundled pack."""
    pack = content.bundled().pack
    assert pack is not None
    return pack.tour


def test_same_seed_gives_the_same_people_and_answers(tmp_path: Path) -> None:
    first, again = people(tmp_path / "one", 7), people(tmp_path / "two", 7)
    assert same(first) == same(again)
    assert all(first[table] for table in TABLES)


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    assert same(people(tmp_path / "one", 7, 5)) != same(people(tmp_path / "two", 8, 5))


def test_people_come_while_the_booth_is_open(tmp_path: Path) -> None:
    rounds = people(tmp_path, 3)["quiz_round"]
    hours = {local(row["made_at"]).hour for row in rounds}
    assert min(hours) >= 9
    assert max(hours) < 16
    assert {local(row["made_at"]).date() for row in rounds} == {DAY.date()}


def test_people_finish_and_leave(tmp_path: Path) -> None:
    held = people(tmp_path, 3)
    for table in ("quiz_round", "survey_response"):
        assert {row["is_finished"] for row in held[table]} == {0, 1}


def test_parties_come_go_in_and_leave_without_overfilling_a_slot(tmp_path: Path) -> None:
    held = people(tmp_path, 10, 120)
    assert {row["channel"] for row in held["visit"]} == {"walk-in", "group"}
    last = {row["visit"]: row for row in held["visit_state"]}
    assert {row["status"] for row in held["visit_state"]} == {"waiting", "inside", "left"}
    assert {row["status"] for row in last.values()} == {"left"}
    assert {local(row["made_at"]).date() for row in held["visit_state"]} == {DAY.date()}
    taken = Counter[str]()
    for row in last.values():
        taken[row["slot"]] += row["places"]
    capacity = {each.id: each.capacity for each in bundled_tour().slots}
    assert taken
    assert all(places <= capacity[slot] for slot, places in taken.items())


def test_nothing_ties_a_visit_to_what_the_same_person_answered(tmp_path: Path) -> None:
    held = people(tmp_path, 3)
    visits = {row["sitting"] for row in held["visit"] + held["visit_state"]}
    anonymous = held["quiz_round"] + held["survey_response"] + held["rating"]
    others = {row["sitting"] for row in anonymous}
    assert visits
    assert not visits & others
    assert not any(row["has_name"] or row["has_phone"] for row in held["visit"])


def test_demo_folder_shows_that_nothing_is_counted(tmp_path: Path) -> None:
    with opened(at(tmp_path), event=this_device.DEMO) as app:
        page = app.test_client().get("/").get_data(as_text=True)
    assert "演示数据，不作统计" in page


def test_real_folder_shows_no_such_banner(app: Flask, catalog: Catalog) -> None:
    assert "演示数据" not in app.test_client().get("/").get_data(as_text=True)
