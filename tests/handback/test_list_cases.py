"""Lists of belongings as people really make them: each kind of slip that guest lists had."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

import msgspec
import openpyxl
import pytest

from kiosk.booth.handback.listing.reader import ItemList, read_file
from kiosk.booth.handback.service import Item
from kiosk.content.catalog import Catalog
from kiosk.errors import KioskError
from tests.outreach.lists import text

HEADINGS = ["编号", "物品", "领取人", "电话", "日期", "时间", "备注"]
ROW = ["017", "试样电动车", "试样岗甲", "13800000000", "2026-12-20", "9:30", "盒装"]
IDENTITY = "110101199003078515"


@pytest.fixture
def dated(catalog: Catalog) -> Catalog:
    """Give a pack whose event has its days."""
    days = {"starts_on": "2026-12-20", "ends_on": "2026-12-21"}
    event = msgspec.structs.replace(catalog.pack.event, **days)
    return Catalog(msgspec.structs.replace(catalog.pack, event=event), catalog.digest)


def book(
    *rows: list[Any], merged: tuple[str, ...] = (), hidden: tuple[list[Any], ...] = ()
) -> bytes:
    """Return a workbook of these rows, with a hidden sheet before them."""
    held = openpyxl.Workbook()
    sheet = held.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    if hidden:
        other = held.create_sheet("旧清单", 0)
        for row in hidden:
            other.append(row)
        other.sheet_state = "hidden"
    out = io.BytesIO()
    held.save(out)
    return out.getvalue()


def changed(**given: Any) -> list[Any]:
    """Return the usual row with some cells changed, by heading."""
    return [given.get(heading, cell) for heading, cell in zip(HEADINGS, ROW, strict=True)]


def one(found: ItemList) -> Item:
    """Return the only row, which must be taken."""
    assert [str(each) for each in found.refusals] == []
    [row] = found.rows
    return row.value


def test_a_title_and_two_rows_of_headings_stand_above(catalog: Catalog) -> None:
    data = book(
        ["发还清单", *[None] * 6],
        ["物品", None, "领取人", None, "约定", None, "其他"],
        HEADINGS,
        ROW,
        merged=("A1:G1", "A2:B2", "C2:D2", "E2:F2"),
    )
    found = one(read_file(data, catalog, "zhongdai"))
    assert (found.number, found.claimant, found.time) == ("zhongdai/017", "试样岗甲", "09:30")


def test_merged_cells_speak_for_their_rows_but_one_number_never_for_two(catalog: Catalog) -> None:
    data = book(
        HEADINGS, ROW, changed(编号="018", 领取人=None, 电话=None), merged=("C2:C3", "D2:D3")
    )
    first, second = (row.value for row in read_file(data, catalog, "zhongdai").rows)
    assert (second.claimant, second.phone) == (first.claimant, first.phone)
    data = book(HEADINGS, ROW, changed(编号=None, 物品=None), merged=("A2:A3", "B2:B3"))
    found = read_file(data, catalog, "zhongdai")
    assert (found.rows, {each.row for each in found.refusals}) == ([], {2, 3})


@pytest.mark.parametrize("is_placed", [True, False])
def test_a_formula_without_a_result_is_refused(catalog: Catalog, is_placed: bool) -> None:
    data = book(HEADINGS, changed(领取人="=B2"), changed(编号="=1+2"), changed(编号="020"))
    if not is_placed:
        data = _without_places(data)
    found = read_file(data, catalog, "zhongdai")
    assert [row.value.number for row in found.rows] == ["zhongdai/020"]
    assert {each.row for each in found.refusals} == {2, 3}
    assert all("公式" in each.zh for each in found.refusals)


def _without_places(data: bytes) -> bytes:
    """Return a workbook whose cells do not say where they stand, as some programs write them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, re.sub(rb' r="[A-Z]+\d+"', b"", part) if "sheet1" in name else part)
    return out.getvalue()


def test_a_hidden_sheet_is_left_out_and_said(catalog: Catalog) -> None:
    found = read_file(book(HEADINGS, ROW, hidden=(HEADINGS, changed(编号="999"))), catalog, "zhapu")
    assert one(found).number == "zhapu/017"
    assert any("旧清单" in str(each) for each in found.warnings)


def test_what_stands_below_a_list_is_no_belonging(catalog: Catalog) -> None:
    below = [["合计", 1], ["制表人：试样岗乙"], ["以下空白"], ["备注：请带身份证"]]
    found = read_file(book(HEADINGS, ROW, [None] * 7, *below), catalog, "zhongdai")
    assert [row.value.number for row in found.rows] == ["zhongdai/017"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_is_read_in_the_encodings_of_offices(catalog: Catalog, encoding: str) -> None:
    data = text([changed(领取人="试样䶮")], HEADINGS).decode("gb18030").encode(encoding)
    assert one(read_file(data, catalog, "zhongdai")).claimant == "试样䶮"


@pytest.mark.parametrize(
    "written",
    [
        *("2026/12/20", "2026年12月20日", "12月20日", "12/20", "2026.12.20"),
        *("2026/12/20 0:00:00", "２０２６-１２-２０", datetime(2026, 12, 20)),
    ],
)
def test_days_as_text_are_days(dated: Catalog, written: object) -> None:
    found = read_file(book(HEADINGS, changed(日期=written)), dated, "zhongdai")
    assert (one(found).day, found.warnings) == ("2026-12-20", [])


@pytest.mark.parametrize("written", [datetime(2026, 12, 20, 9, 50), "2026-02-30", 12.2, "下周"])
def test_what_is_no_day_is_refused(dated: Catalog, written: object) -> None:
    found = read_file(book(HEADINGS, changed(日期=written)), dated, "zhongdai")
    assert (found.rows, {each.row for each in found.refusals}) == ([], {2})


@pytest.mark.parametrize("written", ["9:30", "09:30:00", "9点30分", "９：３０", "9.30", 9.5 / 24])
def test_times_as_text_or_numbers_are_times(catalog: Catalog, written: object) -> None:
    found = read_file(book(HEADINGS, changed(时间=written)), catalog, "zhongdai")
    assert one(found).time == "09:30"


def test_a_number_is_the_same_however_it_is_typed(catalog: Catalog) -> None:
    rows = [changed(编号=own) for own in ("a-017", "A－017", " A-017 ", "ａ-０１７")]
    found = read_file(book(HEADINGS, *rows), catalog, "zhongdai")
    assert [row.value.number for row in found.rows] == ["zhongdai/A-017"]
    assert [each.row for each in found.refusals] == [3, 4, 5]
    assert all("row 2" in each.en for each in found.refusals)


def test_rows_pasted_twice_count_once_and_another_units_number_is_another(catalog: Catalog) -> None:
    heads, rows = [*HEADINGS, "单位"], [[*ROW, unit] for unit in ("zhapu", "zhongdai", "zhapu")]
    found = read_file(book(heads, *rows), catalog, None)
    assert [row.value.number for row in found.rows] == ["zhapu/017", "zhongdai/017"]
    assert [each.row for each in found.refusals] == [4]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(
    "written", [IDENTITY, " ".join((IDENTITY[:6], IDENTITY[6:])), "11010119900307851X"]
)
def test_an_identity_number_is_refused_in_every_column_and_never_repeated(
    catalog: Catalog, heading: str, written: str
) -> None:
    found = read_file(book(HEADINGS, changed(**{heading: written})), catalog, "zhongdai")
    assert found.rows == []
    told = "\n".join(map(str, found.refusals))
    assert all(part not in told for part in (IDENTITY, IDENTITY[6:], "900307851"))


@pytest.mark.parametrize("letter", ["𠮷", "䶮", "㐂", "彧", "·"])
def test_rare_letters_are_kept_as_they_are(catalog: Catalog, letter: str) -> None:
    data = book(HEADINGS, changed(领取人=f"试{letter}样", 物品=f"{letter}牌试样车"))
    found = one(read_file(data, catalog, "zhongdai"))
    assert (found.claimant, found.what) == (f"试{letter}样", f"{letter}牌试样车")


def test_a_letter_for_private_use_is_kept_or_refused_by_its_place(catalog: Catalog) -> None:
    found = read_file(book(HEADINGS, changed(领取人="试\ue863样")), catalog, "zhongdai")
    kept = [row.value.claimant for row in found.rows]
    assert kept == ["试\ue863样"] or {each.row for each in found.refusals} == {2}


@pytest.mark.parametrize("sent", [b"", b"PK\x03\x04nonsense", b"\xd0\xcf\x11\xe0", b"1,2"])
def test_what_is_no_list_is_refused_in_words(catalog: Catalog, sent: bytes) -> None:
    with pytest.raises(KioskError) as refused:
        read_file(sent, catalog, "zhongdai")
    assert refused.value.zh
    assert refused.value.en
