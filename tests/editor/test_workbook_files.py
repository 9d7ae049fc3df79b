"""Workbooks and CSV files as people make them: by WPS and LibreOffice, hidden, merged, renamed."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from kiosk.errors import Refused
from kiosk.office.editor.sections import Spot, Tree, part, parts, section
from kiosk.office.editor.workbook.sheets import ABOUT, LISTS
from tests.editor.workbooks import add, bare, book_of, bundled, place, put, read, saved


def as_csv(sheet: str, encoding: str, delimiter: str = ",", **cells: Any) -> bytes:
    """Return one sheet of the present content as CSV, with a new row."""
    book = book_of()
    add(book[sheet], **cells)
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    for row in book[sheet].iter_rows(values_only=True):
        writer.writerow(["" if value is None else value for value in row])
    return file.getvalue().encode(encoding, errors="replace")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_one_sheet_comes_as_csv_in_the_encodings_of_offices(encoding: str) -> None:
    delimiter = "\t" if encoding == "utf-16" else ","
    found = read(as_csv("警民联系卡", encoding, delimiter, 岗位="新岗位"), name="警民联系卡")
    assert [str(each) for each in found.faults] == []
    assert [line.values["post"]["zh"] for line in found.added] == ["新岗位"]
    assert found.changed == []
    nameless = read(as_csv("警民联系卡", encoding, delimiter, 岗位="新岗位"), name="导出1")
    assert [line.spot.section.name for line in nameless.added] == ["cards"]


def test_a_csv_file_that_may_be_of_several_sheets_is_refused_in_words() -> None:
    data = "名称,名称（英文）\n武原街道,Wuyuan\n".encode()
    with pytest.raises(Refused, match="请用表名作文件名"):
        read(data, name="导出1")
    assert [line.values["name"]["zh"] for line in read(data, name="镇街道").added] == ["武原街道"]


def test_a_web_page_called_xls_is_refused_with_the_way_out() -> None:
    with pytest.raises(Refused, match="网页或 XML") as refused:
        read(b"<html><table><tr><td>\xe9\xa2\x98\xe5\xb9\xb2</td></tr></table></html>")
    assert "另存为 .xlsx" in refused.value.zh
    with pytest.raises(Refused, match="旧版 Excel"):
        read(b"\xd0\xcf\x11\xe0" + bytes(600))
    with pytest.raises(Refused, match="没有找到认识的表"):
        read(saved(openpyxl.Workbook()))


def test_a_topic_merged_over_its_questions_speaks_for_each() -> None:
    book = book_of()
    sheet = book["题目"]
    first, last = add(sheet, 题干="合并甲"), add(sheet, 题干="合并乙", 闯关主题=None)
    column = place(sheet, "闯关主题")
    sheet.merge_cells(None, first, column, last, column)
    found = read(book)
    assert [str(each) for each in found.faults] == []
    assert {line.spot.parent for line in found.added} == {bundled()["topics"][0]["id"]}
    assert len(found.added) == 2


def test_hidden_sheets_are_not_read_and_hidden_rows_are_both_named() -> None:
    book = book_of()
    row = add(book["题目"], 题干="隐藏的行")
    book["题目"].row_dimensions[row].hidden = True
    put(book["单位"], 2, 简称="改了")
    book["单位"].sheet_state = "hidden"
    found = read(book)
    assert [line.values["prompt"]["zh"] for line in found.added] == ["隐藏的行"]
    assert found.changed == []
    said = [str(each) for each in found.remarks]
    assert any("单位: 隐藏的工作表，没有读" in each for each in said)
    assert any(f"题目 第 {row} 行: 这一行是隐藏的" in each for each in said)


def test_a_renamed_heading_is_named_with_the_one_that_is_missing() -> None:
    book = book_of()
    sheet = book["警民联系卡"]
    sheet.cell(1, place(sheet, "电话")).value = "电话号"
    put(sheet, 2, 一句话="改了一句")
    row = add(sheet, 岗位="新岗位")
    found = read(book)
    [remark] = [each for each in found.remarks if each.sheet == "警民联系卡"]
    assert remark.row == 1
    assert remark.column.endswith("（电话号）")
    assert "是不是“电话”" in remark.zh
    assert [line.spot.key for line in found.changed] == ["political-desk"]
    former = part(bundled(), Spot.named("cards", "political-desk"))
    assert found.changed[0].values["phone"] == former["phone"]
    assert [(each.row, each.column) for each in found.faults] == [(row, "（电话）")]


def test_columns_may_stand_elsewhere_or_be_left_out_and_headings_be_english() -> None:
    book = book_of()
    sheet = book["热线电话"]
    sheet.move_range(f"A1:A{sheet.max_row}", cols=20)
    sheet.cell(1, 21).value = "Number"
    sheet.delete_cols(place(sheet, "备注（英文）"))
    found = read(book)
    assert found.spots == []
    assert [str(each) for each in found.faults] == []


def test_full_width_figures_days_as_text_and_times_as_times_are_understood() -> None:
    book = book_of()
    card = add(book["警民联系卡"], 岗位="全角", 电话="（０５７３）８５１２—３４５６")
    put(book["活动"], 2, 开始日期="2026年12月20日", 结束日期=datetime(2026, 12, 21))
    add(book["参观场次"], 开始=time(18, 5), 结束="１９：３０", 名额="３０")
    add(book["演示"], 名称="新演示", 时间="９：３０、14点05分")
    found = read(book)
    assert [str(each) for each in found.faults] == []
    assert found.tree["cards"][-1]["phone"] == "0573-8512-3456", card
    event = found.tree["event"]
    assert (event["starts_on"], event["ends_on"]) == ("2026-12-20", "2026-12-21")
    slot = found.tree["tour"]["slots"][-1]
    assert (slot["starts_at"], slot["ends_at"], slot["capacity"]) == ("18:05", "19:30", 30)
    assert found.tree["tour"]["demonstrations"][-1]["times"] == ["09:30", "14:05"]


def test_the_examples_of_a_template_are_never_taken() -> None:
    book = book_of(is_template=True)
    assert book.sheetnames[0] == ABOUT
    assert book[LISTS].sheet_state == "veryHidden"
    assert read(book).spots == []
    sheet = book["题目"]
    assert sheet.freeze_panes == "A2"
    assert sheet.cell(2, place(sheet, "编号")).value == "示例"
    assert "必填" in str(sheet.cell(1, place(sheet, "题干")).comment)
    listed = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert any("多数人知道" in formula for formula in listed.values())
    assert any(LISTS in formula for formula in listed.values())
    add(sheet, 题干="照着示例写的")
    assert [line.values["prompt"]["zh"] for line in read(book).added] == ["照着示例写的"]


def test_new_parts_of_one_workbook_refer_to_each_other_by_name() -> None:
    book = book_of(is_template=True)
    add(book["镇街道"], 名称="武原街道")
    add(book["单位"], 全称="海盐县公安局武原派出所", 简称="武原所", 所在镇街道="武原街道")
    add(book["闯关主题"], 名称="反诈新招", 负责单位="海盐县公安局武原派出所")
    add(book["题目"], 闯关主题="反诈新招", 题干="新题")
    found = read(book)
    assert [str(each) for each in found.faults] == []
    [topic] = [each for each in found.tree["topics"] if each["name"]["zh"] == "反诈新招"]
    [unit] = [each for each in found.tree["units"] if each["id"] == topic["unit"]]
    assert unit["town"] == found.tree["towns"][-1]["id"]
    assert [each["prompt"]["zh"] for each in topic["questions"]] == ["新题"]


def test_questions_of_a_refused_topic_wait_for_it() -> None:
    book = book_of(is_template=True)
    add(book["闯关主题"], 名称="反诈新招", 负责单位="没有这个单位")
    row = add(book["题目"], 闯关主题="反诈新招", 题干="新题")
    found = read(book)
    assert found.added == []
    assert [each.row for each in found.faults if each.sheet == "题目"] == [row]


def test_the_same_new_row_sent_twice_is_taken_once() -> None:
    book = book_of()
    add(book["题目"], 题干="只要一次")
    first = read(book)
    again = read(book, first.tree)
    assert len(first.added) == 1
    assert again.spots == []
    assert again.tree == first.tree


def test_nothing_is_deleted_unless_it_is_asked_for_and_nothing_that_is_needed() -> None:
    book = book_of()
    book["单位"].delete_rows(2)
    assert read(book).removed == []
    kept = read(book, deletes=True)
    assert kept.removed == []
    assert any("没有删去" in each.zh for each in kept.remarks)
    book = book_of()
    book["警民联系卡"].delete_rows(2)
    assert [each.key for each in read(book, deletes=True).removed] == ["political-desk"]


def test_a_new_row_stands_where_the_sheet_has_it_and_a_sorted_sheet_sorts() -> None:
    book = book_of()
    sheet = book["镇街道"]
    sheet.insert_rows(3)
    put(sheet, 3, 名称="武原街道")
    names = [each["name"]["zh"] for each in read(book).tree["towns"]]
    assert names[1] == "武原街道"
    assert len(names) == len(bundled()["towns"]) + 1
    backwards = book_of()
    rows = [[cell.value for cell in row] for row in backwards["镇街道"].iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), start=2):
        for column, value in enumerate(row, start=1):
            backwards["镇街道"].cell(number, column).value = value
    found = read(backwards)
    assert [each["id"] for each in found.tree["towns"]] == [
        each["id"] for each in reversed(bundled()["towns"])
    ]
    assert [each.section.name for each in found.spots] == ["towns"]


def test_options_keep_their_ids_when_one_is_taken_away_or_added() -> None:
    book = book_of()
    sheet = book["题目"]
    row = next(
        row
        for row in range(2, 99)
        if sheet.cell(row, place(sheet, "编号")).value == "anti-fraud-003"
    )
    put(sheet, row, 选项B=None, 正确="A", **{"选项B（英文）": None})
    found = read(book)
    now = part(found.tree, Spot.named("questions", "anti-fraud/anti-fraud-003"))
    assert [str(each) for each in found.faults] == []
    assert [each["id"] for each in now["options"]] == ["a", "c"]


def test_a_question_moves_to_another_topic_with_its_id() -> None:
    book = book_of()
    put(book["题目"], 2, 闯关主题=bundled()["topics"][1]["name"]["zh"])
    found = read(book)
    one, other = (found.tree["topics"][each] for each in (0, 1))
    moved = bundled()["topics"][0]["questions"][0]["id"]
    assert moved not in [each["id"] for each in one["questions"]]
    assert [each["id"] for each in other["questions"]].count(moved) == 1
    assert [str(each) for each in found.faults] == []


def test_a_manuscript_with_faults_of_its_own_still_takes_rows_and_checks_them() -> None:
    tree: Tree = bundled()
    tree["cards"][0]["phone"] = "打给我们"
    book = book_of()
    book["警民联系卡"].delete_rows(2)
    add(book["题目"], 题干="好题")
    add(book["参观场次"], 开始="18:00", 结束="17:00")
    found = read(book, tree)
    assert [line.values["prompt"]["zh"] for line in found.added] == ["好题"]
    assert ["要晚于" in each.zh for each in found.faults] == [True]


def test_a_workbook_of_wps_with_notes_and_text_cells_is_read() -> None:
    """WPS writes every cell as text where a sheet was pasted, with notes of its own."""
    book = book_of(bare())
    sheet = book["参观场次"]
    for column, value in enumerate(("09:00", "09:40", "45"), start=1):
        cell = sheet.cell(2, column)
        cell.value, cell.number_format = value, "@"
        cell.comment = Comment("批注", "WPS")
    found = read(book, bare())
    assert [str(each) for each in found.faults] == []
    [slot] = parts(found.tree, section("slots"))
    assert (slot["id"], slot["capacity"]) == ("slot-01", 45)
