"""A pack that has a question of each kind, with a scene and a call, for tests of the editor."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection

from kiosk.content.pack import Pack
from kiosk.office.editor import manuscript
from kiosk.office.editor.sections import Spot, Tree, plain
from tests.editor.workbooks import bundled

TOPIC = "anti-fraud"


def both(zh: str, en: str = "") -> Tree:
    """Return a text."""
    return {"zh": zh, "en": en or f"English of {zh}"}


def option(name: str, *, is_right: bool = False) -> Tree:
    """Return an option."""
    return {"id": name, "text": both(f"选项 {name}"), "is_right": is_right}


SCENE = {
    "id": "model-kitchen",
    "name": both("样板厨房", "Model kitchen"),
    "picture": "anti-fraud.svg",
    "alt": both("一间厨房", "A kitchen"),
    "areas": [
        {"id": "stove", "name": both("灶台"), "tip": both("人走关火")}
        | {"left": 10, "top": 20, "width": 20, "height": 15},
        {"id": "cable", "name": both("电线"), "tip": both("换掉旧线")}
        | {"left": 50, "top": 20, "width": 10, "height": 10},
        {"id": "window", "name": both("窗户")} | {"left": 70, "top": 5, "width": 20, "height": 30},
    ],
}
CALL = {
    "id": "false-support",
    "name": both("假客服来电", "False support calls"),
    "shape": "call",
    "caller": both("自称客服", "Says support"),
    "stake": 10_000,
    "turns": [
        {
            "id": "turn-01",
            "says": both("您的账户有风险"),
            "replies": [
                {
                    "id": "a",
                    "text": both("挂断"),
                    "then": both("没事"),
                    "why": both("官方不这样打"),
                },
                {
                    "id": "b",
                    "text": both("听下去"),
                    "then": both("他要验证码"),
                    "why": both("还来得及"),
                }
                | {"next": "turn-02"},
            ],
        },
        {
            "id": "turn-02",
            "says": both("把验证码念给我"),
            "replies": [
                {
                    "id": "a",
                    "text": both("不念"),
                    "then": both("他挂了"),
                    "why": both("验证码不能给"),
                },
                {
                    "id": "b",
                    "text": both("念"),
                    "then": both("钱没了"),
                    "why": both("验证码就是钥匙"),
                }
                | {"loss": 10_000},
            ],
        },
    ],
}
CASE = {
    "id": "false-refund",
    "topic": TOPIC,
    "title": both("假退款", "A false refund"),
    "steps": [
        {"id": "a", "text": both("电话来了")},
        {"id": "b", "text": both("她照着做"), "stop": both("挂断电话")},
        {"id": "c", "text": both("钱转走了")},
    ],
    "lost": both("三年的钱"),
    "advice": both("不听电话指挥"),
    "facts": ["anti-fraud-017"],
    "picture": "anti-fraud.svg",
}
MESSAGE = {
    "shape": "sms",
    "is_genuine": False,
    "lines": [
        {"id": "a", "place": "sender", "text": both("106 银行")},
        {"id": "b", "place": "text", "text": both("您的积分将到期")},
        {"id": "c", "place": "link", "text": both("bank.example"), "tell": both("不是官网")},
    ],
}
OWN: dict[str, dict[str, Any]] = {
    "single": {"options": [option("a"), option("b", is_right=True)]},
    "several": {
        "options": [option("a", is_right=True), option("b", is_right=True), option("c")],
        "keep_order": True,
    },
    "order": {"options": [option("a"), option("b"), option("c")]},
    "true-false": {"is_true": False},
    "real-false": {"message": MESSAGE},
    "find": {"scene": "model-kitchen", "dangers": ["stove", "cable"]},
    "guess": {
        "guess": {"least": 0, "most": 100, "step": 5, "right": 30, "near": 5}
        | {"unit": both("分钟", "minutes")}
    },
    "rehearsal": {"call": "false-support"},
    "case": {"case": "false-refund"},
}
"""What a question of each kind says beside what all say."""


def question(kind: str) -> Tree:
    """Return a question of a kind."""
    return {
        "id": f"kind-{kind}",
        "kind": kind,
        "prompt": both(f"题型 {kind} 的题"),
        "explanation": both(f"解释 {kind}"),
        "source": {"title": both("某法"), "article": None, "effective": None},
        "audience": ["all"],
        "difficulty": 2,
        **OWN[kind],
    }


def with_kinds() -> Tree:
    """Return the bundled content with a question of each kind at the end of a topic."""
    tree = bundled()
    tree["scenes"].append(SCENE)
    tree["calls"].append(CALL)
    tree["cases"].append(CASE)
    topic = next(each for each in tree["topics"] if each["id"] == TOPIC)
    topic["questions"] += [question(kind) for kind in OWN]
    return plain(msgspec.convert(tree, Pack))


def put_kinds(tx: Connection) -> None:
    """Put them into the manuscript."""
    seen = manuscript.seal_all(manuscript.read(tx).tree)
    manuscript.replace(tx, with_kinds(), [Spot.named("calls", "false-support")], seen=seen, who="x")
