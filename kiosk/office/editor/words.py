"""The words of each field and choice, as forms and workbooks show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from kiosk.content import pack, parts, questions
from kiosk.content.kinds import RULES


class Pair(NamedTuple):
    """The same words in Chinese and English."""

    zh: str
    en: str


NOTHING = Pair("", "")
_NAME = Pair("名称", "Name")
_ABOUT = Pair("说明", "About it")
_PROMPT = Pair("题干", "What is asked")
_VOICE = Pair("录音", "Recording")
_OPTIONS = Pair("选项", "Options")
_ALT = (
    Pair("图片上有什么", "What the picture shows"),
    Pair("给看不见的人听。", "Read aloud to those who cannot see it."),
)
_REVIEW: dict[str, Pair | tuple[Pair, Pair]] = {
    "reviewed_by": (
        Pair("审核岗位", "Reviewed by"),
        Pair("写岗位，不写姓名，如法制大队审核岗。", "A post, never a person's name."),
    ),
    "reviewed_on": (
        Pair("审核日期", "Reviewed on"),
        Pair("如 2026-12-01。", "Such as 2026-12-01."),
    ),
    "review_due": (
        Pair("下次审核", "Review due"),
        Pair("过了这一天，检查会提醒。", "After this day the check warns."),
    ),
}

LABELS: dict[type[Struct], dict[str, Pair | tuple[Pair, Pair]]] = {
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
    },
    pack.Town: {"name": _NAME},
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
        "voice": _VOICE,
        **_REVIEW,
    },
    pack.Hotline: {
        "number": Pair("号码", "Number"),
        "name": _NAME,
        "use": Pair("什么时候打", "When to call"),
        "is_emergency": Pair("紧急电话", "For emergencies"),
        "note": Pair("备注", "Note"),
    },
    questions.Topic: {
        "name": _NAME,
        "short": Pair("简称", "Short name"),
        "about": _ABOUT,
        "unit": Pair("负责单位", "Unit in charge"),
        "tonight": (
            Pair("今晚做一件事", "One thing to do tonight"),
            Pair(
                "答完题后显示；回家就能做的一件小事。",
                "Shown after a round: something small at home.",
            ),
        ),
    },
    questions.Question: {
        "kind": Pair("题型", "Kind"),
        "prompt": _PROMPT,
        "picture": (
            Pair("图片", "Picture"),
            Pair("和题干一起显示，如一个标志、一条短信。", "Shown with it, such as a road sign."),
        ),
        "picture_alt": _ALT,
        "options": (
            _OPTIONS,
            Pair(
                "单选 2～4 个，一个正确；多选 3～6 个；排序按正确次序写，不标正确。",
                "One choice: two to four, one right; several: three to six; order: as is right.",
            ),
        ),
        "keep_order": (
            Pair("选项次序不变", "Options keep their order"),
            Pair("选项是数字、年份等才勾。", "Only for numbers, years and the like."),
        ),
        "is_true": (
            Pair("这句话对不对", "Is the statement true"),
            Pair("题干就是这句话。", "The statement is what is asked."),
        ),
        "message": Pair("消息", "Message"),
        "scene": (
            Pair("场景", "Scene"),
            Pair("先在“场景”里放图片、标地方。", "Make it among the scenes first."),
        ),
        "dangers": (
            Pair("要找的危险", "Dangers to find"),
            Pair("场景里的哪些地方是危险。", "Which areas of the scene are dangers."),
        ),
        "guess": Pair("猜数字", "Number to guess"),
        "call": (
            Pair("通话", "Call"),
            Pair("先在“通话演练”里写好。", "Write it among the calls first."),
        ),
        "case": (
            Pair("案例", "Case"),
            Pair("先在“案例”里写好。", "Write it among the cases first."),
        ),
        "is_long": (
            Pair("允许长", "May be long"),
            Pair(
                "题干超过 30 字、解释超过 60 字，看过确实短不了才勾。",
                "More than 30 characters asked, or 60 explained, and it cannot be shorter.",
            ),
        ),
        "explanation": (
            Pair("解释", "Explanation"),
            Pair("先说该怎么做，再说为什么。", "First what to do, then why."),
        ),
        "source": Pair("依据", "Source"),
        "audience": (
            Pair("给谁答", "For whom"),
            Pair(
                "小朋友只答勾了“小朋友”的；勾“所有人”的，别人都答。",
                "Children are asked only what is ticked for children; “everyone” is all others.",
            ),
        ),
        "difficulty": Pair("难度", "Difficulty"),
        "voice": _VOICE,
        "facts": (
            Pair("依据的事实", "Facts"),
            Pair(
                "编写时所用事实表的编号，几个用空格隔开；同一条事实的题，一轮里只出一道。",
                "Their numbers in the list of facts; of one fact, a round has one question.",
            ),
        ),
        **_REVIEW,
    },
    questions.Message: {
        "shape": Pair("样子", "Shape"),
        "is_genuine": Pair("真假", "Real or false"),
        "lines": (Pair("几行", "Lines"), Pair("第一行是发件人。", "The first is the sender.")),
    },
    questions.MessageLine: {
        "place": Pair("位置", "Place"),
        "text": Pair("文字", "Words"),
        "tell": (
            Pair("破绽", "What gives it away"),
            Pair("假消息至少一处。", "At least one in a false message."),
        ),
    },
    questions.Guess: {
        "least": Pair("最小", "Least"),
        "most": Pair("最大", "Greatest"),
        "step": Pair("每格", "Step"),
        "right": Pair("正确的数", "Right number"),
        "near": (Pair("差多少算对", "How near is right"), Pair("差到两倍算一半。", "Twice: half.")),
        "unit": (Pair("单位", "Unit"), Pair("跟在数字后面，如分钟。", "Follows it: minutes.")),
    },
    questions.Scene: {
        "name": _NAME,
        "picture": Pair("图片", "Picture"),
        "alt": (
            Pair("图片上有什么", "What the picture shows"),
            Pair("不要说出哪里危险。", "Without saying what is wrong."),
        ),
        "areas": (
            Pair("可点的地方", "Areas"),
            Pair("位置和大小都是画面的百分之几。", "In percent of the picture."),
        ),
    },
    questions.Area: {
        "name": _NAME,
        "left": Pair("左", "Left"),
        "top": Pair("上", "Top"),
        "width": Pair("宽", "Width"),
        "height": Pair("高", "Height"),
        "tip": (
            Pair("为什么危险、怎么办", "Why it is a danger, and what to do"),
            Pair("不是危险的地方空着。", "Empty where there is no danger."),
        ),
    },
    questions.Call: {
        "name": _NAME,
        "shape": Pair("样子", "Shape"),
        "caller": Pair("对方", "Who calls"),
        "stake": Pair("可能失去多少元", "Money at stake, in yuan"),
    },
    questions.Turn: {
        "says": Pair("对方说", "What they say"),
        "replies": Pair("可以怎么答", "Replies"),
        "voice": _VOICE,
    },
    questions.Reply: {
        "text": Pair("文字", "Words"),
        "then": Pair("接着发生什么", "What follows"),
        "why": Pair("为什么", "Why"),
        "next": (Pair("下一步", "Next turn"), Pair("空着：到此结束。", "Empty: it ends here.")),
        "loss": Pair("损失多少元", "Money lost, in yuan"),
    },
    questions.Case: {
        "topic": Pair("对应主题", "Topic"),
        "title": (Pair("标题", "Title"), Pair("不超过 10 个字。", "Ten characters at most.")),
        "steps": (
            Pair("经过", "Steps"),
            Pair("3～5 步，按先后写。", "Three to five, in the order in which they happened."),
        ),
        "lost": (Pair("损失了什么", "What was lost"), Pair("不超过 25 个字。", "At most 25.")),
        "advice": (
            Pair("记住一句话", "Sentence to remember"),
            Pair("不超过 30 个字。", "Thirty characters at most."),
        ),
        "facts": (
            Pair("依据的事实", "Facts"),
            Pair("编写时所用事实表的编号。", "Their numbers in the list of facts."),
        ),
        "picture": (
            Pair("图片", "Picture"),
            Pair("空着：用主题的图片。", "Empty: the drawing of its topic."),
        ),
    },
    questions.CaseStep: {
        "text": (
            Pair("发生了什么", "What happened"),
            Pair("不写姓名、地名、日期。", "No name, no place, no date."),
        ),
        "stop": (
            Pair("怎样停下来", "What would have stopped it"),
            Pair(
                "能察觉的那几步才写，最多三步。", "Only where one could have known: three at most."
            ),
        ),
    },
    questions.Source: {
        "title": Pair("法律或资料", "Law or other source"),
        "article": Pair("条款", "Article"),
        "effective": (Pair("施行日期", "In force since"), Pair("如 2022-12-01。", "2022-12-01")),
        "quote": (
            Pair("条文原文", "Text of the article"),
            Pair("给审核的人对照，观众看不到。", "For those who review it; people do not see it."),
        ),
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
    pack.Block: {"name": _NAME},
    pack.Item: {
        "kind": Pair("题型", "Kind"),
        "prompt": _PROMPT,
        "options": _OPTIONS,
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
        **_REVIEW,
    },
    pack.ShowIf: {
        "item": Pair("前面的题", "Earlier item"),
        "any_of": Pair("选了其中之一", "Answered by one of"),
    },
    pack.Rating: {
        "prompt": _PROMPT,
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
        "name": _NAME,
        "about": _ABOUT,
        "prompt": _PROMPT,
        "chips": Pair("可点的内容", "Chips to tap"),
        "is_urgent": Pair("提醒紧急情况拨打 110", "Reminds to dial 110 in an emergency"),
    },
    pack.Panel: {
        "topic": Pair("对应主题", "Topic"),
        "title": Pair("标题", "Title"),
        "lines": (Pair("几行短句", "A few short lines"), Pair("1～4 行。", "One to four.")),
        "image": Pair("图片", "Picture"),
        "alt": _ALT,
        "voice": _VOICE,
        **_REVIEW,
    },
    pack.Tour: {"rules": Pair("须知", "Rules")},
    pack.Stop: {
        "name": _NAME,
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
        "name": _NAME,
        "about": _ABOUT,
        "times": (Pair("时间", "Times"), Pair("如 09:30 14:00。", "Such as 09:30 14:00.")),
        "is_drill": Pair("会拉警报", "An alarm sounds"),
    },
    pack.Visitor: {"name": _NAME},
}

CHOICES: dict[tuple[type[Struct], str], dict[Any, Pair]] = {
    (pack.Unit, "kind"): {
        "plaza": Pair("广场展位", "Booth on the plaza"),
        "station": Pair("开放的派出所", "Station that opens its doors"),
        "partner": Pair("其他单位", "Partner"),
    },
    (questions.Question, "kind"): {
        kind: Pair(rule.name.zh, rule.name.en) for kind, rule in RULES.items()
    },
    (questions.Question, "is_true"): {True: Pair("对", "True"), False: Pair("不对", "False")},
    (questions.Message, "is_genuine"): {
        True: Pair("真的", "Real"),
        False: Pair("假的", "False"),
    },
    (questions.Message, "shape"): {
        "sms": Pair("短信", "Text message"),
        "chat": Pair("聊天", "Chat"),
        "email": Pair("电子邮件", "E-mail"),
        "call": Pair("来电", "Incoming call"),
        "pay": Pair("付款页", "Payment page"),
    },
    (questions.MessageLine, "place"): {
        "sender": Pair("发件人", "Sender"),
        "subject": Pair("标题", "Subject"),
        "text": Pair("正文", "Text"),
        "link": Pair("网址", "Link"),
        "button": Pair("按钮", "Button"),
        "amount": Pair("金额", "Amount"),
    },
    (questions.Call, "shape"): {
        "call": Pair("电话", "Telephone call"),
        "chat": Pair("聊天", "Chat"),
    },
    (questions.Question, "audience"): {
        "all": Pair("所有人", "Everybody"),
        "child": Pair("儿童", "Children"),
        "adult": Pair("成人", "Adults"),
        "elder": Pair("老人", "Elders"),
        "driver": Pair("驾驶人", "Drivers"),
    },
    (questions.Question, "difficulty"): {
        1: Pair("多数人知道", "Most people know"),
        2: Pair("一般", "In between"),
        3: Pair("少有人知道", "Few know"),
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
