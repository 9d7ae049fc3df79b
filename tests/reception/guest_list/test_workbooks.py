"""Workbooks as all kinds of programs write them: hidden, strict, unplaced, and far too much."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from kiosk.booth.checkin.guest_list import reader
from kiosk.booth.checkin.guest_list.reader import GuestList
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused
from tests.reception.guest_list.lists import said

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FORM = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c>{}</row>'


def text_cell(place: str, words: str) -> str:
    """Write a cell as programs do that keep no table of strings; without a place where it is ''."""
    where = f' r="{place}"' if place else ""
    return f'<c{where} t="inlineStr"><is><t>{words}</t></is></c>'


def parts_of(
    rows: str,
    *,
    book: str = "xl/workbook.xml",
    sheet: str = "xl/worksheets/sheet1.xml",
    before: str = "",
) -> dict[str, str]:
    """Return the parts of the smallest workbook, with the XML of its rows."""
    kinds = {book: f"{FORM}.sheet.main+xml", sheet: f"{FORM}.worksheet+xml"}
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    folder, _, name = book.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{types}'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="{book}"/></Relationships>',
        book: f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="名单" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        rels: f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="/{sheet}"/></Relationships>',
        sheet: f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>',
    }


def packed(file: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return file


def raw(tmp_path: Path, rows: str, **given: Any) -> Path:
    """Write a workbook as a small program of somebody else would."""
    return packed(tmp_path / "list.xlsx", {**parts_of(rows, **given)})


def names(found: GuestList) -> list[str]:
    return [row.value.name for row in found.rows]


# 11: what nobody sees


def two_guests() -> tuple[openpyxl.Workbook, Any]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["姓名", "电话", "单位"], ["王", "13800000000", "甲"], ["李", "13800000001", "乙"]):
        sheet.append(row)
    return book, sheet


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def filter_row(sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:C3"
    sheet.auto_filter.add_filter_column(0, ["王"])
    sheet.row_dimensions[3].hidden = True


def collapse_row(sheet: Any) -> None:
    sheet.row_dimensions.group(3, 3, outline_level=1, hidden=True)


def flatten_all(sheet: Any) -> None:
    sheet.sheet_format.zeroHeight = True
    for number in (1, 2):
        sheet.row_dimensions[number].height = 15


def white_rgb(sheet: Any) -> None:
    sheet["A3"].font = Font(color="FFFFFFFF")


def white_plain(sheet: Any) -> None:
    sheet["A3"].font = Font(color="FFFFFF")


def white_of_theme(sheet: Any) -> None:
    sheet["A3"].font = Font(color=Color(theme=0))


def shown_as_nothing(sheet: Any) -> None:
    sheet["A3"].number_format = ";;;"


ROWS: list[Callable[[Any], None]] = [
    *(hide_row, filter_row, collapse_row, flatten_all),
    *(white_rgb, white_plain, white_of_theme, shown_as_nothing),
]


@pytest.mark.parametrize("hide", ROWS)
def test_a_row_that_nobody_sees_is_read_and_named(
    catalog: Catalog, tmp_path: Path, hide: Callable[[Any], None]
) -> None:
    book, sheet = two_guests()
    hide(sheet)
    book.save(tmp_path / "list.xlsx")
    found = reader.read_file(tmp_path / "list.xlsx", catalog)
    assert names(found) == ["王", "李"]
    [warning] = found.warnings
    assert warning.row == 3
    assert "隐藏" in warning.zh or "看不见" in warning.zh


def hide_names(sheet: Any) -> None:
    sheet.column_dimensions["A"].hidden = True


def group_columns(sheet: Any) -> None:
    sheet.column_dimensions.group("B", "C", hidden=True)


@pytest.mark.parametrize(
    ("hide", "columns"),
    [(hide_names, ["A"]), (group_columns, ["B", "C"])],
)
def test_a_column_that_nobody_sees_is_read_and_named(
    catalog: Catalog, tmp_path: Path, hide: Callable[[Any], None], columns: list[str]
) -> None:
    book, sheet = two_guests()
    hide(sheet)
    book.save(tmp_path / "list.xlsx")
    found = reader.read_file(tmp_path / "list.xlsx", catalog)
    assert names(found) == ["王", "李"]
    assert [each.column[0] for each in found.warnings] == columns
    assert all("这一列是隐藏的" in each.zh for each in found.warnings)


@pytest.mark.parametrize("look", ['hidden="true"', 'ht="0" customHeight="1"', 'ht="0.0"'])
def test_a_row_of_no_height_is_read_and_named(catalog: Catalog, tmp_path: Path, look: str) -> None:
    rows = HEAD.format("") + f'<row r="2" {look}>{text_cell("A2", "王")}</row>'
    [warning] = reader.read_file(raw(tmp_path, rows), catalog).warnings
    assert (warning.row, "隐藏" in warning.zh) == (2, True)


def test_a_column_of_no_width_is_read_and_named(catalog: Catalog, tmp_path: Path) -> None:
    rows = HEAD.format("") + f'<row r="2">{text_cell("A2", "王")}</row>'
    columns = '<cols><col min="1" max="1" width="0" customWidth="1"/></cols>'
    found = reader.read_file(raw(tmp_path, rows, before=columns), catalog)
    assert [each.column for each in found.warnings] == ["A（姓名）"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_list_on_a_hidden_sheet_alone_is_said_to_be_hidden(
    catalog: Catalog, tmp_path: Path, state: str
) -> None:
    book, sheet = two_guests()
    sheet.title, sheet.sheet_state = "旧名单", state
    book.create_sheet("说明").append(["请按模板填写"])
    book.active = 1
    book.save(tmp_path / "list.xlsx")
    assert "隐藏的工作表“旧名单”" in said(tmp_path / "list.xlsx", catalog)


def test_thousands_of_hidden_rows_are_named_in_one_line(catalog: Catalog, tmp_path: Path) -> None:
    book, sheet = two_guests()
    for number in range(4, 3000):
        sheet.append([f"客人{number}"])
        sheet.row_dimensions[number].hidden = number % 1000 != 0
    book.save(tmp_path / "list.xlsx")
    found = reader.read_file(tmp_path / "list.xlsx", catalog)
    assert len(found.rows) == 2998
    [warning] = found.warnings
    assert "第 4-999, 1001-1999, 2001-2999 行" in warning.zh


def whiten_headings(sheet: Any) -> None:
    for cell in sheet[1]:
        cell.font = Font(color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor="FF0A3474")


def whiten_on_dark(sheet: Any) -> None:
    sheet["A3"].font = Font(color="FFFFFFFF")
    sheet["A3"].fill = PatternFill("solid", fgColor="FF0A3474")


def hide_empty_rows(sheet: Any) -> None:
    for number in range(10, 40):
        sheet.row_dimensions[number].hidden = True


def hide_a_column_without_heading(sheet: Any) -> None:
    sheet.column_dimensions["G"].hidden = True


def set_heights(sheet: Any) -> None:
    for number in (1, 2, 3):
        sheet.row_dimensions[number].height = 12


@pytest.mark.parametrize(
    "dress",
    [
        *(whiten_headings, whiten_on_dark, hide_empty_rows, hide_a_column_without_heading),
        set_heights,
    ],
)
def test_what_is_seen_or_empty_is_not_warned_of(
    catalog: Catalog, tmp_path: Path, dress: Callable[[Any], None]
) -> None:
    book, sheet = two_guests()
    dress(sheet)
    book.save(tmp_path / "list.xlsx")
    assert reader.read_file(tmp_path / "list.xlsx", catalog).warnings == []


# 13: Strict Open XML


def strict(data: str) -> str:
    for plain, other in STRICT.items():
        data = data.replace(plain, other)
    return data


def all_strict(parts: dict[str, str]) -> dict[str, Any]:
    return {name: strict(data) for name, data in parts.items()}


def book_alone(parts: dict[str, str]) -> dict[str, Any]:
    return parts | {"xl/workbook.xml": strict(parts["xl/workbook.xml"])}


def sheet_alone(parts: dict[str, str]) -> dict[str, Any]:
    name = "xl/worksheets/sheet1.xml"
    return parts | {name: strict(parts[name])}


def in_utf_16(parts: dict[str, str]) -> dict[str, Any]:
    return {name: strict(data).encode("utf-16") for name, data in parts.items()}


def with_prefix(parts: dict[str, str]) -> dict[str, Any]:
    made = all_strict(parts)
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        data = re.sub(r"<(/?)(\w)", r"<\1x:\2", made[name])
        made[name] = data.replace("xmlns=", "xmlns:x=")
    return made


def with_single_quotes(parts: dict[str, str]) -> dict[str, Any]:
    return {name: strict(data).replace('"', "'") for name, data in parts.items()}


def as_excel_declares(parts: dict[str, str]) -> dict[str, Any]:
    made = all_strict(parts)
    made["xl/workbook.xml"] = '<?xml version="1.0" encoding="UTF-8"?>' + made[
        "xl/workbook.xml"
    ].replace("<workbook ", '<workbook conformance="strict" ')
    return made


def with_mark_of_byte_order(parts: dict[str, str]) -> dict[str, Any]:
    return {name: strict(data).encode("utf-8-sig") for name, data in parts.items()}


def with_days_in_iso(parts: dict[str, str]) -> dict[str, Any]:
    made = all_strict(parts)
    name = "xl/worksheets/sheet1.xml"
    made[name] = made[name].replace("</row></", '<c r="B2" t="d"><v>2026-12-20</v></c></row></')
    return made


def with_comments_before(parts: dict[str, str]) -> dict[str, Any]:
    return {name: f"<!-- {'x' * 5000} -->" + strict(data) for name, data in parts.items()}


WRITERS: list[Callable[[dict[str, str]], dict[str, Any]]] = [
    *(all_strict, book_alone, sheet_alone, in_utf_16, with_prefix, with_single_quotes),
    *(as_excel_declares, with_mark_of_byte_order, with_days_in_iso, with_comments_before),
]


@pytest.mark.parametrize("write", WRITERS)
def test_a_strict_workbook_of_any_writer_is_said_to_be_one(
    catalog: Catalog, tmp_path: Path, write: Callable[[dict[str, str]], dict[str, Any]]
) -> None:
    rows = HEAD.format("") + f'<row r="2">{text_cell("A2", "王")}</row>'
    file = packed(tmp_path / "list.xlsx", write(parts_of(rows)))
    assert "严格 Open XML" in said(file, catalog)


@pytest.mark.parametrize(
    "place",
    [
        {"book": "workbook.xml", "sheet": "sheet1.xml"},
        {"book": "xl/Workbook1.xml"},
        {"sheet": "xl/worksheets/Sheet.XML"},
        {"sheet": "xl/sheets/a.xml"},
        {"book": "data/book.xml", "sheet": "data/s/1.xml"},
        {"sheet": "xl/worksheets/sheet1.part"},
    ],
)
def test_parts_may_have_any_name(catalog: Catalog, tmp_path: Path, place: dict[str, str]) -> None:
    rows = HEAD.format("") + f'<row r="2">{text_cell("A2", "王")}</row>'
    assert names(reader.read_file(raw(tmp_path, rows, **place), catalog)) == ["王"]


def test_a_workbook_that_only_calls_itself_strict_is_read(catalog: Catalog, tmp_path: Path) -> None:
    parts = parts_of(HEAD.format("") + f'<row r="2">{text_cell("A2", "王")}</row>')
    name = "xl/workbook.xml"
    parts[name] = parts[name].replace("<workbook ", '<workbook conformance="transitional" ')
    file = packed(tmp_path / "list.xlsx", {**parts})
    assert names(reader.read_file(file, catalog)) == ["王"]


# 16: cells and rows without their places

HEADS = text_cell("", "姓名") + text_cell("", "人数")
FORMULA = "<f>1+2</f>"


def below(cells: str, place: str = "", heads: str = "") -> str:
    """Return the headings, and one row whose place may be written or not."""
    return f"<row{heads}>{HEADS}</row><row{place}>{cells}</row>"


WANG = text_cell("", "王")
UNPLACED = {
    "cells": below(f"{WANG}<c>{FORMULA}</c>", ' r="2"', ' r="1"'),
    "rows too": below(f"{WANG}<c>{FORMULA}</c>"),
    "the second alone": below(f"{text_cell('A2', '王')}<c>{FORMULA}</c>", ' r="2"'),
    "the first alone": below(f'{WANG}<c r="B2">{FORMULA}</c>', ' r="2"'),
    "the headings alone": below(f'{WANG}<c r="B2">{FORMULA}</c>', heads=' r="1"'),
    "an empty value": below(f"{WANG}<c>{FORMULA}<v/></c>"),
    "an empty value of two tags": below(f"{WANG}<c>{FORMULA}<v></v></c>"),
    "a style": below(f'{WANG}<c s="0">{FORMULA}</c>'),
    "a shared formula": below(f'{WANG}<c><f t="shared" si="0"/></c>'),
    "an array formula": below(f'{WANG}<c><f t="array" ref="B2">SUM(1)</f></c>'),
    "the name": below("<c><f>A1</f></c><c><v>3</v></c>"),
    "an empty cell before": below(f"<c/><c>{FORMULA}</c>"),
    "small letters": below(f'{text_cell("a2", "王")}<c r="b2">{FORMULA}</c>', ' r="2"'),
    "the other way round": below(f'<c r="B2">{FORMULA}</c>{text_cell("A2", "王")}', ' r="2"'),
    "a row that is said twice": below(f'{WANG}<c>{FORMULA}</c></row><row r="2">', ' r="2"'),
}


@pytest.mark.parametrize("name", UNPLACED)
def test_a_formula_without_a_result_is_refused_wherever_its_cell_is_said_to_be(
    catalog: Catalog, tmp_path: Path, name: str
) -> None:
    found = reader.read_file(raw(tmp_path, UNPLACED[name]), catalog)
    assert found.rows == []
    assert {each.row for each in found.refusals} == {2}
    assert any("公式" in each.zh for each in found.refusals), found.refusals


@pytest.mark.parametrize(
    "rows",
    [
        f"<row>{HEADS}</row><row>{text_cell('', '王')}<c><v>3</v></c></row>",
        f"<row>{HEADS}</row><row>{text_cell('', '王')}<c>{FORMULA}<v>3</v></c></row>",
        f'<row>{HEADS}</row><row r="2">{text_cell("A2", "王")}<c><v>3</v></c></row>',
        f'<row r="1">{HEADS}</row><row>{text_cell("", "王")}<c r="B2"><v>3</v></c></row>',
    ],
)
def test_cells_without_places_are_read_in_their_order(
    catalog: Catalog, tmp_path: Path, rows: str
) -> None:
    [row] = reader.read_file(raw(tmp_path, rows), catalog).rows
    assert (row.row, row.value.name, row.value.people) == (2, "王", 3)


# 27: far too much


def bomb(tmp_path: Path, part: str, data: str | bytes) -> Path:
    """Write a workbook with one more part that its package names."""
    parts = parts_of(HEAD.format("") + f'<row r="2">{text_cell("A2", "王")}</row>')
    kind = f"{FORM}.{'sharedStrings' if 'sst' in str(data[:200]) else 'styles'}+xml"
    override = f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'
    types = parts["[Content_Types].xml"].replace("</Types>", override)
    return packed(tmp_path / "list.xlsx", {**parts, "[Content_Types].xml": types, part: data})


def sst(inside: str) -> str:
    return f'<sst xmlns="{MAIN}">{inside}</sst>'


BOMBS: dict[str, tuple[str, Callable[[], str | bytes]]] = {
    "empty strings": ("xl/sharedStrings.xml", lambda: sst("<si/>" * 1_000_001)),
    "strings under another name": ("xl/words.xml", lambda: sst("<si/>" * 1_000_001)),
    "strings in a part without .xml": ("xl/words.part", lambda: sst("<si/>" * 1_000_001)),
    "strings in UTF-16": (
        "xl/sharedStrings.xml",
        lambda: sst("<si/>" * 1_000_001).encode("utf-16"),
    ),
    "strings behind a mark of byte order": (
        "xl/sharedStrings.xml",
        lambda: sst("<si/>" * 1_000_001).encode("utf-8-sig"),
    ),
    "runs of one string": ("xl/sharedStrings.xml", lambda: sst(f"<si>{'<r/>' * 1_000_001}</si>")),
    "how it is spoken": ("xl/sharedStrings.xml", lambda: sst(f"<si>{'<rPh/>' * 1_000_001}</si>")),
    "one long string": ("xl/sharedStrings.xml", lambda: sst(f"<si><t>{'长' * 1_000_001}</t></si>")),
    "a long string in pieces": (
        "xl/sharedStrings.xml",
        lambda: sst(f"<si><t>{'长&amp;' * 500_001}</t></si>"),
    ),
    "a long attribute": ("xl/sharedStrings.xml", lambda: sst(f'<si x="{"x" * 1_000_001}"/>')),
    "depth": ("xl/sharedStrings.xml", lambda: sst("<si>" * 101 + "</si>" * 101)),
    "styles": (
        "xl/styles.xml",
        lambda: f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 200_001}</cellXfs></styleSheet>',
    ),
    "a part of nothing but blanks": ("xl/blank.xml", lambda: " " * 200_000_001),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_the_book_is_read(
    catalog: Catalog, tmp_path: Path, name: str
) -> None:
    part, data = BOMBS[name]
    file = bomb(tmp_path, part, data())
    assert file.stat().st_size < 2_000_000
    assert "太大" in said(file, catalog)


@pytest.mark.parametrize(
    "rows",
    [
        "<row/>" * 8_000_001,
        "".join(f'<row r="{n}">{text_cell(f"A{n}", "王")}</row>' for n in range(2, 50_100)),
        '<row r="2">' + "<c><f>1</f></c>" * 500_001 + "</row>",
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
    ],
    ids=["rows", "guests", "formulas", "a row that no sheet has"],
)
def test_a_sheet_longer_than_any_list_is_refused(
    catalog: Catalog, tmp_path: Path, rows: str
) -> None:
    assert "太大" in said(raw(tmp_path, HEAD.format("") + rows), catalog)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED])
def test_a_book_packed_in_another_way_is_read(
    catalog: Catalog, tmp_path: Path, method: int
) -> None:
    file = tmp_path / "list.xlsx"
    with zipfile.ZipFile(file, "w", method) as book:
        rows = HEAD.format("") + f'<row r="2">{text_cell("A2", "王")}</row>'
        for name, data in parts_of(rows).items():
            book.writestr(name, data)
    assert names(reader.read_file(file, catalog)) == ["王"]


@pytest.mark.parametrize("place", [0.2, 0.4, 0.6, 0.8, 0.95])
@pytest.mark.parametrize("change", ["cut", "zeros", "flip"])
def test_a_damaged_book_is_told_in_words(
    catalog: Catalog, tmp_path: Path, place: float, change: str
) -> None:
    file = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(file) as made:
        made.add_worksheet().write_column(0, 0, ["姓名", *(f"客人{n}" for n in range(2000))])
    data = bytearray(file.read_bytes())
    at = int(len(data) * place)
    if change == "cut":
        del data[at:]
    else:
        data[at : at + 40] = (
            bytes(40) if change == "zeros" else bytes(b ^ 255 for b in data[at : at + 40])
        )
    file.write_bytes(data)
    # What is changed may be of no matter, such as a part's time; then all is there.
    try:
        words = f"{len(reader.read_file(file, catalog).rows)} 行"
    except Refused as refused:
        words = refused.zh
    assert words == "2000 行" or "损坏" in words


def test_a_book_of_parts_with_a_password_is_told_in_words(catalog: Catalog, tmp_path: Path) -> None:
    file = raw(tmp_path, HEAD.format("") + f'<row r="2">{text_cell("A2", "王")}</row>')
    data = bytearray(file.read_bytes())
    for found in re.finditer(rb"PK\x01\x02|PK\x03\x04", bytes(data)):
        flags = found.start() + (8 if found[0] == b"PK\x01\x02" else 6)
        data[flags] |= 1  # The bit by which a zip says that a part is encrypted.
    file.write_bytes(data)
    assert "损坏" in said(file, catalog)


def test_two_tables_of_texts_are_refused_since_nobody_knows_which_is_meant(
    catalog: Catalog, tmp_path: Path
) -> None:
    parts = parts_of(HEAD.format("") + '<row r="2"><c r="A2" t="s"><v>0</v></c></row>')
    table = sst("<si><t>王</t></si>")
    one = packed(tmp_path / "list.xlsx", {**parts, "xl/sharedStrings.xml": table})
    assert names(reader.read_file(one, catalog)) == ["王"]
    two = packed(tmp_path / "list.xlsx", {**parts, "xl/a.xml": table, "xl/b.xml": table})
    assert "损坏" in said(two, catalog)
