"""The words of the fields and choices of questions, and of what they are made of."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from kiosk.content import questions
from kiosk.content.kinds import RULES
from kiosk.office.editor.pair import (
    ABOUT,
    ALT,
    NAME,
    OPTIONS,
    PROMPT,
    REVIEW,
    VOICE,
    Labelled,
    Pair,
)

LABELS: dict[type[Struct], dict[str, Labelled]] = {
    questions.Topic: {
        "name": NAME,
        "short": Pair("简称", "Short name"),
        "about": ABOUT,
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
        "prompt": PROMPT,
        "picture": (
            Pair("图片", "Picture"),
            Pair("和题干一起显示，如一个标志、一条短信。", "Shown with it, such as a road sign."),
        ),
        "picture_alt": ALT,
        "options": (
            OPTIONS,
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
        "voice": VOICE,
        "facts": (
            Pair("依据的事实", "Facts"),
            Pair(
                "编写时所用事实表的编号，几个用空格隔开；同一条事实的题，一轮里只出一道。",
                "Their numbers in the list of facts; of one fact, a round has one question.",
            ),
        ),
        **REVIEW,
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
        "name": NAME,
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
        "name": NAME,
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
        "name": NAME,
        "shape": Pair("样子", "Shape"),
        "caller": Pair("对方", "Who calls"),
        "stake": Pair("可能失去多少元", "Money at stake, in yuan"),
    },
    questions.Turn: {
        "says": Pair("对方说", "What they say"),
        "replies": Pair("可以怎么答", "Replies"),
        "voice": VOICE,
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
}
CHOICES: dict[tuple[type[Struct], str], dict[Any, Pair]] = {
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
}
