"""A pack as it is written: its canonical texts, by which its digest is made."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from kiosk.content import pack, parts, questions

REVIEW = ("reviewed_by", "reviewed_on", "review_due")
LATER: dict[type[Struct], tuple[str, ...]] = {
    pack.Event: ("mark", "wechat", "wechat_link"),
    parts.Option: ("is_exclusive", "is_uncounted", "picture"),
    questions.Source: ("quote",),
    questions.Question: tuple(
        each.name
        for each in fields(questions.Question)
        if not each.required and each.name != "options"
    ),
    questions.Topic: ("tonight",),
    pack.Item: (*REVIEW, "rate", "order"),
    pack.Card: (*REVIEW, "voice", "wechat", "wechat_link"),
    pack.Panel: (*REVIEW, "voice"),
    pack.Survey: ("begins_with", "ends_with"),
    pack.Pack: ("blocks", "scenes", "calls", "cases", "stamps", "outreach", "handback", "apps"),
}
"""Fields that packs of version 0.3.0 did not have yet. One that holds its default is not written:
so a pack that does not use them keeps its digest, and programs of that version can read it."""
_DEFAULTS = {
    kind: {each.name: each.default for each in fields(kind) if each.name in names}
    for kind, names in LATER.items()
}


def plain(part: Any) -> Any:
    """Return a part of a pack as dicts and lists, without the later fields that it does not use."""
    if isinstance(part, Struct):
        unused = _DEFAULTS.get(type(part), {})
        held = ((name, getattr(part, name)) for name in part.__struct_fields__)
        return {
            name: plain(value)
            for name, value in held
            if name not in unused or value != unused[name]
        }
    return [plain(each) for each in part] if isinstance(part, tuple) else part
