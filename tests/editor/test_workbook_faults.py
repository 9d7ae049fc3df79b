"""A workbook with every kind of mistake: each is named by sheet, row, column and remedy."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.office.editor.sections import Spot, part
from kiosk.office.editor.workbook import reading
from kiosk.office.editor.workbook.proposal import Proposal
from kiosk.office.editor.workbook.sheets import PROBLEM
from tests.debian import convert
from tests.editor.workbooks import Book, add, book_of, bundled, faults_of, place, put, read

Make = Callable[[Worksheet], int]
"""Put a mistake into a sheet; return its row."""


def cells(**given: Any) -> Make:
    """Add a row with these cells."""
    return lambda sheet: add(sheet, **given)


def present(**given: Any) -> Make:
    """Change the second row, which is there already."""

    def change(sheet: Worksheet) -> int:
        put(sheet, 2, **given)
        return 2

    return change


def one_option(sheet: Worksheet) -> int:
    """Add a question with a single option."""
    row = add(sheet, 题干="丁", 正确="A")
    for letter in "BCD":
        put(sheet, row, **{f"选项{letter}": None, f"选项{letter}（英文）": None})
    return row


def merged(sheet: Worksheet) -> int:
    """Merge the prompts of two new rows."""
    first, second = add(sheet, 题干="合并的一格"), add(sheet, 题干="第二行")
    column = place(sheet, "题干")
    sheet.merge_cells(None, first, column, second, column)
    return second


def headings_again(sheet: Worksheet) -> int:
    """Write the headings once more."""
    sheet.append([cell.value for cell in sheet[1]])
    return sheet.max_row


def twice(sheet: Worksheet) -> int:
    """Add the same new row twice."""
    add(sheet, 题干="一模一样的题")
    return add(sheet, 题干="一模一样的题")


def fifth_option(sheet: Worksheet) -> int:
    """Add a fifth option, in a column of its own."""
    sheet.cell(1, sheet.max_column + 1).value = "选项E"
    return add(sheet, 题干="五个选项", 选项C="丙", 选项D="丁", 选项E="戊")


def second_event(sheet: Worksheet) -> int:
    """Add a second event."""
    sheet.append([cell.value for cell in sheet[2]])
    return 3


KINDS: dict[str, tuple[str, Make, str, str]] = {
    "no prompt": ("题目", cells(题干=None), "题干", "必填"),
    "a long prompt": ("题目", cells(题干="长" * 601), "题干", "最多 600 个字"),
    "no right option": (
        "题目",
        cells(题干="甲", 正确=None),
        "正确",
        "应有 1 个正确选项，现有 0 个；单选一个，多选几个，排序不标。写选项的字母，如 B",
    ),
    "two right options": (
        "题目",
        cells(题干="乙", 正确="A、B"),
        "正确",
        "应有 1 个正确选项，现有 2 个",
    ),
    "a letter without words": ("题目", cells(题干="丙", 正确="F"), "正确", "可写：A、B"),
    "a single option": ("题目", one_option, "正确", "应有 2～4 项，现有 1 项"),
    "five options": ("题目", fifth_option, "正确", "应有 2～4 项，现有 5 项"),
    "an unknown topic": (
        "题目",
        cells(题干="戊", 闯关主题="反诈骗啊"),
        "闯关主题",
        "没有“反诈骗啊”",
    ),
    "no topic": ("题目", cells(题干="己", 闯关主题=" "), "闯关主题", "请填上"),
    "an unknown audience": (
        "题目",
        cells(题干="庚", 给谁答="小猫"),
        "给谁答",
        "可写：所有人、儿童",
    ),
    "no audience": ("题目", cells(题干="辛", 给谁答=None), "给谁答", "写一个或几个"),
    "an unknown difficulty": ("题目", cells(题干="壬", 难度="9"), "难度", "可写：多数人知道"),
    "no source": (
        "题目",
        cells(题干="癸", 依据__法律或资料=None),
        "依据·法律或资料",
        "必填",
    ),
    "an id twice": ("题目", cells(题干="子", 编号="anti-fraud-003"), "编号", "请清空这一格"),
    "an unfit id": ("题目", cells(题干="丑", 编号="Q_1"), "编号", "只用小写字母、数字和连字符"),
    "a formula's error": ("题目", cells(题干="#REF!"), "题干", "请改成文字"),
    "a formula without a value": ("题目", cells(题干="=A1&B1"), "题干", "打开并保存"),
    "cells merged over rows": ("题目", merged, "题干", "请取消合并"),
    "headings once more": ("题目", headings_again, "", "请删去这一行"),
    "a row twice": ("题目", twice, "", "请删去一行"),
    "a day among words": (
        "题目",
        cells(题干="寅", 选项B=datetime(2026, 3, 5)),
        "选项B",
        "设为文本",
    ),
    "truth among words": ("题目", cells(题干="卯", 选项B=True), "选项B", "设为文本"),
    "no explanation": ("题目", cells(题干="辰", 解释=None), "解释", "必填"),
    "English alone": (
        "题目",
        cells(题干="巳", 选项B=None, **{"选项B（英文）": "Only English"}),
        "选项B",
        "不能空着",
    ),
    "option ids twice": ("题目", cells(题干="午", 选项编号="a、a、b、c"), "选项编号", "重复"),
    "unfit option ids": ("题目", cells(题干="未", 选项编号="甲、乙"), "选项编号", "只用小写字母"),
    "a telephone in words": (
        "警民联系卡",
        cells(岗位="申", 电话="打给我们"),
        "电话",
        "如 0573-8512 3456",
    ),
    "a short telephone": ("警民联系卡", cells(岗位="酉", 电话="12"), "电话", "3 到 25 位"),
    "a misspelt unit": (
        "警民联系卡",
        cells(岗位="戌", 单位="刑侦大对"),
        "单位",
        "是不是“刑侦大队”",
    ),
    "a shaky yes": (
        "警民联系卡",
        cells(岗位="亥", 号码是示例="也许"),
        "号码是示例",
        "请写“是”或“否”",
    ),
    "an id that is a page": ("警民联系卡", cells(岗位="页", 编号="hotlines"), "编号", "请换一个"),
    "no post": ("警民联系卡", cells(岗位=None), "岗位", "必填"),
    "an unknown kind": ("单位", cells(全称="某队", 类别="公司"), "类别", "可写：广场展位"),
    "an unknown town": (
        "单位",
        cells(全称="某所", 所在镇街道="武原街道"),
        "所在镇街道",
        "是不是“",
    ),
    "no such time": ("参观场次", cells(开始="25:70"), "开始", "请写成 09:30 这样"),
    "an end before the start": ("参观场次", cells(开始="15:00", 结束="14:00"), "结束", "要晚于"),
    "places in words": (
        "参观场次",
        cells(开始="16:00", 结束="17:00", 名额="很多"),
        "名额",
        "只写数字",
    ),
    "no places": ("参观场次", cells(开始="17:00", 结束="18:00", 名额=0), "名额", "至少为 1"),
    "no such day": ("活动", present(开始日期="2026-02-30"), "开始日期", "请写成 2026-01-10"),
    "a second event": ("活动", second_event, "", "只能有一行"),
    "an unknown kind of item": ("问题", cells(题干="一", 题型="打分"), "题型", "可写：单选"),
    "a scale without points": (
        "问题",
        cells(题干="二", 题型="量表", 分值=None, 什么时候问=None),
        "分值",
        "每项写一个",
    ),
    "too few points": ("问题", cells(题干="三", 题型="量表", 分值="1、2"), "分值", "请每项写一个"),
    "a condition on nothing": (
        "问题",
        cells(题干="四", 什么时候问="黑夜：A"),
        "什么时候问",
        "第3题：A、B",
    ),
    "a condition on no option": (
        "问题",
        cells(题干="五", 什么时候问="night：Z"),
        "什么时候问",
        "没有选项 Z；可写：A、B",
    ),
    "numbers without limits": (
        "问题",
        cells(题干="六", 题型="数字", 最小数=None, 最大数=None, 计入指数=None),
        "",
        "要有 least 和 most",
    ),
    "an index of no scale": (
        "问题",
        cells(题干="七", 题型="单选", 计入指数="安全感"),
        "计入指数",
        "只有量表能计入指数",
    ),
    "no minutes": ("参观站点", cells(名称="某站", 停留分钟="０"), "停留分钟", "至少为 1 分钟"),
    "an unknown picture": (
        "宣传展板",
        cells(标题="某板", 图片="nothing.png"),
        "图片",
        "内容页里上传",
    ),
    "no such time of day": ("演示", cells(名称="某演示", 时间="早上"), "时间", "请写成 09:30 这样"),
    "four faces": (
        "一键评价",
        present(表情E=None, **{"表情E（英文）": None}),
        "表情A",
        "应有 5～5 项",
    ),
}
GOOD = "好的一行，照收"


def made() -> tuple[Book, dict[str, tuple[str, int]]]:
    """Return a workbook with every mistake and a good row on each sheet, and where each is."""
    book, places = book_of(), {}
    for name, (sheet, make, _, _) in KINDS.items():
        places[name] = sheet, make(book[sheet])
    add(book["题目"], 题干=GOOD)
    add(book["警民联系卡"], 岗位=GOOD)
    return book, places


@pytest.fixture(scope="module")
def found() -> tuple[Proposal, dict[str, tuple[str, int]]]:
    """Read the workbook with every mistake."""
    book, places = made()
    return read(book), places


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_is_named_by_sheet_row_column_and_remedy(
    found: tuple[Proposal, dict[str, tuple[str, int]]], kind: str
) -> None:
    proposal, places = found
    _, _, column, words = KINDS[kind]
    said = faults_of(proposal, *places[kind])
    fitting = [each for each in said if words in each.zh]
    assert fitting, [str(each) for each in said]
    assert any(f"（{column}）" in each.column if column else not each.column for each in fitting)
    assert all(each.en and each.en != each.zh for each in said)


def test_good_rows_are_taken_beside_forty_kinds_of_mistake(
    found: tuple[Proposal, dict[str, tuple[str, int]]],
) -> None:
    proposal, places = found
    assert len(KINDS) >= 40
    assert len(proposal.refused) == len(set(places.values()))
    titles = {str(line.values.get("prompt") or line.values.get("post")) for line in proposal.added}
    assert sum(GOOD in each for each in titles) == 2
    assert part(proposal.tree, Spot.named("rating")) == part(bundled(), Spot.named("rating"))
    assert len(proposal.tree["units"]) == len(bundled()["units"])


def test_refused_rows_come_back_marked_and_are_taken_once_mended(
    found: tuple[Proposal, dict[str, tuple[str, int]]],
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(reading.refused(found[0])))
    sheet = book["警民联系卡"]
    row = next(
        row for row in sheet.iter_rows(min_row=2) if row[place(sheet, "岗位") - 1].value == "申"
    )
    cell = row[place(sheet, "电话") - 1]
    assert cell.value == "打给我们"
    assert cell.fill.start_color.rgb == "FFFFD6D0"
    assert "0573-8512 3456" in str(cell.comment)
    assert "电话只用" in str(row[place(sheet, PROBLEM) - 1].value)
    cell.value = "0573-8512 3456"
    again = read(book)
    cards = [line for line in again.added if line.spot.section.name == "cards"]
    assert [line.values["post"]["zh"] for line in cards] == ["申"]
    assert again.tree["cards"][-1]["phone"] == "0573-8512 3456"


def test_the_marked_workbook_and_the_template_open_in_libreoffice(
    found: tuple[Proposal, dict[str, tuple[str, int]]], tmp_path: Path
) -> None:
    (tmp_path / "refused.xlsx").write_bytes(reading.refused(found[0]))
    opened = by_libreoffice(tmp_path / "refused.xlsx")
    sheet = openpyxl.load_workbook(opened)["题目"]
    assert sheet.max_row > 20
    marked = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    assert len(marked) > 20
    assert {cell.fill.start_color.rgb for cell in marked} == {"FFFFD6D0"}
    assert {line.number for line in read(opened.read_bytes()).refused}


def by_libreoffice(file: Path) -> Path:
    """Open a workbook in LibreOffice, and save it as a workbook again."""
    folder = file.parent / "saved"
    folder.mkdir()
    return convert([file], "xlsx", folder)[0]


def test_a_workbook_that_libreoffice_saved_is_the_same_content(tmp_path: Path) -> None:
    file = tmp_path / "content.xlsx"
    book = book_of()
    book.save(file)
    back = read(by_libreoffice(file).read_bytes())
    assert [str(each) for each in back.faults] == []
    assert back.spots == []
    assert back.tree == bundled()
