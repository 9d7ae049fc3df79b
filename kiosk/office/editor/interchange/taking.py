"""Put questions and surveys of a file into the manuscript: one change, which one press takes back.

A question that is there already, by its id or its words, is changed; the others are added. What the
file does not say, English words above all, stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from kiosk.content import kinds
from kiosk.content.questions import Question, Source
from kiosk.office.editor import forms, manuscript, review
from kiosk.office.editor.fields import fields_of
from kiosk.office.editor.interchange.letters import is_translated, words
from kiosk.office.editor.interchange.questions import (
    ADD_LATER,
    REVIEW_TAGS,
    SOURCE_TAGS,
    Asked,
    uncut,
    with_range,
)
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import SECTIONS, Spot, Tree, ids, part, parts
from kiosk.office.editor.words import CHOICES

_LABELS = {name: label for label, name in (SOURCE_TAGS | REVIEW_TAGS).items()}
"""The labels of fields that come as tags."""


@dataclass(frozen=True)
class Taken:
    """How many parts of a file were added, changed, or are there just so."""

    added: int = 0
    changed: int = 0
    same: int = 0

    @property
    def all(self) -> int:
        """Return how many parts the file brought."""
        return self.added + self.changed + self.same


@dataclass(frozen=True)
class Defaults:
    """What is asked for beside a file that does not say it."""

    source: str = ""
    audience: str = ""
    difficulty: int | None = None


def take_questions(
    tx: Connection,
    topic: str,
    questions: Iterable[tuple[Asked, Tree]],
    remarks: Remarks,
    *,
    who: str,
    defaults: Defaults | None = None,
) -> Taken:
    """Put questions into a topic. Raises Unknown for a topic that is not there."""
    tree = manuscript.read(tx).tree
    at = Spot(SECTIONS["questions"], parent=topic)
    used = manuscript.used_ids(tx, at.section)
    merging = _Merging(tree, at, used, remarks, defaults or Defaults())
    for asked, given in questions:
        merging.take(asked, given)
    if merging.spots:
        seen = manuscript.seal_all(tree)
        part(tree, Spot.named("topics", topic))["questions"] = merging.list
        manuscript.replace(tx, tree, merging.spots, seen=seen, who=who)
    return Taken(merging.added, merging.changed, merging.same)


class _Merging:
    """The questions of a topic as they take up those of a file."""

    def __init__(
        self, tree: Tree, at: Spot, used: set[str], remarks: Remarks, defaults: Defaults
    ) -> None:
        self.list = list(parts(tree, at.section, at.parent))
        self.spots: list[Spot] = []
        """The questions that are added or changed."""
        self.added = self.changed = self.same = 0
        self._remarks, self._defaults, self._at = remarks, defaults, at
        self._by_id = {each.get("id"): n for n, each in enumerate(self.list)}
        self._by_words = {_zh(each.get("prompt")): n for n, each in enumerate(self.list)}
        self._elsewhere = ids(tree, at.section) - set(self._by_id)
        self._taken = ids(tree, at.section) | used
        self._number = 0
        self._met: set[int] = set()

    def take(self, asked: Asked, given: Tree) -> None:
        """Take up one question, or note why not."""
        if asked.name in self._elsewhere:
            reason = Pair(f"编号 {asked.name} 在别的主题里", f"{asked.name} is in another topic")
            remedy = Pair("导入那个主题，或删掉文件里的编号。", "Import it there, or drop its id.")
            self._remarks.refuse(asked.place, reason, remedy)
            return
        place = self._by_id.get(asked.name, self._by_words.get(given["prompt"]["zh"]))
        if place in self._met:
            reason = Pair("两题的编号或题干相同", "two questions have one id or the same words")
            self._remarks.refuse(asked.place, reason, Pair("只留一题。", "Keep one of them."))
            return
        if place is None:
            self._add(asked, given)
            return
        self._met.add(place)
        merged = _merged(self.list[place], given)
        self._change_kind(asked, self.list[place], merged)
        if merged == self.list[place]:
            self.same += 1
            return
        self.changed += 1
        self.spots.append(self._at.beside(merged["id"]))
        self.list[place] = merged

    def _add(self, asked: Asked, given: Tree) -> None:
        place = len(self.list)
        question = {"id": self._new_id(), **forms.blank(fields_of(Question)), **given}
        self._fill(asked, question, given)
        self.list.append(question)
        self.spots.append(self._at.beside(question["id"]))
        self._by_words[given["prompt"]["zh"]] = place
        self._met.add(place)
        self.added += 1

    def _change_kind(self, asked: Asked, held: Tree, merged: Tree) -> None:
        """Empty what a question's new kind does not use, and note it."""
        before, after = held.get("kind", "single"), merged["kind"]
        if before == after:
            return
        fields = fields_of(Question)
        merged |= forms.cleared(fields, kinds.OWN, after)
        one, other = (CHOICES[Question, "kind"][each] for each in (before, after))
        reason = Pair(
            f"题型由{one.zh}改成了{other.zh}", f"the kind was {one.en}, is {other.en} now"
        )
        remedy = Pair(
            "新题型用不到的内容已清空；不对就撤销。", "What it does not use is gone; undo?"
        )
        self._remarks.lose(asked.place, reason, remedy)

    def _new_id(self) -> str:
        """Return an id that no question has, nor had: the topic and the next number."""
        while True:
            self._number += 1
            name = f"{self._at.parent}-{self._number:02}"
            if name not in self._taken:
                self._taken.add(name)
                return name

    def _fill(self, asked: Asked, question: Tree, given: Tree) -> None:
        """Give a new question what its file does not say, and note it."""
        if "guess" in given:
            question["guess"] = with_range(given["guess"])
            if {"least", "most", "step", "unit"} - given["guess"].keys():
                span = f"{question['guess']['least']}～{question['guess']['most']}"
                reason = Pair(f"没有范围或单位，先按 {span} 猜", f"no range or unit: {span}")
                self._remarks.lose(asked.place, reason, ADD_LATER)
        if "source" not in given:
            question["source"] = _blank_source(self._defaults.source)
            if not self._defaults.source:
                reason = Pair("没有依据", "the file names no source")
                self._remarks.lose(asked.place, reason, ADD_LATER)
        if "explanation" not in given:
            question["explanation"] = dict(forms.BLANK_TEXT)
            reason = Pair("没有解释", "there is no explanation")
            self._remarks.lose(asked.place, reason, ADD_LATER)
        if "audience" not in given:
            question["audience"] = [self._defaults.audience or "all"]
            if not self._defaults.audience:
                reason = Pair("没有写给谁答，先算“所有人”", "it does not say for whom: everybody")
                self._remarks.lose(asked.place, reason, ADD_LATER)
        if "difficulty" not in given:
            question["difficulty"] = self._defaults.difficulty or 2
            if not self._defaults.difficulty:
                reason = Pair("没有难度，先算“一般”", "it does not say how hard: in between")
                self._remarks.lose(asked.place, reason, ADD_LATER)


def _blank_source(title: str) -> Tree:
    held = forms.blank(fields_of(Source))
    return held | {"title": words(title) if title else dict(forms.BLANK_TEXT)}


def _zh(text: Any) -> str:
    return str(text.get("zh", "")) if isinstance(text, dict) else ""


def _merged(held: Tree, given: Tree) -> Tree:
    """Return a question with what a file says of it; new words are not what was signed off."""
    merged = dict(held)
    for name, value in given.items():
        former = held.get(name)
        if name == "options":
            merged[name] = merged_options(former or [], value)
        elif name == "guess":
            merged[name] = with_range({**(former or {}), **value})
        elif name == "source":
            merged[name] = _merged_source(former or {}, value)
        elif name == "audience" and sorted(value) == sorted(former or []):
            continue
        else:
            merged[name] = _tagged(held, name, value)
    review.lapse(Question, held, merged)
    return merged


def _merged_source(held: Tree, given: Tree) -> Tree:
    return {**held, **{name: _tagged(held, name, value) for name, value in given.items()}}


def _tagged(held: Tree, name: str, given: Any) -> Any:
    """Return a field that may have come as a tag."""
    former, label = held.get(name), _LABELS.get(name, "")
    return merged_text(former, uncut(former, given, label) if label else given)


def merged_text(held: Any, given: Any) -> Any:
    """Return a text with the English words that it had, if the Chinese ones are the same.

    Other values, and English words of the file, are as the file has them.
    """
    if not all(isinstance(each, dict) and "zh" in each for each in (held, given)):
        return given
    return held if not is_translated(given) and _zh(held) == given["zh"] else given


def merged_options(held: list[Tree], given: list[Tree]) -> list[Tree]:
    """Return options with the ids that records know them by.

    An option is the same if its words are; else the one in its place, if it is right or wrong as
    before, since then only its words were mended.
    """
    left = list(held)
    pairs: list[Tree | None] = []
    for each in given:
        same = next((one for one in left if _zh(one.get("text")) == each["text"]["zh"]), None)
        pairs.append(same)
        if same is not None:
            left.remove(same)
    for number, each in enumerate(given):
        before = held[number] if pairs[number] is None and number < len(held) else None
        if before in left and bool(before.get("is_right")) == bool(each.get("is_right")):
            pairs[number] = before
            left.remove(before)
    taken = {one["id"] for one in held}
    return [_option(each, before, taken) for each, before in zip(given, pairs, strict=True)]


def _option(given: Tree, held: Tree | None, taken: set[str]) -> Tree:
    if held is not None:
        return {**held, **given, "id": held["id"], "text": merged_text(held["text"], given["text"])}
    name = given["id"] if given["id"] not in taken else forms.free_id(taken)
    taken.add(name)
    return {**given, "id": name}
