"""The fields of each kind of part: how they are asked for, derived from the pack's own types.

The editor's forms and the workbook's columns are both made of these, so that a new field of a pack
needs its words in `words.py` and nothing else.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import msgspec
from msgspec import Struct

from kiosk.content import kinds, outreach, pack, parts, questions, stamps
from kiosk.content.shape import UNIONS, declared, without_notes
from kiosk.office.editor import words
from kiosk.office.editor.pair import Pair

Way = str
"""How a field is asked for: `text` in both languages, `texts` several, `word` in none, `words`
several; `choice`, `choices`, `number`, `numbers`, `yes`, `day`, `time`, `times`, `phone`,
`picture`; `reference` and `references` name other parts; `part` is fields of its own, `rows` a list
of such."""
REFERS: dict[tuple[type[Struct], str], str] = {
    (pack.Unit, "town"): "towns",
    (questions.Topic, "unit"): "units",
    (pack.Card, "unit"): "units",
    (pack.Panel, "topic"): "topics",
    (pack.Demonstration, "stop"): "stops",
    (questions.Question, "scene"): "scenes",
    (questions.Question, "dangers"): "areas",
    (questions.Question, "call"): "calls",
    (questions.Question, "case"): "cases",
    (questions.Reply, "next"): "turns",
    (questions.Case, "topic"): "topics",
    (pack.Survey, "begins_with"): "blocks",
    (pack.Survey, "ends_with"): "blocks",
    (pack.ShowIf, "item"): "items",
    (stamps.StampStop, "unit"): "units",
    (stamps.StampStop, "tour_stop"): "stops",
    (pack.ShowIf, "any_of"): "options",
    (outreach.PlaceKind, "survey"): "door-surveys",
}
"""The section whose ids a field names; an item's condition names items and options before it, the
dangers of a question areas of its scene, and a reply a turn of its own call."""
INNER = ("areas", "turns")
"""What is named only within another part, so that each such part has names of its own."""
APART = {(questions.Topic, "questions"), (pack.Survey, "items"), (pack.Block, "items")}
APART |= {(questions.Call, "turns")}
APART |= {(pack.Tour, name) for name in ("stops", "slots", "demonstrations", "visitors")}
APART |= {(outreach.DoorSurvey, "items")}
APART |= {(stamps.Stamps, name) for name in ("stops", "gifts")}
"""Lists with pages of their own."""
_OF_SURVEYS = ("value", "is_exclusive", "is_uncounted")
_OF_QUESTIONS = ("is_right", "picture")
LEFT_OUT: dict[tuple[type[Struct], str], tuple[str, ...]] = {
    (questions.Question, "options"): _OF_SURVEYS,
    (pack.Item, "options"): _OF_QUESTIONS,
    (outreach.DoorItem, "options"): (*_OF_QUESTIONS, "value", "is_uncounted"),
    (pack.FeedbackKind, "chips"): (*_OF_QUESTIONS, *_OF_SURVEYS),
    (pack.Rating, "faces"): (*_OF_QUESTIONS, *_OF_SURVEYS),
}
"""Fields of rows that mean nothing there; what they hold stays."""
_PLAIN: dict[Any, Way] = {
    parts.Text: "text",
    parts.FileName: "picture",
    parts.SoundName: "sound",
    parts.ClockTime: "time",
    parts.IsoDate: "day",
    parts.Phone: "phone",
    bool: "yes",
    int: "number",
}
KINDS: dict[tuple[type[Struct], str], tuple[str, ...]] = {
    (questions.Question, name): tuple(
        kind for kind, rule in kinds.RULES.items() if name in rule.uses
    )
    for name in kinds.OWN
} | {(parts.Option, "is_right"): ("single", "several")}
"""The kinds of question that use a field; those not named here are of all kinds."""
_FIRST: dict[type[Struct], tuple[str, ...]] = {
    questions.Question: (
        *("kind", "prompt", "picture", "picture_alt", *kinds.OWN, "explanation"),
        *("source", "audience", "difficulty", "is_long", "voice"),
    )
}
"""The fields with which a form begins, where the order of the type is not that of the thoughts."""
_MANY: dict[Way, Way] = {"text": "texts", "word": "words", "time": "times", "number": "numbers"}


@dataclass(frozen=True)
class Field:
    """One field: how it is asked for, and in which words.

    `choices` are its values with their words; `refers` the section whose parts it names; `part`
    the type of a `part` or of `rows`; `default` what it holds where nothing is given; `kinds` the
    kinds of question that use it, empty for all.
    """

    name: str
    way: Way
    label: Pair
    hint: Pair
    is_required: bool
    default: Any = None
    choices: tuple[tuple[Any, Pair], ...] = ()
    refers: str = ""
    part: type[Struct] | None = None
    least: int = 0
    most: int | None = None
    left_out: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields of a `part` or of each of the `rows`."""
        return _fields_within(self.part, self.left_out) if self.part else ()

    @property
    def pictures(self) -> tuple[str, ...]:
        """Return which of the fields within are pictures."""
        return tuple(each.name for each in self.fields if each.way == "picture")


@cache
def _fields_within(part: type[Struct], left_out: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(each for each in fields_of(part) if each.name not in left_out)


@cache
def fields_of(part: type[Struct]) -> tuple[Field, ...]:
    """Return the fields of a kind of part that its form asks for; ids are given, not asked for.

    Who signed it off comes last.
    """
    hints, held = declared(part)
    _, of_review = declared(parts.Reviewed)
    names = dict.fromkeys((*_FIRST.get(part, ()), *held))
    return tuple(
        _field(part, name, hints[name], held[name])
        for name in sorted(names, key=lambda name: name in of_review)
        if (name != "id" or part is pack.Event) and (part, name) not in APART
    )


def set_together(part: type[Struct]) -> list[Field]:
    """Return the fields of a kind of part that many of them may be given at once."""
    ways = ("choice", "choices", "yes", "reference")
    return [
        each
        for each in fields_of(part)
        if each.way in ways and not each.kinds and (part, each.name) != (questions.Question, "kind")
    ]


def _field(part: type[Struct], name: str, hint: Any, info: msgspec.structs.FieldInfo) -> Field:
    label, note = words.of(part, name)
    is_nullable, kind = _bare(hint)
    least, most = _length(hint)
    way, inner = _way(kind)
    choices = words.choices(part, name, _values(kind))
    if kind is bool and choices:
        way = "choice"  # Two words say more than a tick, and neither may be chosen yet.
    if refers := REFERS.get((part, name), ""):
        way = "references" if way == "words" else "reference"
    return Field(
        name=name,
        way=way,
        label=label,
        hint=note,
        is_required=info.required and not is_nullable,
        default=None if info.required else info.default,
        choices=choices,
        refers=refers,
        part=inner,
        least=least,
        most=most,
        left_out=LEFT_OUT.get((part, name), ()),
        kinds=KINDS.get((part, name), ()),
    )


def _bare(hint: Any) -> tuple[bool, Any]:
    """Return whether a type may be null, and the type without that."""
    if typing.get_origin(hint) in UNIONS:
        inner = [each for each in typing.get_args(hint) if each is not type(None)]
        return len(inner) < len(typing.get_args(hint)), without_notes(inner[0])
    return False, without_notes(hint)


def _way(kind: Any) -> tuple[Way, type[Struct] | None]:
    """Return how a type is asked for, and the struct within."""
    if kind in _PLAIN:
        return _PLAIN[kind], None
    if typing.get_origin(kind) is Literal:
        return "choice", None
    if typing.get_origin(kind) is tuple:
        inner, struct = _way(typing.get_args(kind)[0])
        return ("rows", struct) if struct else (_MANY.get(inner, "choices"), None)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return "part", kind
    is_limited = typing.get_origin(kind) is typing.Annotated
    return ("number" if is_limited and typing.get_args(kind)[0] is int else "word"), None


def _values(kind: Any) -> tuple[Any, ...]:
    """Return the values that a type chooses from."""
    if typing.get_origin(kind) is tuple:
        return _values(typing.get_args(kind)[0])
    if kind is bool:
        return True, False
    return typing.get_args(kind) if typing.get_origin(kind) is Literal else ()


def _length(hint: Any) -> tuple[int, int | None]:
    """Return how many entries a list has at least and at most."""
    if typing.get_origin(hint) is not typing.Annotated:
        return 0, None
    meta = typing.get_args(hint)[1]
    return meta.min_length or 0, meta.max_length
