"""Test that lists of places are taken as people write them, and refused by cell."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from kiosk.booth.outreach.listing import reader
from kiosk.booth.outreach.service import Address
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused
from tests.outreach.lists import text, workbook

HOUSE = ("解放西路3号", "新华社区", "家庭", "", "二楼")


def places(data: bytes, catalog: Catalog) -> list[Address]:
    return [row.value for row in reader.read(data, catalog).rows]


@pytest.mark.parametrize("make", [workbook, text])
def test_a_list_is_taken_row_by_row(make: object, catalog: Catalog) -> None:
    rows = [
        HOUSE,
        ("城南路9号", "城南社区", "Firm", "某纺织厂", ""),
        ("东湖路1号", "城南社区", "", "", ""),
    ]
    assert places(make(rows), catalog) == [  # type: ignore[operator]
        Address(kind="household", community="新华社区", address="解放西路3号", note="二楼"),
        Address(kind="firm", community="城南社区", address="城南路9号 某纺织厂"),
        Address(kind="household", community="城南社区", address="东湖路1号"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (("", "新华社区", "家庭"), "A（地址）", "nothing is written here"),
        (("解放西路3号", "", "家庭"), "B（社区）", "nothing is written here"),
        (("解放西路3号", "新华社区", "外星人"), "C（类别）", "no such kind"),
        (("解放西路3号 330482199001011234", "新华社区", ""), "A（地址）", "identity number"),
        (("解放西路" + "长" * 80, "新华社区", ""), "A（地址）", "more than 80 letters"),
        (("#REF!", "新华社区", ""), "A（地址）", "formula's error"),
        (("合计：120", "新华社区", ""), "A（地址）", "sum, a remark or a signature"),
        (("解放西路\ue000号", "新华社区", ""), "A（地址）", "cannot store"),
    ],
)
def test_a_fault_is_named_by_cell_and_never_repeats_it(
    row: tuple[str, ...], column: str, said: str, catalog: Catalog
) -> None:
    found = reader.read(workbook([HOUSE, row]), catalog)
    assert len(found.rows) == 1
    (fault,) = found.refusals
    assert (fault.sheet, fault.row, fault.column) == ("走访", 3, column)
    assert said in fault.en
    assert found.refused == 1
    for cell in filter(None, row):
        assert cell not in fault.zh + fault.en


def test_identity_numbers_are_refused_in_columns_that_are_not_read(catalog: Catalog) -> None:
    headings = ("地址", "社区", "身份证号", "联系人")
    row = ("解放西路3号", "新华社区", "330482199001011234", "")
    found = reader.read(workbook([row], headings), catalog)
    assert len(found.rows) == 1
    assert [each.column for each in found.warnings] == ["C（身份证号）", "D（联系人）"]
    hidden = ("解放西路3号", "新华社区", "", "330482 19900101 1234")
    assert reader.read(workbook([hidden], headings), catalog).refused == 1


def test_a_merged_community_speaks_for_its_rows_and_a_merged_address_does_not(
    catalog: Catalog,
) -> None:
    book = load_workbook(io.BytesIO(workbook([HOUSE, ("城南路1号",), ("城南路2号",)])))
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("B2:B4")
    held = io.BytesIO()
    book.save(held)
    assert {each.community for each in places(held.getvalue(), catalog)} == {"新华社区"}
    sheet.merge_cells("A3:A4")
    held = io.BytesIO()
    book.save(held)
    found = reader.read(held.getvalue(), catalog)
    assert [(fault.row, fault.column) for fault in found.refusals] == [(3, "A（地址）")]


def test_titles_above_and_headings_in_both_languages(catalog: Catalog) -> None:
    rows = [("地址 Address", "Community（社区）"), ("解放西路3号", "新华社区")]
    assert len(places(workbook(rows, ("走访名单",)), catalog)) == 1


@pytest.mark.parametrize("sent", [b"", b"%PDF-1.4", workbook([("a",)], ("姓名",))])
def test_what_is_no_list_is_refused_as_a_whole(sent: bytes, catalog: Catalog) -> None:
    with pytest.raises(Refused):
        reader.read(sent, catalog)


def test_the_same_address_twice_is_refused_and_one_held_already_is_passed(
    catalog: Catalog,
) -> None:
    rows = [
        HOUSE,
        ("解放西路３号", "新华社区"),
        ("解放西路1-2号", "新华社区"),
        ("解放西路12号", "新华社区"),
    ]
    found = reader.read(workbook(rows), catalog)
    held = {reader.key(Address(kind="household", community="新华社区", address="解放西路12号"))}
    assert reader.sift(found, held) == 1
    assert [row.value.address for row in found.rows] == ["解放西路3号", "解放西路1-2号"]
    (fault,) = found.refusals
    assert fault.row == 3
    assert "row 2" in fault.en
