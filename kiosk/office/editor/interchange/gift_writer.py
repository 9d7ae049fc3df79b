"""Write questions as GIFT; what GIFT is stands in `gift.py`, which reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kiosk.office.editor.interchange.gift import (
    EXPLANATION,
    FORMAT,
    LIKE_WEIGHT,
    OPTION,
    PROMPT,
)
from kiosk.office.editor.interchange.letters import is_translated, words
from kiosk.office.editor.interchange.questions import (
    QUOTE,
    leave_out,
    note_losses,
    share,
    to_tags,
)
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.sections import Tree

_TO_ESCAPE = re.compile(r"[~=#{}:\\]")
ORDERING = "ALL VERTICAL RELATIVE_ALL_PREVIOUS_AND_NEXT"
"""All steps, one below the other; the credit is that of pairs, as it is here. Of Moodle's kind
“ordering”, whose GIFT has no place for feedback: the explanation goes into a comment."""
_NO_TAG = str.maketrans("<>`\\", "＜＞｀＼")
"""What Moodle takes out of a tag (PARAM_TAG), or reads as an escape."""


def write(topic: Tree, remarks: Remarks) -> bytes:
    """Return the questions of a topic, as far as GIFT has their kinds; note what it has not."""
    note_losses(topic, remarks)
    blocks = [
        _block(each)
        for number, each in enumerate(topic["questions"], start=1)
        if not leave_out(each, number, "GIFT", remarks)
    ]
    category = f"$CATEGORY: {words(topic['name']['zh'])['zh']}"
    return ("\n\n".join([category, *blocks]) + "\n").encode()


def _block(question: Tree) -> str:
    prompt, explanation = question["prompt"], question["explanation"]
    kind, options = question.get("kind", "single"), question.get("options") or []
    named = [(PROMPT, prompt), (EXPLANATION, explanation)]
    named += [(f"{OPTION}{n}", each["text"]) for n, each in enumerate(options, start=1)]
    tags = [f"[tag:{_in_comment(each)}]" for each in to_tags(question)]
    is_plain = any(mark in text["zh"] for _, text in named for mark in ("<", "&", "{mlang"))
    quote = (question.get("source") or {}).get("quote")
    if quote:
        named.append((QUOTE, quote))
    is_ordering = kind == "order"
    chinese = [(QUOTE, quote)] if quote else []
    if is_ordering:
        chinese.append((EXPLANATION, explanation))
    return "\n".join(
        (
            " ".join(("//", f"[id:{question['id']}]", *tags)),
            *(f"// [zh:{name}] {words(text['zh'])['zh']}" for name, text in chinese),
            *(f"// [en:{name}] {text['en']}" for name, text in named if is_translated(text)),
            f"::{question['id']}::{_escaped(prompt['zh'], is_plain=is_plain)} {{",
            *_answers(question, kind, options),
            *([] if is_ordering else [f"####{_escaped(explanation['zh'])}"]),
            "}",
        )
    )


def _answers(question: Tree, kind: str, options: Sequence[Tree]) -> list[str]:
    """Return what stands in the braces of a question."""
    if kind == "true-false":
        return ["TRUE" if question["is_true"] else "FALSE"]
    if kind == "guess":
        return [f"#{question['guess']['right']}:{question['guess']['near']}"]
    if kind == "order":
        return [f">{len(options)} {ORDERING}", *map(_step, options)]
    if kind == "several":
        worth = share(question)
        return [
            f"~%{worth if each.get('is_right') else f'-{worth}'}%{_escaped(each['text']['zh'])}"
            for each in options
        ]
    return [_line(each) for each in options]


def _step(option: Tree) -> str:
    text = option["text"]["zh"]
    return _escaped(text, is_plain=text.startswith("//"))


def _line(option: Tree) -> str:
    text = _escaped(option["text"]["zh"])
    if option.get("is_right"):
        return f"={text}"
    return f"~%0%{text}" if LIKE_WEIGHT.match(text) else f"~{text}"


def _escaped(text: str, *, is_plain: bool = False) -> str:
    text = _TO_ESCAPE.sub(lambda found: f"\\{found[0]}", words(text)["zh"])
    return f"[plain]{text}" if is_plain or FORMAT.match(text) else text


def _in_comment(tag: str) -> str:
    return tag.translate(_NO_TAG).replace("]", "\\]")
