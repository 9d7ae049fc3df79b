"""Test that cells are read as offices write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.shell.spreadsheets.sheets import Value
from tests.factories import with_pack
from tests.reception.guest_list.lists import (
    PHONE,
    one,
    why,
)


def test_a_whole_row_is_read(catalog: Catalog) -> None:
    row = ["㐂", PHONE, "实验小学", "在校学生", 40, "09:50-10:30", "2026-12-20"]
    assert one(catalog, *row) == Guest(
        name="㐂",
        phone=PHONE,
        organisation="实验小学",
        kind="pupil",
        people=40,
        slot="slot-2",
        day="2026-12-20",
    )


def test_a_name_is_enough(catalog: Catalog) -> None:
    assert one(catalog, "王") == Guest(name="王")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("王  芳", "王芳"),
        ("王　芳", "王芳"),
        ("䶮\u00a0堃", "䶮堃"),
        ("  㐂  ", "㐂"),
        ("𠮷", "𠮷"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Jean-Luc  O'Neil", "Jean-Luc O'Neil"),
        ("Ｏ", "O"),
        ("王芳 李明", "王芳 李明"),
        ("王\u200b芳", "王芳"),
        ("张伟１", "张伟1"),
    ],
)
def test_names_are_kept_as_people_write_them(catalog: Catalog, written: str, name: str) -> None:
    assert one(catalog, written).name == name


@pytest.mark.parametrize(
    "written", ["", " ", "-", "138", "王" * 41, "\ue863", "王\n李", "#REF!", "\ufffe"]
)
def test_what_is_no_name_is_refused_in_its_column(catalog: Catalog, written: str) -> None:
    found = why(catalog, written, PHONE)
    assert [each for each in found if each.startswith("A（姓名）")]


@pytest.mark.parametrize(
    "written",
    ["１３８００００００００", 13800000000, 13800000000.0, "138 0000-0000", " 13800000000\u200b"],
)
def test_telephone_numbers_are_read_however_they_were_typed(
    catalog: Catalog, written: Value
) -> None:
    assert one(catalog, "王", written).phone == PHONE


@pytest.mark.parametrize("written", ["1.38E+10", "见名片", "138/139", 1.5])
def test_what_is_no_telephone_number_is_refused(catalog: Catalog, written: Value) -> None:
    [reason] = why(catalog, "王", written)
    assert reason.startswith("B（电话）: 电话号码应是")


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("pupil", "pupil"),
        ("学生", "pupil"),
        ("媒体", "media"),
        ("代表", "deputy"),
        ("", "visitor"),
        ("Teacher", "teacher"),
        ("结对　单位", "partner"),
        ("市民群众", "citizen"),
    ],
)
def test_kinds_go_by_id_or_by_words_of_their_name(
    catalog: Catalog, written: str, kind: str
) -> None:
    assert one(catalog, "王", "", "", written).kind == kind


def test_an_unknown_kind_is_refused_with_the_kinds_there_are(catalog: Catalog) -> None:
    [reason] = why(catalog, "王", "", "", "外星人")
    assert reason.startswith("D（类别）")
    assert "媒体记者" in reason


@pytest.mark.parametrize(
    ("written", "people"),
    [("４０", 40), ("40人", 40), (40.0, 40), ("2 名", 2), (None, 1), (200, 200)],
)
def test_head_counts_are_whole_numbers(catalog: Catalog, written: Value, people: int) -> None:
    assert one(catalog, "王", "", "", "", written).people == people


@pytest.mark.parametrize("written", [0, 201, -1, 1.5, "几个", "1e2"])
def test_other_head_counts_are_refused(catalog: Catalog, written: Value) -> None:
    [reason] = why(catalog, "王", "", "", "", written)
    assert reason.startswith("E（人数）")


@pytest.mark.parametrize(
    "written",
    [
        "slot-2",
        "09:50",
        "9:50",
        "９：５０",
        "9：50～10:30",
        "09:50 - 10:30",
        "9:50至10:30",
        "9点50分",
        time(9, 50),
        datetime(1899, 12, 31, 9, 50),
        0.4097222222,
        timedelta(hours=9, minutes=50),
    ],
)
def test_slots_go_by_id_or_time(catalog: Catalog, written: Value) -> None:
    assert one(catalog, "王", "", "", "", "", written).slot == "slot-2"


@pytest.mark.parametrize("written", ["9:51", "09:50-10:40", "上午", "slot-9", 950, time(0, 0)])
def test_other_slots_are_refused_with_those_there_are(catalog: Catalog, written: Value) -> None:
    [reason] = why(catalog, "王", "", "", "", "", written)
    assert reason.startswith("F（场次）")
    assert "09:50-10:30" in reason


@pytest.mark.parametrize(
    "written",
    [
        "2026-12-20",
        "2026/12/20",
        "2026.12.20",
        "2026年12月20日（周日）",
        "２０２６-１２-２０",
        date(2026, 12, 20),
        datetime(2026, 12, 20),
    ],
)
def test_days_are_read_as_they_are_written(catalog: Catalog, written: Value) -> None:
    assert one(catalog, "王", "", "", "", "", "", written).day == "2026-12-20"


@pytest.mark.parametrize(
    "written", ["12月20日", "2026-13-01", "1926-12-20", "明天", 46376, "2026-02-30", "12-20"]
)
def test_other_days_are_refused(catalog: Catalog, written: Value) -> None:
    [reason] = why(catalog, "王", "", "", "", "", "", written)
    assert reason.startswith("G（日期）")
    assert "2026-12-20" in reason


def test_a_day_without_year_is_in_the_events_year(catalog: Catalog) -> None:
    event = replace(catalog.pack.event, starts_on="2027-12-20")
    held = with_pack(catalog, event=event)
    assert one(held, "王", "", "", "", "", "", "12月21日").day == "2027-12-21"


def test_what_is_left_open_stays_open(catalog: Catalog) -> None:
    guest = one(catalog, "王", "", "", "", "", "待定", "另行通知")
    assert (guest.slot, guest.day) == (None, None)
