"""Questions of every kind in a workbook: what a person writes, and what is said of mistakes."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from kiosk.office.editor.sections import Spot, part
from kiosk.office.editor.workbook.proposal import Proposal
from tests.editor.kinds import TOPIC, with_kinds
from tests.editor.workbooks import Book, exported, faults_of, place, put, read

QUESTIONS, SCENES, CALLS, TURNS, CASES = "题目", "场景", "通话演练", "对话", "案例"


def book() -> Book:
    """Return the workbook of a pack with every kind, opened to be changed."""
    return openpyxl.load_workbook(io.BytesIO(exported(with_kinds())))


def add(held: Book, name: str, **cells: Any) -> int:
    """Add an empty row with these cells; return its number."""
    sheet = held[name]
    number = sheet.max_row + 1
    common = {"解释": "因为", "依据__法律或资料": "某法", "给谁答": "所有人", "难度": "一般"}
    for heading, value in (common | cells if name == QUESTIONS else cells).items():
        put(sheet, number, **{heading: value})
    return number


def asked(found: Proposal, prompt: str) -> Any:
    """Return the question with this prompt."""
    topic = part(found.tree, Spot.named("topics", TOPIC))
    return next(each for each in topic["questions"] if each["prompt"]["zh"] == prompt)


def test_what_people_write_becomes_questions_of_every_kind() -> None:
    held, own = book(), {"闯关主题": "反诈"}
    own["闯关主题"] = part(with_kinds(), Spot.named("topics", TOPIC))["name"]["zh"]
    add(held, QUESTIONS, 题干="没写题型", 选项A="甲", 选项B="乙", 正确="B", **own)
    add(held, QUESTIONS, 题型="判断", 题干="一句话", 这句话对不对="不对", **own)
    steps = {
        f"选项{letter}": words for letter, words in zip("ABC", ("一", "二", "三"), strict=True)
    }
    add(held, QUESTIONS, 题型="排序", 题干="排一排", **steps, **own)
    lines = {"消息行A": "某银行", "消息行B": "请点链接", "消息行B__破绽": "不会发链接"}
    lines |= {"消息__样子": "短信", "消息__真假": "假的", "消息__位置": "发件人、正文"}
    add(held, QUESTIONS, 题型="辨真假", 题干="真还是假", **lines, **own)
    add(
        held, QUESTIONS, 题型="找隐患", 题干="哪里危险", 场景="书房", 要找的危险="插座、台灯", **own
    )
    numbers = {"最小": 0, "最大": 10, "每格": 1, "正确的数": 3, "差多少算对": 1, "单位": "天"}
    add(
        held,
        QUESTIONS,
        题型="猜数字",
        题干="几天",
        **{f"猜数字__{k}": v for k, v in numbers.items()},
        **own,
    )
    add(held, QUESTIONS, 题型="情景演练", 题干="来电了", 通话="假快递", **own)
    spots = {"地方A": "插座", "地方A__为什么危险、怎么办": "太满", "地方B": "台灯"}
    spots |= {"地方B__为什么危险、怎么办": "太热", "左": "1、50", "上": "1、1", "宽": "20、20"}
    add(held, SCENES, 名称="书房", 图片="anti-fraud.svg", 图片上有什么="书房", 高="20、20", **spots)
    add(held, CALLS, 名称="假快递", 样子="电话", 对方="快递", 可能失去多少元=100)
    replies = {"回答A": "挂", "回答A__接着发生什么": "好", "回答A__为什么": "对", "回答B": "听"}
    replies |= {"回答B__接着发生什么": "他说", "回答B__为什么": "嗯"}
    add(held, TURNS, 通话演练="假快递", 对方说="您好", 回答B__下一步="第2句", **replies)
    add(held, TURNS, 通话演练="假快递", 对方说="转账", 损失多少元="0、100", **replies)
    add(held, QUESTIONS, 题型="案例", 题干="哪一步停", 案例="假中奖", **own)
    steps = {"步骤A": "来电", "步骤B": "交费", "步骤B__怎样停下来": "不交", "步骤C": "没了"}
    told = {"标题": "假中奖", "损失了什么": "一笔钱", "记住一句话": "不交费"}
    add(held, CASES, 对应主题=own["闯关主题"], 依据的事实="anti-fraud-017", **told, **steps)
    found = read(held, with_kinds())
    assert [str(each) for each in found.faults] == []
    assert asked(found, "没写题型")["kind"] == "single"
    assert asked(found, "一句话")["is_true"] is False
    assert [each["text"]["zh"] for each in asked(found, "排一排")["options"]] == ["一", "二", "三"]
    message = asked(found, "真还是假")["message"]
    assert [each["place"] for each in message["lines"]] == ["sender", "text"]
    assert asked(found, "哪里危险")["dangers"] == ["a", "b"]
    assert asked(found, "几天")["guess"]["right"] == 3
    call = part(found.tree, Spot.named("calls", asked(found, "来电了")["call"]))
    first, second = call["turns"]
    assert [each["next"] for each in first["replies"]] == [None, second["id"]]
    assert [each["loss"] for each in second["replies"]] == [0, 100]
    case = part(found.tree, Spot.named("cases", asked(found, "哪一步停")["case"]))
    assert [bool(each.get("stop")) for each in case["steps"]] == [False, True, False]


SIGNS = {"题型": "辨真假", "消息__样子": "短信", "消息__真假": "假的"}
RANGE = {"题型": "猜数字", "猜数字__单位": "天", "猜数字__最小": 0, "猜数字__每格": 1}
FAULTS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "several with one right": (
        QUESTIONS,
        {"题型": "多选", "选项A": "甲", "选项B": "乙", "选项C": "丙", "正确": "A"},
        "正确",
        "多选题至少 2 个正确选项",
    ),
    "steps marked as right": (
        QUESTIONS,
        {"题型": "排序", "选项A": "甲", "选项B": "乙", "选项C": "丙", "正确": "A"},
        "选项A",
        "排序题按正确次序写选项，不标正确",
    ),
    "an unknown kind": (QUESTIONS, {"题型": "抢答"}, "题型", "可写：单选、多选"),
    "a statement without a verdict": (QUESTIONS, {"题型": "判断"}, "这句话对不对", "要填这一项"),
    "a verdict in other words": (
        QUESTIONS,
        {"题型": "判断", "这句话对不对": "也许"},
        "这句话对不对",
        "可写：对、不对",
    ),
    "a field of another kind": (
        QUESTIONS,
        {"题型": "判断", "这句话对不对": "对", "选项A": "甲", "选项B": "乙"},
        "正确",
        "这种题用不到这一项",
    ),
    "no message": (QUESTIONS, {"题型": "辨真假"}, "消息·样子", "要填这一项"),
    "no sign": (
        QUESTIONS,
        SIGNS | {"消息行A": "甲", "消息行B": "乙", "消息__位置": "发件人、正文"},
        "消息行A",
        "至少要指出一处破绽",
    ),
    "a line without its place": (
        QUESTIONS,
        SIGNS | {"消息行A": "甲", "消息行B": "乙", "消息__位置": "发件人"},
        "消息·位置",
        "有 2 项，位置却有 1 个",
    ),
    "an unknown scene": (
        QUESTIONS,
        {"题型": "找隐患", "场景": "样板厨房间"},
        "场景",
        "是不是“样板厨房”",
    ),
    "an unknown area": (
        QUESTIONS,
        {"题型": "找隐患", "场景": "样板厨房", "要找的危险": "冰箱"},
        "要找的危险",
        "没有“冰箱”；可写：灶台、电线、窗户",
    ),
    "an area that is no danger": (
        QUESTIONS,
        {"题型": "找隐患", "场景": "样板厨房", "要找的危险": "窗户"},
        "要找的危险",
        "请在场景里写为什么危险",
    ),
    "a number off its range": (
        QUESTIONS,
        RANGE | {"猜数字__最大": 10, "猜数字__正确的数": 99, "猜数字__差多少算对": 1},
        "猜数字·正确的数",
        "要在范围内",
    ),
    "a number in words": (
        QUESTIONS,
        RANGE | {"猜数字__最大": "十", "猜数字__正确的数": 3, "猜数字__差多少算对": 1},
        "猜数字·最大",
        "不是整数",
    ),
    "no case": (QUESTIONS, {"题型": "案例"}, "案例", "要填这一项"),
    "a case that nothing stops": (
        CASES,
        {"对应主题": "防诈骗", "标题": "某", "步骤A": "甲", "步骤B": "乙", "步骤C": "丙"}
        | {"损失了什么": "丁", "记住一句话": "戊"},
        "步骤A",
        "没有一步写了怎样停下来",
    ),
    "no call": (QUESTIONS, {"题型": "情景演练"}, "通话", "要填这一项"),
    "an area beside the picture": (
        SCENES,
        {
            "名称": "某处",
            "图片": "anti-fraud.svg",
            "图片上有什么": "某",
            "地方A": "甲",
            "地方B": "乙",
        }
        | {"左": "90、1", "上": "1、1", "宽": "20、20", "高": "20、20"},
        "宽",
        "超出画面右边（110 %）",
    ),
    "too many percent": (
        SCENES,
        {
            "名称": "某处",
            "图片": "anti-fraud.svg",
            "图片上有什么": "某",
            "地方A": "甲",
            "地方B": "乙",
        }
        | {"左": "190、1", "上": "1、1", "宽": "20、20", "高": "20、20"},
        "左",
        "至少 0，最多 100",
    ),
    "an area without a size": (
        SCENES,
        {
            "名称": "某处",
            "图片": "anti-fraud.svg",
            "图片上有什么": "某",
            "地方A": "甲",
            "地方B": "乙",
        },
        "左",
        "不能空着",
    ),
    "a call without a stake": (
        CALLS,
        {"名称": "某", "样子": "电话", "对方": "某", "可能失去多少元": 0},
        "可能失去多少元",
        "至少 1",
    ),
    "a turn of no call": (TURNS, {"通话演练": "假", "对方说": "某"}, "通话演练", "没有“假”"),
    "an unknown turn": (
        TURNS,
        {"通话演练": "假客服来电", "对方说": "某", "回答A": "甲", "回答A__下一步": "第9句"},
        "回答A·下一步",
        "没有“第9句”",
    ),
    "a loss beyond the stake": (
        TURNS,
        {"通话演练": "假客服来电", "对方说": "某", "回答A": "甲", "回答A__接着发生什么": "乙"}
        | {"回答A__为什么": "丙", "回答B": "甲", "回答B__接着发生什么": "乙"}
        | {"回答B__为什么": "丙", "损失多少元": "0、99999"},
        "损失多少元",
        "不能多于 10000 元",
    ),
}


@pytest.fixture(scope="module")
def found() -> tuple[Proposal, dict[str, int]]:
    """Read a workbook with every mistake."""
    held, rows = book(), {}
    topic = part(with_kinds(), Spot.named("topics", TOPIC))["name"]["zh"]
    for name, (sheet, cells, _, _) in FAULTS.items():
        own = {"闯关主题": topic, "题干": name} if sheet == QUESTIONS else {}
        rows[name] = add(held, sheet, **own | cells)
    return read(held, with_kinds()), rows


@pytest.mark.parametrize("name", FAULTS)
def test_a_mistake_is_named_by_sheet_row_column_and_remedy(
    found: tuple[Proposal, dict[str, int]], name: str
) -> None:
    proposal, rows = found
    sheet, _, column, words = FAULTS[name]
    said = faults_of(proposal, sheet, rows[name])
    fitting = [each for each in said if words in each.zh and f"（{column}）" in each.column]
    assert fitting, [str(each) for each in said]
    assert all(each.en and each.en != each.zh for each in said)


def test_kinds_are_chosen_from_a_list_and_the_template_has_one_row_of_each() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(with_kinds(), is_template=True)))[QUESTIONS]
    lists = {
        str(each.sqref).split(":")[0]: each.formula1
        for each in sheet.data_validations.dataValidation
    }
    letter = sheet.cell(2, place(sheet, "题型")).coordinate
    assert lists[letter] == '"单选,多选,排序,判断,辨真假,找隐患,猜数字,情景演练,案例"'
    assert lists[sheet.cell(2, place(sheet, "这句话对不对")).coordinate] == '"对,不对"'
    kinds = [row[place(sheet, "题型") - 1].value for row in sheet.iter_rows(min_row=2)]
    assert sorted(filter(None, kinds)) == sorted(lists[letter].strip('"').split(","))
