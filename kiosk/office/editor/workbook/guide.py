"""How each column is filled in: on the first sheet of a workbook, and in the notes of headings."""

from __future__ import annotations

from typing import Any

from kiosk.content.questions import Question
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import SECTIONS
from kiosk.office.editor.words import CHOICES
from kiosk.office.editor.workbook.cells import NOTHING
from kiosk.office.editor.workbook.columns import Column, columns
from kiosk.office.editor.workbook.names import Names
from kiosk.office.editor.workbook.sheets import ABOUT

WAYS = {
    "en": Pair(
        "可不填：空着时英文界面显示中文，并带一个小标记。",
        "May be empty: then an English screen shows the Chinese, with a small mark.",
    ),
    "yes": Pair("写“是”或“否”。", "Write 是 (yes) or 否 (no)."),
    "number": Pair("写一个整数。", "Write a whole number."),
    "numbers": Pair("写几个整数，用顿号隔开，如 1、2。", "Write whole numbers, such as 1、2."),
    "day": Pair("写成 2026-01-10。", "Write it like 2026-01-10."),
    "time": Pair("写成 09:30。", "Write it like 09:30."),
    "times": Pair("写成 09:30 14:00，可以有几个。", "Write times like 09:30 14:00."),
    "words": Pair("几个用顿号隔开。", "Several are parted by 、."),
    "phone": Pair(
        "只写数字、空格和连字符，如 0573-8512 3456。",
        "Figures, spaces and hyphens alone, such as 0573-8512 3456.",
    ),
    "picture": Pair(
        "图片的文件名；图片先在内容页里上传。",
        "The name of a picture, which is uploaded on the content pages first.",
    ),
    "marks": Pair(
        "写选项的字母，如 B；几个用顿号隔开。", "Write letters, such as B; several as B、C."
    ),
    "joined": Pair(
        f"每项写一个，按次序用顿号隔开，如 1、2、3、4、5；没有的写“{NOTHING}”。",
        f"One for each, in their order, such as 1、2、3、4、5; “{NOTHING}” where there is none.",
    ),
    "ids": Pair(
        "不要改。新的一行空着，收的时候会给。", "Leave it. Empty in a new row: they are given."
    ),
    "areas": Pair(
        "写场景里这些地方的名称，用顿号隔开，如 灶台、电线。",
        "The names of these areas of the scene, such as 灶台、电线.",
    ),
    "turns": Pair(
        "写成“第2句”，就是同一通电话在这张表里的第 2 行；空着：到此结束。",
        "第2句 is the second row of the same call on this sheet; empty: the call ends.",
    ),
    "condition": Pair(
        "空着：每个人都问。写成“第3题：A、B”，就只问在同一份问卷第 3 题选了 A 或 B 的人。",
        "Empty: everybody is asked. 第3题：A、B asks only who chose A or B in row 3 of the survey.",
    ),
}
"""How cells are filled in, by the way of their column."""
LINES = (
    "每一类内容一张表；一行是一条。第一行是表头，不要改字；列可以换次序，也可以删去不用的列。",
    "深蓝色、带 * 的列必须填。表头右上角有批注，鼠标移上去就看到怎么填。",
    "灰色的“编号”不要改：有编号的行改已有的内容，空着的就是新的一条。要照着一条写新的，复制那一行，再清空编号。",
    "工作簿里没有的内容不会删去，除非收的时候打了勾。",
    "有错的行不收，其余照收；收不了的行另存成一本工作簿，有错的格标红，改好再收一次。",
    "收进来的是修改稿，在“内容”页里看过、检查过、发布了，观众才看到。",
)
TEMPLATE_LINE = "每张表的第一行是示例，编号写着“示例”，不会收进去；可以删去，也可以留着。"


def how(column: Column, names: Names | None = None) -> Pair:
    """Return how a column is filled in, in a sentence or two."""
    said = [column.hint] if column.hint.zh and column.way != "condition" else []
    if column.field and column.way in ("choice", "choices"):
        every = "、".join(pair.zh for _, pair in column.field.choices)
        is_one = column.way == "choice"
        zh = f"{'选一个' if is_one else '写一个或几个，用顿号隔开'}：{every}。"
        said.append(Pair(zh, f"{'One' if is_one else 'One or more'} of {every}."))
    elif column.field and column.way == "reference":
        of = SECTIONS[column.field.refers]
        some = f"，如 {'、'.join(names.every(of.name)[:3])}" if names else ""
        said.append(Pair(f"写“{of.zh}”表里的名称{some}。", f"A name from the sheet {of.zh}."))
    elif column.way in WAYS:
        said.append(WAYS[column.way])
    if column.field and column.field.choices and column.way == "joined":
        every = "、".join(pair.zh for _, pair in column.field.choices)
        said.append(Pair(f"可写：{every}。", f"Each is one of {every}."))
    if column.is_required and not column.is_id:
        said.insert(0, Pair("必填。", "Required."))
    if column.way == "zh" and not column.is_required:
        said.append(
            Pair(
                "写中文；不要这一项，就连英文一起清空。",
                "Chinese words; to leave it out, empty the English as well.",
            )
        )
    if not said:
        return Pair("写文字。", "Words.")
    return Pair("".join(each.zh for each in said), " ".join(each.en for each in said))


def note(column: Column, names: Names | None = None) -> str:
    """Return what stands beside a column: for which kinds of question it is, how to fill it in."""
    kinds = "、".join(CHOICES[Question, "kind"][each].zh for each in column.kinds)
    return "".join(([f"只有{kinds}题用。"] if kinds else []) + [how(column, names).zh])


def write_guide(book: Any, *, is_template: bool) -> None:
    """Write the first sheet: how the workbook works, and every column of every sheet."""
    sheet = book.add_worksheet(ABOUT)
    title = book.add_format({"bold": True, "font_size": 16})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "bg_color": "#dfeafb"})
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 2, 80)
    sheet.write_string(0, 0, "内容工作簿", title)
    number = 1
    for line in (*LINES, *([TEMPLATE_LINE] if is_template else [])):
        number += 1
        sheet.merge_range(number, 0, number, 2, "", plain)
        sheet.write_string(number, 0, line, plain)
        sheet.set_row(number, 32 if len(line) > 55 else 18)
    number += 2
    for place, words in enumerate(("表", "列", "怎么填")):
        sheet.write_string(number, place, words, head)
    for of in SECTIONS.values():
        for column in columns(of, dict.fromkeys(("lines", "rules"), 1)):
            if any(isinstance(each, int) and each > 0 for each in column.key):
                continue  # What holds for 选项A holds for the others.
            number += 1
            for place, words in enumerate((of.zh, column.label.zh, note(column))):
                sheet.write_string(number, place, words, plain)
