"""Guest lists as people really make them: each kind of slip with ten of its neighbours."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import msgspec
import openpyxl
import pytest
import xlsxwriter

from kiosk.booth.checkin.guest_list import reader
from kiosk.content.catalog import Catalog
from kiosk.shell.spreadsheets.sheets import Value
from tests.reception.guest_list.lists import book, one, read, said, text, why

DAY = "2026-12-20"


@pytest.fixture
def dated(catalog: Catalog) -> Catalog:
    """Give a pack whose event has its days."""
    days = {"starts_on": "2026-12-20", "ends_on": "2026-12-21"}
    event = msgspec.structs.replace(catalog.pack.event, **days)
    return Catalog(msgspec.structs.replace(catalog.pack, event=event), catalog.digest)


# 01: a day with midnight behind it


@pytest.mark.parametrize(
    "written",
    [
        *("2026/12/20 0:00:00", "2026-12-20 0:00", "2026-12-20 00:00:00", "2026.12.20 0:00"),
        *("2026年12月20日 0:00", "2026-12-20T00:00:00", "2026-12-20T00:00:00Z", "12/20 0:00:00"),
        *("２０２６/１２/２０　０：００", "2026-12-20  00:00:00.000", datetime(2026, 12, 20)),
    ],
)
def test_midnight_is_no_part_of_a_day(dated: Catalog, written: Value) -> None:
    assert one(dated, "王", "", "", "", "", "", written).day == DAY


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *(("2026/1/10 0:00:00", "2026-01-10"), ("2026/1/10 0:00", "2026-01-10")),
        *(("2026-12-30 0:00:00", "2026-12-30"), ("2026/1/1 0:00:00", "2026-01-01")),
        *(("2026/10/10 0:00", "2026-10-10"), ("2026/1/20 00:00", "2026-01-20")),
        *(("2026-2-10T0:00", "2026-02-10"), ("2026年1月10日 0:00:00", "2026-01-10")),
        *(("2026/11/30 0:00:00", "2026-11-30"), ("2026/3/1 0:00", "2026-03-01")),
    ],
)
def test_a_nought_of_the_day_is_not_taken_for_the_hours(
    catalog: Catalog, written: str, day: str
) -> None:
    assert one(catalog, "王", "", "", "", "", "", written).day == day


# 04: a moment where a day or a time belongs


@pytest.mark.parametrize("column", [5, 6])
@pytest.mark.parametrize(
    "moment",
    [
        *(datetime(2026, 12, 21, 9, 50), datetime(2025, 1, 1, 9, 50), datetime(2026, 12, 20, 0, 1)),
        *(
            datetime(2026, 12, 20, 23, 59),
            datetime(2027, 1, 1, 8),
            datetime(2026, 12, 20, 9, 50, 30),
        ),
    ],
)
def test_a_moment_loses_neither_its_day_nor_its_time(
    catalog: Catalog, column: int, moment: datetime
) -> None:
    cells: list[Value] = ["王", *[""] * 6]
    cells[column] = moment
    assert "既有日期又有时间" in why(catalog, *cells)[0]


# 05: a number where a day belongs


@pytest.mark.parametrize(
    "number", [12.2, 12.1, 1.5, 46376, 46376.0, 20261220, 12.3, 6, 2026.12, 0.5, 12.31]
)
def test_a_number_is_no_day(catalog: Catalog, number: float) -> None:
    assert "2026-12-20" in why(catalog, "王", "", "", "", "", "", number)[0]


@pytest.mark.parametrize("written", ["12.20", "12-20", "12/20", "12月20日", date(2026, 12, 20)])
def test_a_day_without_a_year_is_the_events(dated: Catalog, written: Value) -> None:
    assert one(dated, "王", "", "", "", "", "", written).day == DAY


# 06: rows that are no guests


@pytest.mark.parametrize(
    "written",
    [
        *("合计", "总计", "小计：", "合 计", "共计", "合计人数", "以下空白", "Total", "Subtotal"),
        *(
            "制表人：李四",
            "填表人: 王五",
            "备注：请提前十分钟到",
            "审核",
            "单位盖章：",
            "领导签字：",
        ),
        *("注：名单以此为准", "Notes: all by bus", "制表日期：2026-12-01", "（合计）"),
    ],
)
def test_sums_signatures_and_remarks_are_no_guests(catalog: Catalog, written: str) -> None:
    assert any("合计、备注或签字" in each for each in why(catalog, written, "", "", "", 30))


@pytest.mark.parametrize(
    "written",
    [
        *("合计 30 人", "合计：30", "共30人", "总计(人)", "累计", "总数", "人数总计", "平均"),
        *("TOTALS", "填报人：李", "联系人：王五", "复核：", "审批意见", "—以下空白—", "以下无正文"),
        *("Total: 30", "共 2 页", "TRUE", "NULL", "None", "nan", "无", "待定"),
    ],
)
def test_further_rows_below_a_list_are_no_guests(catalog: Catalog, written: str) -> None:
    assert why(catalog, written, "", "", "", 30)


@pytest.mark.parametrize("name", ["何计", "注一帆", "合田", "计合", "备小明", "Tota Li"])
def test_guests_whose_names_look_a_little_so_are_invited(catalog: Catalog, name: str) -> None:
    assert one(catalog, name).name == name


@pytest.mark.parametrize(
    "second",
    [
        ["序号", "姓名", "电话"],
        ["单位", "姓名"],
        ["姓名", "单位", "电话"],
        ["电话", "姓名", "人数"],
    ],
)
def test_a_second_table_below_is_named_and_not_invited(
    catalog: Catalog, second: list[Value]
) -> None:
    found = read(catalog, ["王"], second, ["李", "13800000001"])
    assert [row.value.name for row in found.rows] == ["王"]
    assert ["另一张表" in each.zh for each in found.refusals] == [True]


# 11: hidden sheets and rows


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_left_out_and_said(catalog: Catalog, tmp_path: Path, state: str) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].append(["姓名"])
    made.worksheets[0].append(["王"])
    old = made.create_sheet("旧名单")
    old.append(["姓名"])
    old.append(["李"])
    old.sheet_state = state
    made.save(tmp_path / "list.xlsx")
    found = reader.read_file(tmp_path / "list.xlsx", catalog)
    assert [row.value.name for row in found.rows] == ["王"]
    assert [(each.sheet, "隐藏" in each.zh) for each in found.warnings] == [("旧名单", True)]


# 12: characters as XML cannot hold them; 18: marks around names; invisible letters


@pytest.mark.parametrize(
    "written",
    [
        *("'王芳", "＇王芳", '="王芳"', '"王芳"', "“王芳”", "‘王芳’", " 王芳 ", "王芳\u200b"),
        *("\ufeff王芳", "王芳\u00a0", "\u202a王芳\u202c", "王芳\u00ad"),
    ],
)
def test_marks_and_invisible_letters_around_a_name_are_not_kept(
    catalog: Catalog, written: str
) -> None:
    assert one(catalog, written).name == "王芳"


@pytest.mark.parametrize(
    "written",
    [
        *("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#BUSY!", "#UNKNOWN!", "#CONNECT!", "#N/A"),
        *("Err:502", "Err:508", "#GETTING_DATA", True, False),
    ],
)
def test_a_formulas_error_is_no_name(catalog: Catalog, written: Value) -> None:
    assert why(catalog, written)


@pytest.mark.parametrize(
    "heading",
    [
        *("姓名 Name", "姓名/Name", "Name 姓名", "姓名Name", "\ufeff姓名", "姓\u200b名", "姓名\r"),
        *("姓名\nName", "姓名（必填）", "*姓名", "姓 名", "姓名_x000D_", "Guest Name"),
    ],
)
def test_headings_in_both_languages_and_with_odd_letters_are_known(
    catalog: Catalog, tmp_path: Path, heading: str
) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].append([heading, "电话 Phone"])
    made.worksheets[0].append(["王_x000D_", "13800000001"])
    file = tmp_path / "list.xlsx"
    made.save(file)
    change(file, "xl/worksheets/sheet1.xml", rb"_x005F_x000D_", b"_x000D_")
    [row] = reader.read_file(file, catalog).rows
    assert (row.value.name, row.value.phone) == ("王", "13800000001")


def change(file: Path, part: str, pattern: bytes, new: bytes) -> None:
    """Write a workbook again with something in one of its parts exchanged."""
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    if part in parts:
        parts[part] = re.sub(pattern, new, parts[part])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)


# 13: Strict Open XML; 16: cells without their places; 27: bombs


def test_a_strict_workbook_is_said_to_be_one(catalog: Catalog, tmp_path: Path) -> None:
    file = book(tmp_path / "list.xlsx", ["姓名"], ["王"])
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        change(
            file,
            part,
            rb"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
    assert "严格 Open XML" in said(file, catalog)


@pytest.mark.parametrize("is_placed", [True, False])
def test_a_formula_without_a_result_is_refused_with_and_without_places(
    catalog: Catalog, tmp_path: Path, is_placed: bool
) -> None:
    file = book(tmp_path / "list.xlsx", ["姓名", "人数"], ["王", "=1+2"], ["=A2", 1])
    if not is_placed:
        change(file, "xl/worksheets/sheet1.xml", rb' r="[A-Z]+\d+"', b"")
    found = reader.read_file(file, catalog)
    assert found.rows == []
    assert [each.row for each in found.refusals] == [2, 3]
    assert all("公式" in each.zh for each in found.refusals)


@pytest.mark.parametrize("many", [1_000_001, 3_000_000])
def test_a_table_of_strings_that_no_list_has_is_refused_before_it_is_read(
    catalog: Catalog, tmp_path: Path, many: int
) -> None:
    file = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(file) as made:
        made.add_worksheet().write_column(0, 0, ["姓名", "王"])
    change(file, "xl/sharedStrings.xml", rb"</sst>", b"<si/>" * many + b"</sst>")
    assert "太大" in said(file, catalog)


def test_a_cell_longer_than_csv_can_hold_is_named(catalog: Catalog, tmp_path: Path) -> None:
    file = text(tmp_path / "list.csv", f"姓名\n王\n{'长' * 140_000}\n")
    assert "第 3 行" in said(file, catalog)
    assert "131072" in said(file, catalog)


# 15: telephone numbers that are none of an identity


@pytest.mark.parametrize(
    ("written", "held"),
    [
        *(("0086-13800000000", "13800000000"), ("008613800000000", "13800000000")),
        *(("+86 138 0000 0000", "13800000000"), ("+8613800000000", "13800000000")),
        *(("0086 573 8501 2345", "057385012345"), ("0086-573-85012345", "057385012345")),
        *(("'13800000000", "13800000000"), ("138-0000-0000", "13800000000")),
        *((13800000000, "13800000000"), ("（0573）85012345", "057385012345")),
        ("13800000000\u202c", "13800000000"),
    ],
)
def test_numbers_with_the_countrys_code_are_telephones(
    catalog: Catalog, written: Value, held: str
) -> None:
    assert one(catalog, "王", written).phone == held


@pytest.mark.parametrize(
    "written", ["0573-85012345-801", "0573-85012345转801", "010-12345678-1", "0573 85012345 ext.22"]
)
def test_an_extension_is_named_as_what_it_is(catalog: Catalog, written: str) -> None:
    assert "分机" in why(catalog, "王", written)[0]


@pytest.mark.parametrize(
    "text", ["+86330482199001010011", "0086 330482199001010011", "+86-33048219900101001X"]
)
def test_no_identity_number_hides_behind_the_countrys_code(catalog: Catalog, text: str) -> None:
    assert why(catalog, "王", text)
    assert any("身份证号" in each for each in why(catalog, "王", "", f"甲 {text}"))


@pytest.mark.parametrize("written", ["330482199001010011", "33048219900101001X", "330482900101001"])
def test_identity_numbers_are_refused_all_the_same(catalog: Catalog, written: str) -> None:
    assert "身份证号" in why(catalog, "王", written)[0]


# 26: days outside the event


@pytest.mark.parametrize("written", ["2019-01-01", "2026-01-10", "2026-12-19", "2027-12-20"])
def test_a_day_outside_the_event_is_warned_of_by_row(dated: Catalog, written: str) -> None:
    found = read(dated, ["王", "", "", "", "", "", written])
    assert [row.value.day for row in found.rows] == [written]
    assert [(each.row, "活动期间" in each.zh) for each in found.warnings] == [(2, True)]


# Mixed encodings


@pytest.mark.parametrize("place", [1, 2, 3, 5])
def test_a_list_of_two_encodings_names_the_row(
    catalog: Catalog, tmp_path: Path, place: int
) -> None:
    lines = [
        line.encode()
        for line in ("姓名,单位", "王,派出所", "李,学校", "张,医院", "赵,银行", "钱,邮局")
    ]
    lines[place] = lines[place].decode().encode("gb18030")
    file = tmp_path / "list.csv"
    file.write_bytes(b"\n".join(lines))
    assert f"第 {place + 1} 行的编码" in said(file, catalog)


BOMBS = {
    "merged cells": (
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b"</sheetData><mergeCells>" + b'<mergeCell ref="A5:A6"/>' * 60_000 + b"</mergeCells>",
    ),
    "styles": ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 300_000 + b"</cellXfs>"),
    "names": ("xl/workbook.xml", b"</workbook>", b"<x/>" * 300_000 + b"</workbook>"),
    "depth": ("xl/theme/theme1.xml", b"</a:theme>", b"<a>" * 300 + b"</a>" * 300 + b"</a:theme>"),
    "one text": (
        "xl/sharedStrings.xml",
        b"</sst>",
        b"<si><t>" + b"x" * 2_000_000 + b"</t></si></sst>",
    ),
    "runs": ("xl/sharedStrings.xml", b"</sst>", b"<si>" + b"<r/>" * 1_100_000 + b"</si></sst>"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_in_any_part_is_refused_before_the_book_is_read(
    catalog: Catalog, tmp_path: Path, bomb: str
) -> None:
    file = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(file) as made:
        made.add_worksheet().write_column(0, 0, ["姓名", "王"])
    change(file, *BOMBS[bomb])
    assert "太大" in said(file, catalog)


def test_many_parts_are_refused(catalog: Catalog, tmp_path: Path) -> None:
    file = book(tmp_path / "list.xlsx", ["姓名"], ["王"])
    with zipfile.ZipFile(file, "a") as parts:
        for number in range(2500):
            parts.writestr(f"x/{number}.bin", b"")
    assert "太大" in said(file, catalog)


# Further neighbours of 15 and 26


@pytest.mark.parametrize(
    ("written", "held"),
    [
        *(("13800000000.0", "13800000000"), ("57385012345.00", "57385012345")),
        *(("0573—85012345", "057385012345"), ("0573–85012345", "057385012345")),
        *(("138.0000.0000", "13800000000"), ("0573·85012345", "057385012345")),
        *(("+86 400 820 8820", "4008208820"), ("0086 20 8000 0000", "02080000000")),
        *(("+44 20 7946 0958", "+442079460958"), ("+86 (0)573 85012345", "057385012345")),
    ],
)
def test_a_number_is_held_as_it_is_dialled(catalog: Catalog, written: str, held: str) -> None:
    assert one(catalog, "王", written).phone == held


@pytest.mark.parametrize(
    "written",
    [
        *("13800000000 13900000000", "13800000000/13900000000", "13800000000、13900000000"),
        *("13800000000;13900000000", "85012345 85016789", "13800000000\n13900000000"),
        *("13800000000,0573-85012345", "13800000000 或 13900000000", "1380000000013900000000"),
        *("1.38E+10", "138****0000", "电话见附件", "12345,678"),
    ],
)
def test_two_numbers_in_one_cell_or_none_are_refused(catalog: Catalog, written: str) -> None:
    assert why(catalog, "王", written)


@pytest.fixture
def begun(catalog: Catalog) -> Catalog:
    """Give a pack whose event has its first day only."""
    event = msgspec.structs.replace(catalog.pack.event, starts_on="2026-12-20", ends_on=None)
    return Catalog(msgspec.structs.replace(catalog.pack, event=event), catalog.digest)


OUTSIDE: list[Value] = [
    *(
        "2019-01-01",
        "2026-12-19",
        "2026-12-22",
        "2026年12月19日",
        "12月22日",
        "12-19",
        "2025/12/20",
    ),
    *(
        date(2026, 12, 19),
        datetime(2027, 12, 20),
        "２０２６-１２-２２",
        "2026.12.19",
        "2026-12-22 0:00",
    ),
]


@pytest.mark.parametrize("written", OUTSIDE)
def test_a_day_outside_is_warned_of_however_it_is_written(dated: Catalog, written: Value) -> None:
    found = read(dated, ["王", "", "", "", "", "", written])
    assert len(found.rows) == 1
    [warning] = found.warnings
    assert (warning.row, warning.column) == (2, "G（日期）")
    assert "活动期间" in warning.zh
    assert "outside the event" in warning.en


@pytest.mark.parametrize(
    "written", ["2026-12-20", "2026-12-21", "12.20", "12月21日", "", "待定", date(2026, 12, 21)]
)
def test_a_day_of_the_event_is_not_warned_of(dated: Catalog, written: Value) -> None:
    found = read(dated, ["王", "", "", "", "", "", written])
    assert (len(found.rows), found.warnings) == (1, [])


def test_each_row_outside_is_named_and_those_within_are_not(dated: Catalog) -> None:
    days = ["2026-12-19", "2026-12-20", "2026-12-22", "", "2026-12-21"]
    found = read(dated, *(["王", "", "", "", "", "", day] for day in days))
    assert [each.row for each in found.warnings] == [2, 4]


def test_an_event_whose_end_is_open_has_days_from_its_first_on(begun: Catalog) -> None:
    days = ["2026-12-19", "2026-12-20", "2026-12-30"]
    found = read(begun, *(["王", "", "", "", "", "", day] for day in days))
    assert [each.row for each in found.warnings] == [2]


def test_an_event_without_days_warns_of_none(catalog: Catalog) -> None:
    event = msgspec.structs.replace(catalog.pack.event, starts_on=None, ends_on=None)
    open_one = Catalog(msgspec.structs.replace(catalog.pack, event=event), catalog.digest)
    assert read(open_one, ["王", "", "", "", "", "", "2019-01-01"]).warnings == []


@pytest.mark.parametrize(
    "written", ["2026-02-30", "2026-13-01", "0000-00-00", "1999-12-20", "20261220"]
)
def test_a_day_that_does_not_exist_is_refused(dated: Catalog, written: str) -> None:
    assert "2026-12-20" in why(dated, "王", "", "", "", "", "", written)[0]
