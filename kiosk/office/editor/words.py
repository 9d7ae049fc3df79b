"""The words of each field and choice, as forms and workbooks show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from kiosk.content import apps, pack, parts
from kiosk.office.editor import handback_words, outreach_words, question_words, stamp_words
from kiosk.office.editor.pair import (
    ABOUT,
    ALT,
    NAME,
    NOTHING,
    OPTIONS,
    PROMPT,
    REVIEW,
    VOICE,
    WECHAT,
    Labelled,
    Pair,
)

LABELS: dict[type[Struct], dict[str, Labelled]] = {
    **question_words.LABELS,
    **stamp_words.LABELS,
    **outreach_words.LABELS,
    **handback_words.LABELS,
    pack.Event: {
        "id": (
            Pair("活动编号", "Event id"),
            Pair(
                "记录按它归在一起；换了编号就是另一场活动，如 haiyan/2026。",
                "Records belong together by it; another id is another event, such as haiyan/2026.",
            ),
        ),
        "name": Pair("活动名称", "Name of the event"),
        "theme": Pair("主题", "Theme"),
        "bureau": Pair("公安局全称", "Full name of the bureau"),
        "starts_on": (Pair("开始日期", "First day"), Pair("还没定就空着。", "Empty until fixed.")),
        "ends_on": Pair("结束日期", "Last day"),
        "mark": (
            Pair("标志", "Mark"),
            Pair("空着：用程序自带的标志。", "Empty: the program's own mark."),
        ),
        **WECHAT,
    },
    pack.Town: {"name": NAME},
    pack.Unit: {
        "kind": Pair("类别", "Kind"),
        "name": Pair("全称", "Full name"),
        "short": (
            Pair("简称", "Short name"),
            Pair("写在按钮上，2～6 个字。", "Stands on buttons: a word or two."),
        ),
        "does": Pair("做什么", "What it does"),
        "town": Pair("所在镇街道", "Town"),
        "is_confirmed": Pair("已核实", "Confirmed"),
    },
    pack.Card: {
        "unit": Pair("单位", "Unit"),
        "post": (
            Pair("岗位", "Post"),
            Pair("写岗位，不写姓名。", "A post, never a person's name."),
        ),
        "says": Pair("一句话", "What it says"),
        "phone": Pair("电话", "Telephone"),
        "community": Pair("社区（村）", "Community"),
        "hours": Pair("时间", "Hours"),
        "is_placeholder": (
            Pair("号码是示例", "The number is a sample"),
            Pair("换成真实号码后去掉。", "Take the mark away once the number is real."),
        ),
        "voice": VOICE,
        **WECHAT,
        **REVIEW,
    },
    apps.ScanApp: {
        "name": NAME,
        "hint": (
            Pair("怎么扫", "How to scan"),
            Pair("写在码旁边，一句话。", "One sentence beside the code."),
        ),
        "code": (
            Pair("给哪种码", "Which code"),
            Pair(
                "没有微信号的卡，选“微信”时给短码。",
                "A card without a WeChat account gives the short code instead.",
            ),
        ),
        "is_measured": (
            Pair("自己试过", "Tried here"),
            Pair("只是听说的，不要勾。", "Leave it empty for what is known by report alone."),
        ),
        "source": (
            Pair("依据", "How it is known"),
            Pair(
                "什么手机、哪个版本、哪天试的，或者听谁说的；只给工作人员看。",
                "Which phone and version, on which day, or whose report; for staff alone.",
            ),
        ),
    },
    pack.Hotline: {
        "number": Pair("号码", "Number"),
        "name": NAME,
        "use": Pair("什么时候打", "When to call"),
        "is_emergency": Pair("紧急电话", "For emergencies"),
        "note": Pair("备注", "Note"),
    },
    parts.Option: {
        "text": Pair("文字", "Words"),
        "is_right": (
            Pair("正确", "Right"),
            Pair("单选一个，多选几个，排序不标。", "One, or several; none where order is asked."),
        ),
        "value": Pair("分值", "Points"),
        "is_exclusive": Pair("选了它就不能再选别的", "Excludes the others"),
        "is_uncounted": Pair("选了它的人不计入", "Whoever picks it does not count"),
        "picture": (
            Pair("图片", "Picture"),
            Pair("每个选项都有，或者都没有。", "Every option has one, or none."),
        ),
    },
    pack.Survey: {
        "title": Pair("标题", "Title"),
        "about": Pair("开头的话", "Words at the beginning"),
        "thanks": Pair("结尾的话", "Words at the end"),
        "place": Pair("在哪里答", "Where it is asked"),
        "begins_with": (
            Pair("先问的题组", "Blocks asked first"),
            Pair("筛选谁计入的题组放在这里。", "Those that find out who counts belong here."),
        ),
        "ends_with": (
            Pair("后问的题组", "Blocks asked last"),
            Pair("在打字的一题之前。", "Before the item that is typed."),
        ),
    },
    pack.Block: {"name": NAME},
    pack.Item: {
        "kind": Pair("题型", "Kind"),
        "prompt": PROMPT,
        "options": OPTIONS,
        "least": Pair("最小数", "Least number"),
        "most": Pair("最大数", "Greatest number"),
        "is_optional": Pair("可以跳过", "May be skipped"),
        "index": (
            Pair("计入指数", "Counts towards an index"),
            Pair(
                "量表分值：五档 1～5；没有“一般”的四档 1、2、4、5。",
                "Points of the scale: 1 to 5; without a middle 1, 2, 4, 5.",
            ),
        ),
        "show_if": (
            Pair("什么时候问", "When it is asked"),
            Pair("空着：每个人都问。", "Empty: everybody is asked."),
        ),
        "rate": (
            Pair("算作三率", "Makes a rate"),
            Pair(
                "答 4 分、5 分的人所占比例；单选也可以，如知道 5 分、不知道 1 分。",
                "The share of 4 and 5; a single choice may have points too, yes 5 and no 1.",
            ),
        ),
        "order": (
            Pair("选项次序", "Order of the options"),
            Pair("量表总是固定。", "That of a scale is always fixed."),
        ),
        **REVIEW,
    },
    pack.ShowIf: {
        "item": Pair("前面的题", "Earlier item"),
        "any_of": Pair("选了其中之一", "Answered by one of"),
    },
    pack.Rating: {
        "prompt": PROMPT,
        "faces": Pair("五个表情，从差到好", "Five faces, worst first"),
        "reasons": Pair("原因", "Reasons"),
    },
    pack.Reason: {
        "text": Pair("文字", "Words"),
        "values": (
            Pair("点了哪些表情时出现", "Offered after which faces"),
            Pair("1 最差，5 最好。", "1 is the worst, 5 the best."),
        ),
    },
    pack.FeedbackKind: {
        "name": NAME,
        "about": ABOUT,
        "prompt": PROMPT,
        "chips": Pair("可点的内容", "Chips to tap"),
        "is_urgent": Pair("提醒紧急情况拨打 110", "Reminds to dial 110 in an emergency"),
    },
    pack.Panel: {
        "topic": Pair("对应主题", "Topic"),
        "title": Pair("标题", "Title"),
        "lines": (Pair("几行短句", "A few short lines"), Pair("1～4 行。", "One to four.")),
        "image": Pair("图片", "Picture"),
        "alt": ALT,
        "voice": VOICE,
        **REVIEW,
    },
    pack.Tour: {"rules": Pair("须知", "Rules")},
    pack.Stop: {
        "name": NAME,
        "shows": Pair("看什么", "What is shown"),
        "minutes": Pair("停留分钟", "Minutes"),
        "may_photograph": Pair("可以拍照", "Photographs allowed"),
        "rule": Pair("这一站的规定", "Rule of this stop"),
    },
    pack.Slot: {
        "starts_at": Pair("开始", "Begins"),
        "ends_at": Pair("结束", "Ends"),
        "capacity": Pair("名额", "Places"),
    },
    pack.Demonstration: {
        "stop": Pair("在哪一站", "Stop"),
        "name": NAME,
        "about": ABOUT,
        "times": (Pair("时间", "Times"), Pair("如 09:30 14:00。", "Such as 09:30 14:00.")),
        "is_drill": Pair("会拉警报", "An alarm sounds"),
    },
    pack.Visitor: {"name": NAME},
}
CHOICES: dict[tuple[type[Struct], str], dict[Any, Pair]] = {
    **question_words.CHOICES,
    **stamp_words.CHOICES,
    **outreach_words.CHOICES,
    (pack.Unit, "kind"): {
        "plaza": Pair("广场展位", "Booth on the plaza"),
        "station": Pair("开放的派出所", "Station that opens its doors"),
        "partner": Pair("其他单位", "Partner"),
    },
    (apps.ScanApp, "code"): {
        "contact": Pair("通讯录名片", "Contact"),
        "short": Pair("短码", "Short code"),
        "call": Pair("拨号码", "Call"),
        "wechat": Pair("微信号", "WeChat account"),
    },
    (pack.Survey, "place"): {
        "booth": Pair("展位", "At the booth"),
        "tour": Pair("参观以后", "After the tour"),
    },
    (pack.Item, "kind"): {
        "single": Pair("单选", "One choice"),
        "multiple": Pair("多选", "Several choices"),
        "scale": Pair("量表", "Scale"),
        "ranking": Pair("排序", "Ranking"),
        "number": Pair("数字", "Number"),
        "text": Pair("文字", "Typed text"),
        "unit": Pair("选单位", "A unit"),
    },
    (pack.Item, "rate"): {
        "security": Pair("安全感", "Feel safe"),
        "awareness": Pair("知晓率", "Know of it"),
        "participation": Pair("参与率", "Took part"),
    },
    (pack.Item, "order"): {
        "fixed": Pair("固定", "Fixed"),
        "random": Pair("每人不同", "Another for each person"),
    },
    (pack.Item, "index"): {
        "security": Pair("安全感", "Sense of security"),
        "satisfaction": Pair("满意度", "Satisfaction"),
        "justice": Pair("公正感", "Procedural justice"),
    },
}


def of(part: type[Struct], name: str) -> tuple[Pair, Pair]:
    """Return a field's label and hint. Raises KeyError for a field that has no words yet."""
    held = LABELS[part][name]
    return (held, NOTHING) if isinstance(held, Pair) else held


def choices(part: type[Struct], name: str, values: Sequence[Any]) -> tuple[tuple[Any, Pair], ...]:
    """Return the values of a field with their words; none for a tick, which needs no words.

    Raises KeyError for a value that has no words yet.
    """
    held = CHOICES.get((part, name))
    if held is None and set(values) <= {True, False}:
        return ()
    return tuple((value, CHOICES[part, name][value]) for value in values)
