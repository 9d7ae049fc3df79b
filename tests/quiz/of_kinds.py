"""One question of each kind, with the scene, the call and the case that three of them name."""

from __future__ import annotations

from typing import Any

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz.kinds.base import Asked, QuestionKind
from kiosk.content.questions import (
    Area,
    Call,
    Case,
    CaseStep,
    Guess,
    Message,
    MessageLine,
    Question,
    Reply,
    Scene,
    Turn,
)
from tests.factories import option, question, words


def reply(name: str, next_turn: str | None = None, loss: int = 0) -> Reply:
    return Reply(id=name, text=words(name), then=words(), why=words(), next=next_turn, loss=loss)


SCENE = Scene(
    id="kitchen",
    name=words("厨房"),
    picture="kitchen.svg",
    alt=words("厨房"),
    areas=tuple(
        Area(id=name, name=words(name), left=n * 20, top=10, width=10, height=10, tip=words())
        for n, name in enumerate(("stove", "cable", "window"))
    ),
)
CALL = Call(
    id="customer-service",
    name=words("客服"),
    shape="call",
    caller=words("客服"),
    stake=10_000,
    turns=(
        Turn(
            id="hello",
            says=words(),
            replies=(reply("hang-up"), reply("listen", "code"), reply("pay", "code", 2_000)),
        ),
        Turn(id="code", says=words(), replies=(reply("give", loss=8_000), reply("refuse"))),
    ),
)

CASE = Case(
    id="refund",
    topic="anti-fraud",
    title=words("退款"),
    steps=(
        CaseStep(id="rings", text=words("响了")),
        CaseStep(id="listens", text=words("听"), stop=words("挂断")),
        CaseStep(id="installs", text=words("装"), stop=words("不装")),
        CaseStep(id="gone", text=words("没了")),
    ),
    lost=words("钱"),
    advice=words("不信"),
)


def message(*, is_genuine: bool) -> Message:
    sender = MessageLine(id="a", place="sender", text=words("银行"))
    body = MessageLine(
        id="b",
        place="text",
        text=words("点这里"),
        tell=None if is_genuine else words("不会要点链接"),
    )
    return Message(shape="sms", is_genuine=is_genuine, lines=(sender, body))


MADE: dict[str, dict[str, Any]] = {
    "single": {},
    "several": {
        "options": (
            option("a", is_right=True),
            option("b", is_right=True),
            option("c"),
            option("d"),
        )
    },
    "order": {"options": (option("a"), option("b"), option("c"), option("d"))},
    "true-false": {"options": (), "is_true": False},
    "real-false": {"options": (), "message": message(is_genuine=True)},
    "find": {"options": (), "scene": "kitchen", "dangers": ("stove", "cable")},
    "guess": {
        "options": (),
        "guess": Guess(least=0, most=100, step=5, right=30, near=5, unit=words("分钟")),
    },
    "rehearsal": {"options": (), "call": "customer-service"},
    "case": {"options": (), "case": "refund"},
}


def made(kind: str) -> tuple[QuestionKind, Asked]:
    asked: Question = question(kind, kind=kind, **MADE[kind])
    return kinds.KINDS[kind], Asked(asked, SCENE, CALL, CASE)
