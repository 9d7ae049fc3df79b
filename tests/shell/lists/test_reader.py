"""Lists of things, in the columns that a feature names, are read or refused by the cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kiosk.content.parts import Text
from kiosk.errors import Refused
from kiosk.shell.lists import cells
from kiosk.shell.lists.headings import Column, Columns
from kiosk.shell.lists.reader import RowList, Warn, read_list, read_sheet_rows
from kiosk.shell.lists.repeats import refuse_repeats, take_held
from kiosk.shell.spreadsheets.sheets import Sheet, Span, Value

IDENTITY = "330482199001010011"
NUMBER, TITLE = 20, 30
SHELVES = {"low": Text("低架", "Low shelf"), "high": Text("高架", "High shelf")}


@dataclass(frozen=True)
class Book:
    """One row of the lists that these tests read."""

    number: str
    title: str
    shelf: str | None = None
    copies: int | None = 1
    phone: str = ""
    due: str | None = None


COLUMNS = Columns(
    {
        "number": Column(
            zh="编号",
            en="Book number",
            also="书号 No.",
            read=lambda value: cells.needed_line(value, NUMBER),
            must_stand=True,
        ),
        "title": Column(
            zh="书名",
            en="Title",
            read=lambda value: cells.needed_line(value, TITLE),
            must_stand=True,
        ),
        "shelf": Column(
            zh="书架",
            en="Shelf",
            read=lambda value: cells.choice(value, SHELVES, "书架", "shelf"),
            is_shared=True,
        ),
        "copies": Column(
            zh="册数", en="Copies", read=lambda value: cells.whole(value, 1, 9, units=("册",))
        ),
        "phone": Column(zh="电话", en="Phone", read=cells.phone),
        "due": Column(zh="归还日期", en="Due", read=lambda value: cells.day(value, "2026-12-19")),
    }
)
HEADINGS = ["编号", "书名", "书架", "册数", "电话", "归还日期"]


def book(values: dict[str, Any], warn: Warn) -> Book:
    """Make a book, but none of no copies; warn of one for which nobody can be called."""
    found = Book(**values)
    if found.shelf == "high" and found.copies == 9:
        raise Refused("高架放不下 9 册。", "The high shelf does not take 9.")
    if not found.phone:
        warn("phone", "没有电话", "no phone")
    return found


def read(*rows: list[Value], heads: list[str] | None = None, **given: Any) -> RowList[Book]:
    """Read rows below headings, of which the first row is the second of the sheet."""
    whole = [heads or HEADINGS, *rows]
    sheet = Sheet(given.pop("name", ""), list(enumerate(whole, start=1)), **given)
    return read_sheet_rows([sheet], COLUMNS, book)


def faults(found: RowList[Book]) -> list[tuple[int | None, str, str]]:
    return [(each.row, each.column, each.zh) for each in found.refusals]


def test_a_row_is_read_by_the_columns_that_are_there() -> None:
    found = read(["A1", "水浒", "低架", "3册", "0573-8500 0000", "12月20日"])
    [row] = found.rows
    assert (row.sheet, row.row) == ("", 2)
    assert row.value == Book("A1", "水浒", "low", 3, "057385000000", "2026-12-20")
    assert (found.refusals, found.warnings) == ([], [])


def test_columns_that_are_not_there_are_left_to_the_row() -> None:
    found = read(["A1", "水浒"], heads=["Book number 编号", "书名/Title"])
    assert [row.value for row in found.rows] == [Book("A1", "水浒")]


def test_each_fault_of_a_row_is_named_by_its_cell_and_none_repeats_it() -> None:
    found = read(["A1", "", "middle shelf", "12", "call me", "some day"], name="一月")
    assert [(row, column) for row, column, _ in faults(found)] == [
        (2, "B（书名）"),
        (2, "C（书架）"),
        (2, "D（册数）"),
        (2, "E（电话）"),
        (2, "F（归还日期）"),
    ]
    said = " ".join(str(each) for each in found.refusals)
    assert not any(words in said for words in ("middle", "12 ", "call me", "some day"))
    assert "可写：低架、高架" in said
    assert "应是 1～9 的整数" in said
    assert str(found.refusals[0]).startswith("一月 第 2 行 B（书名）: ")
    assert (found.rows, found.refused) == ([], 1)


@pytest.mark.parametrize("column", range(len(HEADINGS) + 1))
def test_an_identity_number_is_refused_in_every_column_and_never_repeated(column: int) -> None:
    row: list[Value] = ["A1", "水浒", "低架", 1, "", "", ""]
    row[column] = IDENTITY
    found = read(row, heads=[*HEADINGS, "别的"])
    assert found.rows == []
    assert [row for row, _, _ in faults(found)] == [2]
    assert "像是身份证号" in found.refusals[0].zh
    assert IDENTITY not in str(found.refusals[0])


@pytest.mark.parametrize("heading", ["身份证号", "ID", "证件号码", "Passport no."])
def test_a_column_of_identity_numbers_is_not_read_and_named(heading: str) -> None:
    found = read(["A1", "水浒", IDENTITY], heads=["编号", "书名", heading])
    assert [row.value for row in found.rows] == [Book("A1", "水浒")]
    assert [(each.column, "没有读" in each.zh) for each in found.warnings[:1]] == [
        (f"C（{heading}）", True)
    ]


def test_cells_that_do_not_go_together_refuse_the_row() -> None:
    found = read(["A1", "水浒", "高架", 9], ["A2", "红楼", "高架", 8, "13800000000"])
    assert faults(found) == [(2, "", "高架放不下 9 册")]
    assert [row.value.number for row in found.rows] == ["A2"]
    assert found.warnings == []


def test_a_warning_names_its_cell() -> None:
    found = read(["A1", "水浒", "", "", ""])
    assert [(each.row, each.column, each.zh) for each in found.warnings] == [
        (2, "E（电话）", "没有电话")
    ]
    assert len(found.rows) == 1


def test_a_merged_cell_speaks_for_its_rows_only_where_it_may() -> None:
    spans = [Span(2, 3, 3, 3), Span(4, 5, 4, 4)]
    found = read(
        ["A1", "一", "高架"],
        ["A2", "二"],
        ["A3", "三", "", 2],
        ["A4", "四"],
        spans=spans,
    )
    assert [(row.value.number, row.value.shelf) for row in found.rows] == [
        ("A1", "high"),
        ("A2", "high"),
    ]
    assert [(row, column) for row, column, _ in faults(found)] == [
        (4, "D（册数）"),
        (5, "D（册数）"),
    ]


def test_what_stands_below_a_list_is_no_row_of_it() -> None:
    found = read(["A1", "水浒"], ["合计：1", ""], HEADINGS, ["书名", "编号", "册数"], ["A2", "又"])
    assert [row.value.number for row in found.rows] == ["A1"]
    said = [(row, zh) for row, _, zh in faults(found)]
    assert [row for row, _ in said] == [3, 3, 4, 5]
    assert "像是合计" in said[0][1]
    assert said[2][1] == "又是一行表头"
    assert "另一张表" in said[3][1]


def test_a_list_without_a_column_that_must_stand_says_which_and_where() -> None:
    with pytest.raises(Refused) as refused:
        read(["水浒", 2], heads=["书名", "册数"], name="一月")
    assert refused.value.zh == "一月 第 1 行是表头，但还缺“编号”；请补上这一列。"
    assert "“Book number” is missing" in refused.value.en


def test_a_table_of_something_else_is_told_what_a_list_needs() -> None:
    with pytest.raises(Refused) as refused:
        read(["a"], heads=["别的"])
    assert "必须有“编号”“书名”；还可以有书架、册数、电话、归还日期。" in refused.value.zh
    assert "“Book number”, “Title”; others may be Shelf" in refused.value.en


def test_hidden_and_unseen_parts_are_named() -> None:
    found = read(
        ["A1", "水浒"],
        ["A2", "红楼"],
        hidden_rows=frozenset({3}),
        unseen=frozenset({(2, 2)}),
    )
    said = [(each.row, each.zh) for each in found.warnings[:2]]
    assert said == [
        (3, "这一行是隐藏的，也读了；不要请删去"),
        (2, "书名看不见（白字等），也读了；不要请删去"),
    ]


def test_one_heading_cannot_stand_for_two_columns() -> None:
    column = Column(zh="编号", en="No", read=cells.text_of, must_stand=True)
    with pytest.raises(ValueError, match="heads two columns"):
        Columns({"one": column, "other": Column(zh="号", en="no", read=cells.text_of)})
    with pytest.raises(ValueError, match="must stand"):
        Columns({"one": Column(zh="号", en="No", read=cells.text_of)})


def test_files_and_what_was_sent_are_read_alike(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "清单"
    for row in (["2026 年清单"], HEADINGS, ["A1", "水浒", "高架", 2, 13800000000]):
        sheet.append(row)
    made.save(tmp_path / "list.xlsx")
    in_file = read_list(tmp_path / "list.xlsx", COLUMNS, book)
    sent = read_list((tmp_path / "list.xlsx").read_bytes(), COLUMNS, book)
    text = "编号\t书名\t电话\nA1\t水浒\t13800000000\n".encode("gb18030")
    [row] = in_file.rows
    assert (row.sheet, row.row) == ("清单", 3)
    assert row.value == Book("A1", "水浒", "high", 2, "13800000000")
    assert sent == in_file
    assert [each.value.title for each in read_list(text, COLUMNS, book).rows] == ["水浒"]


# The same row twice


def test_a_row_whose_key_stands_above_is_refused_with_the_place_of_the_other() -> None:
    found = read(["A1", "一"], ["A2", "二"], ["A1", "三"], name="一月")
    refuse_repeats(found, lambda row: row.number, "编号与{place}相同", "the number of {place}")
    assert [row.value.title for row in found.rows] == ["一", "二"]
    [refusal] = found.refusals
    assert (refusal.row, refusal.zh, refusal.en) == (
        4,
        "编号与一月 第 2 行相同",
        "the number of 一月 row 2",
    )


def test_rows_that_are_held_already_are_taken_out_and_not_refused() -> None:
    found = read(["A1", "一"], ["A2", "二"], ["A1", "三"])
    already = take_held(found, lambda row: row.number, {"A1"})
    assert [row.row for row in already] == [2, 4]
    assert [row.value.number for row in found.rows] == ["A2"]
    assert found.refusals == []


# Single cells


@pytest.mark.parametrize(
    ("value", "number"), [("3", 3), (3.0, 3), ("３", 3), (" 3 册", 3), ("3.0", 3), (None, None)]
)
def test_whole_numbers_are_read_as_people_write_them(value: Value, number: int | None) -> None:
    assert cells.whole(value, 1, 9, units=("册",)) == number


@pytest.mark.parametrize("value", ["0", "10", "3.5", "三", "-3", "3本", True])
def test_what_is_no_such_number_is_refused(value: Value) -> None:
    with pytest.raises(Refused, match="from 1 to 9"):
        cells.whole(value, 1, 9, units=("册",))


@pytest.mark.parametrize("value", ["low", "低架", "LOW SHELF", "low sh", "低架（一楼）"])
def test_a_choice_is_known_by_its_id_or_words_of_its_name(value: Value) -> None:
    assert cells.choice(value, SHELVES, "书架", "shelf") == "low"


@pytest.mark.parametrize("value", ["架", "shelf", "x", "中架"])
def test_a_choice_that_could_be_several_or_none_is_refused(value: Value) -> None:
    with pytest.raises(Refused, match="no such shelf"):
        cells.choice(value, SHELVES, "书架", "shelf")


def test_lines_are_tidied_and_held_to_their_limit() -> None:
    assert cells.line("“Ａ座\n３ 楼”", 10) == "A座 3 楼"
    assert cells.line(None, 10) == ""
    with pytest.raises(Refused, match="more than 3 letters"):
        cells.line("四个汉字", 3)
    for empty in (None, " ", "—", "合计"):
        with pytest.raises(Refused):
            cells.needed_line(empty, 10)
