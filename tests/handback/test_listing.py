"""Test that lists of belongings are taken as offices write them, or refused by row and column."""

from __future__ import annotations

import io
from datetime import date, time
from typing import Any

import openpyxl
import pytest

from kiosk.booth.handback.listing.reader import read_file
from kiosk.booth.handback.service import Item
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused
from tests.factories import with_pack

HEADINGS = "编号,物品名称,失主姓名,联系电话,种类,案号,领取日期,领取时间"
ROW = "017,黑色电动车,试样岗甲,13800000000,车辆,A-1,2026-12-20,9:30"
SECRET = "110101199003078515"


def csv(*lines: str) -> bytes:
    """Return a list as a spreadsheet saves it."""
    return "\ufeff".encode() + "\r\n".join((HEADINGS, *lines)).encode()


def workbook(*rows: list[Any], merged: str = "") -> bytes:
    """Return a workbook of these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_row_is_read_with_all_that_it_says(catalog: Catalog) -> None:
    found = read_file(csv(ROW), catalog, "zhongdai")
    assert not found.refusals
    [row] = found.rows
    assert (row.row, row.value) == (
        2,
        Item(
            number="zhongdai/017",
            category="vehicle",
            what="黑色电动车",
            claimant="试样岗甲",
            case="A-1",
            phone="13800000000",
            day="2026-12-20",
            time="09:30",
        ),
    )


def test_a_workbook_with_merged_claimant_units_and_times_of_the_spreadsheet(
    catalog: Catalog,
) -> None:
    found = read_file(
        workbook(
            ["二〇二六年返还清单"],
            ["编号", "物品", "领取人", "单位", "日期", "时间"],
            [17, "手机", "试样岗甲", "zhapu", date(2026, 12, 20), time(14, 5)],
            ["b-18", "现金", None, "zhapu", date(2026, 12, 20), "待定"],
            merged="C3:C4",
        ),
        catalog,
        None,
    )
    assert not found.refusals
    items = [row.value for row in found.rows]
    assert [(each.number, each.claimant, each.day, each.time) for each in items] == [
        ("zhapu/17", "试样岗甲", "2026-12-20", "14:05"),
        ("zhapu/B-18", "试样岗甲", "2026-12-20", None),
    ]
    assert {each.category for each in items} == {"other"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace("017", "编-17?"), "letters, digits and hyphens"),
        (ROW.replace("017", "1" * 25), "24 at the most"),
        (ROW.replace("黑色电动车", ""), "nothing is written here"),
        (ROW.replace("试样岗甲", ""), "there is no name"),
        (ROW.replace("车辆", "飞龙"), "no such kind of belonging"),
        (ROW.replace("9:30", "25:30"), "such as 9:30"),
        (ROW.replace("9:30", "午后"), "such as 9:30"),
        (ROW.replace("2026-12-20", "下周"), ""),
        (ROW.replace("A-1", SECRET), "identity number"),
    ],
)
def test_a_row_is_refused_by_its_place_and_never_repeated(
    catalog: Catalog, row: str, said: str
) -> None:
    found = read_file(csv(ROW.replace("017", "001"), row), catalog, "zhongdai")
    assert [each.row for each in found.rows] == [2]
    assert {each.row for each in found.refusals} == {3}
    told = "\n".join(map(str, found.refusals))
    assert said in told
    for text in ("试样岗", "黑色", "13800000000", SECRET, "飞龙", "午后", "下周"):
        assert text not in told


def test_the_same_number_twice_is_refused_with_the_former_place(catalog: Catalog) -> None:
    found = read_file(csv(ROW, ROW.replace("017", "018"), ROW), catalog, "zhongdai")
    assert [row.value.number for row in found.rows] == ["zhongdai/017", "zhongdai/018"]
    [fault] = found.refusals
    assert (fault.row, fault.en) == (4, "the same number stands above: row 2")


def test_a_list_without_its_headings_or_unit_is_refused(catalog: Catalog) -> None:
    with pytest.raises(Refused, match="claimant"):
        read_file("编号,物品\r\n1,车".encode(), catalog, "zhongdai")
    found = read_file(csv(ROW), catalog, None)
    assert not found.rows
    assert "no unit is named" in str(found.refusals[0])


def test_identity_numbers_are_not_read_and_days_outside_are_warned_of(catalog: Catalog) -> None:
    event = {"starts_on": "2026-12-20", "ends_on": "2026-12-21"}
    dated = with_pack(
        catalog,
        event=type(catalog.pack.event)(
            **{name: getattr(catalog.pack.event, name) for name in ("id", "name", "theme")},
            bureau=catalog.pack.event.bureau,
            **event,
        ),
    )
    text = f"{HEADINGS},身份证号\r\n{ROW.replace('12-20', '12-25')},{SECRET}"
    found = read_file(text.encode(), dated, "zhongdai")
    assert len(found.rows) == 1
    told = "\n".join(map(str, found.warnings))
    assert "identity numbers are never read" in told
    assert "a day outside the event" in told
    assert SECRET not in told
