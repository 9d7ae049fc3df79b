"""Test that each row of a guest list is taken or refused, and told where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.booth.checkin.guest_list import reader
from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.shell.spreadsheets.sheets import Value
from tests.reception.guest_list.lists import (
    HEADINGS,
    IDENTITY,
    PHONE,
    read,
    table,
    why,
)


@pytest.mark.parametrize(
    "headings",
    [
        ["电话", "姓名"],
        ["Mobile", "Name"],
        ["联系电话（选填）", "*姓　名（必填）："],
        ["手机 号", "名字"],
        ["电话（本人）", "姓名（与身份证一致）"],
        [" PHONE ", " full name "],
    ],
)
def test_headings_stand_in_any_order_in_either_language(
    catalog: Catalog, headings: list[Value]
) -> None:
    found = reader.read_list([table(headings, [PHONE, "堃"])], catalog)
    assert [row.value for row in found.rows] == [Guest(name="堃", phone=PHONE)]
    assert found.warnings == []


@pytest.mark.parametrize("place", range(8))
@pytest.mark.parametrize(
    "written", [IDENTITY, int(IDENTITY), " 330482 19900101 001x", "住址 " + IDENTITY]
)
def test_a_row_with_an_identity_number_anywhere_is_refused(
    catalog: Catalog, place: int, written: Value
) -> None:
    row: list[Value] = ["王", *[None] * 7]
    row[place] = written
    found = reader.read_list([table([*HEADINGS, "备注"], row)], catalog)
    assert found.rows == []
    assert "身份证号" in str(found.refusals[0])


@pytest.mark.parametrize(
    "heading",
    ["身份证号", "身份证号码（必填）", "号码（身份证）", "证件号", "ID number", "Identity No."],
)
def test_a_column_of_identity_numbers_is_not_read_and_that_is_said(
    catalog: Catalog, heading: str
) -> None:
    found = reader.read_list([table(["姓名", heading], ["王", IDENTITY])], catalog)
    assert [row.value for row in found.rows] == [Guest(name="王")]
    [warning] = found.warnings
    assert "没有读" in str(warning)
    assert heading in str(warning)


def test_unknown_and_second_columns_are_named_and_left_out(catalog: Catalog) -> None:
    headings: list[Value] = ["序号", "姓名", "手机", "联系电话"]
    found = reader.read_list([table(headings, [1, "王", PHONE, "110"])], catalog)
    assert [row.value for row in found.rows] == [Guest(name="王", phone=PHONE)]
    assert [each.column for each in found.warnings] == ["A（序号）", "D（联系电话）"]


def test_titles_above_the_headings_and_numbers_of_rows_without_guests_do_no_harm(
    catalog: Catalog,
) -> None:
    rows: list[list[Value]] = [["平湖市警察开放日邀请名单"], ["填表说明"], ["序号", "姓名"]]
    found = reader.read_list([table(*rows, [1, "王"], [2, None], [3, " "])], catalog)
    assert [(row.row, row.value.name) for row in found.rows] == [(4, "王")]
    assert found.refusals == []


def test_headings_that_come_again_are_no_guest(catalog: Catalog) -> None:
    found = read(catalog, ["王"], list(HEADINGS), ["李"])
    assert [row.value.name for row in found.rows] == ["王", "李"]
    assert [each.row for each in found.refusals] == [3]


def test_all_faults_of_a_row_are_named_at_once(catalog: Catalog) -> None:
    found = why(catalog, "", "x", "", "y", 0, "z", "w")
    assert [each[0] for each in found] == list("ABDEFG")


def test_reasons_never_repeat_what_stands_in_a_cell(catalog: Catalog) -> None:
    secret = "秘密9876543210987654321"
    found = read(catalog, *[[secret if i == k else "王" for i in range(7)] for k in range(7)])
    assert found.refusals
    assert not [each for each in found.refusals if "98765" in str(each) or "秘密" in str(each)]


WORDS = st.text(max_size=50) | st.sampled_from(
    [IDENTITY, PHONE, "王", "9:50", "2026-12-20", '"', "=1"]
)
CELLS = (
    WORDS
    | st.none()
    | st.booleans()
    | st.floats()
    | st.integers(-(10**30), 10**30)
    | st.datetimes()
    | st.dates()
    | st.times()
    | st.timedeltas()
)


@given(rows=st.lists(st.lists(CELLS, min_size=7, max_size=9), max_size=12))
@settings(max_examples=150)
def test_whatever_stands_in_cells_each_row_is_taken_or_refused(
    catalog: Catalog, rows: list[list[Value]]
) -> None:
    found = read(catalog, *rows)
    filled = {
        number
        for number, row in enumerate(rows, start=2)
        if any(str(cell).strip() for cell in row[:7] if cell is not None)
    }
    taken, refused = [row.row for row in found.rows], {each.row for each in found.refusals}
    assert len(taken) == len(set(taken))
    assert set(taken) | refused == filled
    assert set(taken) & refused == set()
    assert all(str(each) for each in [*found.refusals, *found.warnings])
