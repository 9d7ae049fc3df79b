"""Test that a guest is kept once, and no two people are taken for one."""

from __future__ import annotations

from kiosk.booth.checkin.guest_list.repeats import over_capacity, sift
from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.shell.spreadsheets.sheets import Value
from tests.reception.guest_list.lists import (
    PHONE,
    read,
)


def test_a_guest_who_stands_twice_is_taken_once(catalog: Catalog) -> None:
    found = read(
        catalog, ["王 芳", PHONE, "甲"], ["王芳", "+86" + PHONE, "甲 "], ["王芳", "", "甲"]
    )
    assert sift(found, []) == []
    assert [row.row for row in found.rows] == [2, 4]
    [refusal] = found.refusals
    assert refusal.row == 3
    assert "第 2 行" in refusal.zh


def test_a_guest_who_is_held_already_is_not_taken_again(catalog: Catalog) -> None:
    found = read(catalog, ["王", PHONE], ["李", PHONE])
    assert [row.row for row in sift(found, [Guest(name="王", phone=PHONE)])] == [2]
    assert [row.value.name for row in found.rows] == ["李"]
    assert found.refusals == []


def test_people_of_one_name_are_never_dropped(catalog: Catalog) -> None:
    rows: list[list[Value]] = [
        ["王芳", "", "甲"],
        ["王芳", "", "乙"],
        ["王芳", PHONE],
        ["王芳", "13900000000"],
        ["王芳", "", "", "", "", "slot-1"],
        ["王芳", "", "", "", "", "slot-2"],
    ]
    found = read(catalog, *rows)
    sift(found, [])
    assert len(found.rows) == 6
    assert [each.row for each in found.warnings] == [7]
    assert "两行都保留" in found.warnings[0].zh


def test_rare_letters_that_look_alike_stay_apart(catalog: Catalog) -> None:
    found = read(catalog, ["㐂"], ["喜"], ["吉"], ["𠮷"])
    sift(found, [])
    assert len(found.rows) == 4


def test_more_guests_than_a_slot_takes_are_told_with_the_numbers(catalog: Catalog) -> None:
    day = "2026-12-20"
    found = read(catalog, ["王", "", "", "", 30, "slot-3", day], ["李", "", "", "", 5, "slot-3"])
    held = [Guest(name="张", people=10, slot="slot-3", day=day)]
    assert over_capacity(catalog, found.rows, held) == [("slot-3", day, 45, 30)]
    assert over_capacity(catalog, found.rows[1:], held) == []
