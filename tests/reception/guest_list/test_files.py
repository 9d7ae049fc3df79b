"""Test that lists are read from every kind of file that offices send."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.booth.checkin.guest_list import reader
from kiosk.booth.checkin.guest_list.reader import GuestList
from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.errors import KioskError, Refused
from kiosk.shell.spreadsheets.sheets import MOST_ROWS
from tests.reception.guest_list.lists import (
    MANY,
    PHONE,
    WIDE,
    book,
    said,
    text,
)


def test_a_merged_cell_speaks_for_each_of_its_rows(catalog: Catalog, tmp_path: Path) -> None:
    file = book(
        tmp_path / "list.xlsx",
        ["名单"],
        ["姓名", "单位", "类别", "场次", "日期"],
        ["王", "实验小学", "学生", time(9, 50), datetime(2026, 12, 20)],
        ["李"],
        ["张"],
        ["赵", "另一所小学"],
        merged=("A1:E1", "B3:B5", "C3:C6", "D3:D5", "E3:E4"),
    )
    guests = [row.value for row in reader.read_file(file, catalog).rows]
    assert [each.organisation for each in guests] == [*["实验小学"] * 3, "另一所小学"]
    assert [each.kind for each in guests] == ["pupil"] * 4
    assert [each.slot for each in guests] == [*["slot-2"] * 3, None]
    assert [each.day for each in guests] == ["2026-12-20", "2026-12-20", None, None]


@pytest.mark.parametrize("column", ["A", "B", "C"])
def test_a_merged_name_telephone_or_head_count_is_refused(
    catalog: Catalog, tmp_path: Path, column: str
) -> None:
    file = book(
        tmp_path / "list.xlsx",
        ["姓名", "电话", "人数", "单位"],
        ["王", PHONE, 2, "甲"],
        ["李", PHONE, 2, "乙"],
        merged=(f"{column}2:{column}3",),
    )
    found = reader.read_file(file, catalog)
    assert found.rows == []
    assert {each.row for each in found.refusals} == {2, 3}
    assert all("合并" in each.zh and each.column[0] == column for each in found.refusals)


def test_a_formula_is_read_by_its_result_and_refused_without_one(
    catalog: Catalog, tmp_path: Path
) -> None:
    file = book(tmp_path / "list.xlsx", ["姓名", "人数"], ["王", "=1+1"], ["李", 2], ["=A2", None])
    found = reader.read_file(file, catalog)
    assert [row.value.name for row in found.rows] == ["李"]
    assert [(each.row, each.column) for each in found.refusals] == [
        (2, "B（人数）"),
        (4, "A（姓名）"),
    ]
    stored = change_part(file, rb"<f>1\+1</f><v( ?/>|></v>)", b"<f>1+1</f><v>2</v>")
    found = reader.read_file(stored, catalog)
    assert [row.value for row in found.rows] == [
        Guest(name="王", people=2),
        Guest(name="李", people=2),
    ]


def change_part(file: Path, pattern: bytes, new: bytes) -> Path:
    """Rewrite the first sheet's XML with what matches a pattern changed."""
    changed = file.with_name("changed.xlsx")
    with zipfile.ZipFile(file) as former, zipfile.ZipFile(changed, "w") as later:
        for part in former.namelist():
            data = former.read(part)
            if part.endswith("sheet1.xml"):
                data, count = re.subn(pattern, new, data)
                assert count, data
            later.writestr(part, data)
    return changed


def test_every_sheet_with_headings_is_read_hidden_rows_too(
    catalog: Catalog, tmp_path: Path
) -> None:
    held = openpyxl.Workbook()
    first = held.worksheets[0]
    first.title = "代表"
    for row in (["姓名"], ["王"], ["李"]):
        first.append(row)
    first.row_dimensions[3].hidden = True
    held.create_sheet("说明").append(["请按模板填写"])
    held.create_sheet("空")
    held.create_sheet("媒体").append(["姓名", "电话"])
    held["媒体"].append(["张", "x"])
    held.save(tmp_path / "list.xlsx")
    found = reader.read_file(tmp_path / "list.xlsx", catalog)
    assert [(row.sheet, row.value.name) for row in found.rows] == [("代表", "王"), ("代表", "李")]
    assert [(each.sheet, each.row) for each in found.warnings] == [("代表", 3), ("说明", None)]
    assert str(found.refusals[0]).startswith("媒体 第 2 行 B（电话）")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_by_every_delimiter(
    catalog: Catalog, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    lines = ["名单", "姓名|单位|人数", "", '㐂䶮|"甲,乙;丙"|２', "", "堃||"]
    content = "\r\n".join(lines).replace("|", delimiter)
    found = reader.read_file(text(tmp_path / "list.csv", content, encoding), catalog)
    assert [(row.row, row.value) for row in found.rows] == [
        (4, Guest(name="㐂䶮", organisation="甲,乙;丙", people=2)),
        (6, Guest(name="堃")),
    ]


def test_gbk_as_old_programs_write_it_is_read(catalog: Catalog, tmp_path: Path) -> None:
    file = text(tmp_path / "list.csv", "姓名,单位\n王,实验小学\n", "gbk")
    [row] = reader.read_file(file, catalog).rows
    assert row.value == Guest(name="王", organisation="实验小学")


def test_a_quotation_mark_that_is_never_closed_swallows_no_guests(
    catalog: Catalog, tmp_path: Path
) -> None:
    file = text(tmp_path / "list.csv", '姓名,单位\n王,甲\n李,"乙\n张,丙\n')
    assert said(file, catalog).startswith("第 3 行的引号没有配对")


def test_full_width_commas_are_told(catalog: Catalog, tmp_path: Path) -> None:
    file = text(tmp_path / "list.csv", "姓名，电话，单位\n王，13800000000，甲\n")
    assert "中文逗号" in said(file, catalog)


def unlike(content: bytes) -> bytes:
    """Return a zip whose one part is something else than a book."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b" \n", "空的"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为不加密码的 .xlsx"),
        (b"\x89PNG\r\n", "图片"),
        (b"<html><table>", "网页"),
        (b"PK\x03\x04 and no more", "损坏"),
        (unlike(b"x"), "不是 .xlsx"),
        (b"a\0b", "读不出"),
        (b"\xff\xff\xff", "读不出"),
        (b"one,two\n", "没有找到表头"),
        (b"\xff\xfea", "读不出"),
    ],
)
def test_a_file_that_is_no_list_is_told_in_one_sentence(
    catalog: Catalog, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(content)
    assert words in said(file, catalog)


def test_a_damaged_book_is_told(catalog: Catalog, tmp_path: Path) -> None:
    file = book(tmp_path / "list.xlsx", ["姓名"], ["王"])
    assert "损坏" in said(change_part(file, b"</sheetData>", b""), catalog)


def test_a_file_that_unpacks_without_end_is_not_unpacked(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.shell.spreadsheets.workbook.MOST_UNPACKED", 1_000_000)
    (tmp_path / "list.xlsx").write_bytes(unlike(bytes(2_000_000)))
    assert "太大" in said(tmp_path / "list.xlsx", catalog)


def test_more_rows_than_a_list_can_have_are_refused(catalog: Catalog, tmp_path: Path) -> None:
    file = text(tmp_path / "list.csv", "姓名\n" + "王\n" * (MOST_ROWS + 20))
    assert "太大" in said(file, catalog)


def assert_read(found: GuestList, last: int) -> None:
    assert [row.value.name for row in found.rows] == [f"䶮{number}" for number in range(last)]
    assert {row.value.organisation for row in found.rows[:10]} == {"第0小学"}
    assert found.rows[19].value == Guest(
        name="䶮19",
        phone="13800000019",
        organisation="第1小学",
        kind="pupil",
        people=2,
        slot="slot-2",
    )
    assert found.refusals == []


def test_20_000_rows_with_merged_cells_and_full_width_digits_are_read(
    catalog: Catalog, tmp_path: Path
) -> None:
    held = openpyxl.Workbook(write_only=True)
    sheet = held.create_sheet("名单")
    sheet.append(["平湖市警察开放日邀请名单"])
    sheet.append(["姓名", "电话", "人数", "场次", "单位", "类别"])
    for number in range(MANY):
        group = [f"第{number // 10}小学", "学生"] if number % 10 == 0 else []
        phone = f"138{number:08}".translate(WIDE)
        sheet.append([f"䶮{number}", phone, "２", "９：５０", *group])
    held.save(tmp_path / "plain.xlsx")
    cells = [
        f'<mergeCell ref="{column}{row}:{column}{row + 9}"/>'
        for row in range(3, MANY + 3, 10)
        for column in "EF"
    ]
    merged = f'</sheetData><mergeCells count="{len(cells)}">{"".join(cells)}</mergeCells>'
    file = change_part(tmp_path / "plain.xlsx", b"</sheetData>", merged.encode())
    assert_read(reader.read_file(file, catalog), MANY)


def test_20_000_rows_in_gbk_are_read(catalog: Catalog, tmp_path: Path) -> None:
    rows = [
        f"䶮{number},{f'138{number:08}'.translate(WIDE)},２,９：５０,第{number // 10}小学,学生"
        for number in range(MANY)
    ]
    content = "\r\n".join(["姓名,电话,人数,场次,单位,类别", *rows])
    assert_read(reader.read_file(text(tmp_path / "list.csv", content, "gb18030"), catalog), MANY)


@given(rows=st.lists(st.lists(st.text(max_size=30), min_size=2, max_size=4), max_size=8))
def test_whatever_text_a_csv_holds_its_rows_are_taken_or_refused(
    catalog: Catalog, tmp_path: Path, rows: list[list[str]]
) -> None:
    held = io.StringIO()
    csv.writer(held).writerows([["姓名", "单位"], *rows])
    try:
        data = held.getvalue().encode()
    except UnicodeEncodeError:
        return
    (tmp_path / "list.csv").write_bytes(data)
    try:
        found = reader.read_file(tmp_path / "list.csv", catalog)
    except Refused:
        return
    filled = sum(any(cell.strip() for cell in row[:2]) for row in rows)
    assert len(found.rows) + found.refused == filled


@given(content=st.binary(max_size=300))
def test_whatever_bytes_a_file_holds_it_is_read_or_refused(
    catalog: Catalog, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "list").write_bytes(content)
    try:
        reader.read_file(tmp_path / "list", catalog)
    except KioskError as error:
        told = str(error).splitlines()
        if len(told) != 2:
            raise
