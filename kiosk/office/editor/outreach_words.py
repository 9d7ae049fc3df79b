"""The words of each field of outreach, as forms and workbooks show them."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from kiosk.content import outreach
from kiosk.office.editor.pair import NAME, Labelled, Pair

LABELS: dict[type[Struct], dict[str, Labelled]] = {
    outreach.SafetyPoint: {"text": Pair("要点", "Point")},
    outreach.PlaceKind: {
        "name": NAME,
        "opening": (
            Pair("怎样开口", "How to begin"),
            Pair("到门口先说的话。", "What is said first at the door."),
        ),
        "mind": (
            Pair("走访的人注意", "To bear in mind"),
            Pair("可以空着。", "May be left empty."),
        ),
        "survey": (Pair("用哪份问卷", "Survey"), Pair("空着：不问。", "Empty: nothing is asked.")),
        "points": Pair("安全要点", "Safety points"),
        "is_careful": (
            Pair("要小心说话", "Needs care"),
            Pair("注意事项显示在最前面。", "What to bear in mind is shown first."),
        ),
    },
    outreach.DoorSurvey: {
        "title": Pair("标题", "Title"),
        "closing": Pair("结束语", "Closing words"),
    },
    outreach.DoorItem: {
        "kind": Pair("题型", "Kind"),
        "prompt": Pair("问题", "Question"),
        "options": Pair("选项", "Options"),
    },
}
CHOICES: dict[tuple[type[Struct], str], dict[Any, Pair]] = {
    (outreach.DoorItem, "kind"): {
        "single": Pair("选一样", "Choose one"),
        "multiple": Pair("可以选几样", "Choose several"),
    },
}
