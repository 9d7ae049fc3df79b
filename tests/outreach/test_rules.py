"""Test the pure rules of outreach: what follows what, and which address is near."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.booth.outreach import rules
from kiosk.content.outreach import DoorItem
from kiosk.errors import Refused
from tests.factories import option, words

TODAY = date(2026, 12, 20)
HERE = rules.arrived(rules.START)


def test_a_call_ends_by_being_finished_refused_or_without_anybody() -> None:
    assert rules.done(HERE).status == "done"
    assert rules.refused(HERE).calls == HERE.calls == 1
    assert rules.absent(rules.START).calls == 1
    assert rules.arrived(rules.absent(rules.START)).calls == 2


def test_a_finished_place_is_called_at_again_only_by_a_date() -> None:
    ended = rules.refused(rules.START)
    for act in (rules.arrived, rules.absent, rules.refused, rules.done):
        with pytest.raises(Refused):
            act(ended)
    again = rules.dated(ended, TODAY, TODAY)
    assert again.next_day == "2026-12-20"
    assert rules.arrived(again).next_day is None


@pytest.mark.parametrize("day", [None, date(2026, 12, 19)])
def test_a_date_that_is_none_or_past_is_refused(day: date | None) -> None:
    with pytest.raises(Refused):
        rules.dated(HERE, day, TODAY)


def test_what_is_done_at_the_door_needs_somebody_at_the_door() -> None:
    for act in (rules.asked, rules.done, rules.leaflet_left, rules.card_left):
        with pytest.raises(Refused):
            act(rules.START)
    assert rules.leaflet_left(rules.absent(rules.START)).has_leaflet
    with pytest.raises(Refused):
        rules.asked(rules.asked(HERE))


def test_safety_points_are_kept_in_the_order_of_the_checklist() -> None:
    known = ["fraud", "doors", "fire"]
    assert rules.shown(HERE, ["fire", "fraud"], known).points == ["fraud", "fire"]
    with pytest.raises(Refused):
        rules.shown(HERE, ["other"], known)


def test_addresses_follow_one_another_as_people_count() -> None:
    streets = ["解放西路10号", "解放西路9号2幢", "解放西路９号1幢", "城南路2号"]
    assert sorted(streets, key=rules.address_key) == [
        "城南路2号",
        "解放西路９号1幢",
        "解放西路9号2幢",
        "解放西路10号",
    ]


def test_near_is_the_same_street_and_then_the_number() -> None:
    here = rules.address_key("解放西路8号")
    assert rules.distance(here, rules.address_key("城南路8号")) is None
    near = ["解放西路88号", "解放西路10号3幢", "解放西路10号", "解放西路7号"]

    def far(address: str) -> tuple[int, ...]:
        found = rules.distance(here, rules.address_key(address))
        assert found is not None
        return found

    assert sorted(near, key=far) == [
        "解放西路7号",
        "解放西路10号",
        "解放西路10号3幢",
        "解放西路88号",
    ]


def test_an_answer_is_one_of_the_choices_and_nothing_stands_alone() -> None:
    choices = option("a"), option("b"), option("none", is_exclusive=True)
    item = DoorItem(id="worry", kind="multiple", prompt=words(), options=choices)
    assert rules.read_answer(item, ["b", "a", "b"]).options == ["b", "a"]
    for wrong in ([], ["c"], ["a", "none"]):
        with pytest.raises(Refused):
            rules.read_answer(item, wrong)
    one = DoorItem(id="safe", kind="single", prompt=words(), options=choices)
    with pytest.raises(Refused):
        rules.read_answer(one, ["a", "b"])
