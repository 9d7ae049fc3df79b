"""A quiz question between a file and the pack: what every format shares.

A format without a place for the source, the audience, the difficulty, the review keeps them as
tags, such as `难度：少有人知道`, with the labels and words of the editor's form. The text of the
article is too long for a tag; each format has a place of its own for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kiosk.content import pack, shape
from kiosk.content.yaml_tree import Path
from kiosk.office.editor import words as labels
from kiosk.office.editor.interchange.letters import Words, is_translated, words
from kiosk.office.editor.interchange.remarks import Remarks, at_line
from kiosk.office.editor.sections import Tree
from kiosk.office.editor.words import CHOICES, Pair

LEAST_OPTIONS, MOST_OPTIONS = 2, 4
LETTERS = "abcd"
IN_ENGLISH = "（英文）"
SOURCE_TAGS = {
    labels.of(pack.Source, name)[0].zh: name for name in ("title", "article", "effective")
}
QUOTE = labels.of(pack.Source, "quote")[0].zh
REVIEW_TAGS = {
    labels.of(pack.Question, name)[0].zh: name
    for name in ("reviewed_by", "reviewed_on", "review_due")
}
MOST_TAG = 50
"""Letters of a tag that Moodle keeps (TAG_MAX_LENGTH); what is longer comes back cut."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AUDIENCE, DIFFICULTY = (labels.of(pack.Question, name)[0].zh for name in ("audience", "difficulty"))
EDIT_FILE = Pair("请在文件里改好再导入。", "Mend it in the file and import again.")
ADD_LATER = Pair("请在编辑页上补上。", "Add it on the editor's page.")
COLONS = "：:"
RIGHT, WRONG = words("对", "True"), words("错", "False")
SEVERAL_RIGHT = Pair("多选题（几个答案各得一部分分）", "several answers share the credit")
ONE_CHOICE = Pair(
    "闯关题是单选：请改成两到四个选项、一个正确，再导入。",
    "A quiz question is one choice: make it two to four options, one right, then import again.",
)


@dataclass
class Asked:
    """A question as a file has it. `name` is what the file calls it: maybe by its id here."""

    line: int
    prompt: Words
    options: list[tuple[Words, bool]]
    explanation: Words | None = None
    name: str = ""
    tags: list[str] = field(default_factory=list)
    quote: Words | None = None
    """The text of the article that the answer is taken from."""

    @property
    def place(self) -> Pair:
        """Return where it stands in its file."""
        return at_line(self.line)


class _Faults:
    """The faults of one question, as the check of a pack's shape finds them."""

    def __init__(self) -> None:
        self.found: list[tuple[Path, Pair]] = []

    def report(self, path: Path, zh: str, en: str, *, is_error: bool = True) -> None:  # noqa: ARG002
        self.found.append((path, Pair(zh, en)))

    def is_unread(self, _path: Path) -> bool:
        return False


def to_part(asked: Asked, remarks: Remarks) -> Tree | None:
    """Return the fields of a question that a file gives, None if it cannot be a quiz question.

    Fields that the file does not give are left out. What is wrong is noted.
    """
    right = sum(is_right for _, is_right in asked.options)
    if right != 1:
        reason = Pair(
            f"有 {right} 个正确选项，闯关题正好要 1 个",
            f"it has {right} right options, a quiz question has exactly 1",
        )
        remarks.refuse(asked.place, reason, EDIT_FILE)
        return None
    part: Tree = {
        "prompt": asked.prompt,
        "options": [
            {"id": letter, "text": text, "is_right": is_right}
            for letter, (text, is_right) in zip(_letters(), asked.options, strict=False)
        ],
        **_from_tags(asked, remarks),
    }
    if asked.quote and asked.quote["zh"] and "source" in part:
        part["source"]["quote"] = asked.quote
    if asked.explanation and asked.explanation["zh"]:
        part["explanation"] = asked.explanation
    faults = _faults(part)
    for path, why in faults:
        field_label = labels.of(pack.Question, str(path[0]))[0]
        reason = Pair(f"{field_label.zh}：{why.zh}", f"{field_label.en}: {why.en}")
        remarks.refuse(asked.place, reason, EDIT_FILE)
    return None if faults else part


def _letters() -> Iterator[str]:
    yield from LETTERS
    number = len(LETTERS)
    while True:
        number += 1
        yield f"option-{number}"


def _faults(part: Tree) -> list[tuple[Path, Pair]]:
    """Return what is wrong with the fields that are given."""
    held = _Faults()
    hints, fields = shape.declared(pack.Question)
    for name, value in part.items():
        shape.check(held, hints[name], value, (name,))
    count = len(part["options"])
    if not LEAST_OPTIONS <= count <= MOST_OPTIONS:
        zh, en = f"有 {count} 个，应有 2～4 个", f"there are {count}, there should be 2 to 4"
        held.report(("options",), zh, en)
    assert fields
    return held.found


def to_tags(question: Tree) -> list[str]:
    """Return what a question says beside its words, as tags."""
    tags = list(_labelled(question.get("source") or {}, SOURCE_TAGS))
    tags += [f"{AUDIENCE}：{_word('audience', each)}" for each in question.get("audience") or []]
    if question.get("difficulty"):
        tags.append(f"{DIFFICULTY}：{_word('difficulty', question['difficulty'])}")
    return tags + list(_labelled(question, REVIEW_TAGS))


def _labelled(held: Tree, named: dict[str, str]) -> Iterator[str]:
    """Yield the tags of the fields that have a value, in each language that they have."""
    for label, name in named.items():
        value = held.get(name)
        if isinstance(value, dict):
            yield f"{label}：{value['zh']}"
            if is_translated(value):
                yield f"{label}{IN_ENGLISH}：{value['en']}"
        elif value:
            yield f"{label}：{value}"


def note_losses(topic: Tree, remarks: Remarks) -> None:
    """Note what neither GIFT nor Moodle holds of a topic's questions, or Moodle cuts."""
    for number, question in enumerate(topic["questions"], start=1):
        place = at_question(number)
        if question.get("voice"):
            reason = Pair("录音没有写出", "the recording was left out")
            remedy = Pair(
                "导回来时，这里的录音不变。", "The one here stays when the file comes back."
            )
            remarks.lose(place, reason, remedy)
        if any(len(each) > MOST_TAG for each in to_tags(question)):
            reason = Pair(
                f"有的标签超过 {MOST_TAG} 个字，Moodle 会截断",
                f"Moodle cuts a tag that is longer than {MOST_TAG} letters",
            )
            remedy = Pair(
                "文件里是全的；经过 Moodle 再导回来，这里原有的不会被截短。",
                "The file has it whole; what is here is not cut when it comes back from Moodle.",
            )
            remarks.lose(place, reason, remedy)


def _word(name: str, value: Any) -> str:
    found = CHOICES[pack.Question, name].get(value)
    return found.zh if found else str(value)


def _from_tags(asked: Asked, remarks: Remarks) -> Tree:
    """Return the fields that a question's tags hold; tags of others are noted."""
    source: dict[str, Any] = {}
    review: dict[str, Any] = {}
    part: Tree = {}
    others = []
    for tag in asked.tags:
        label, value = _split(tag)
        base = label.removesuffix(IN_ENGLISH)
        if base in SOURCE_TAGS:
            source.setdefault(SOURCE_TAGS[base], {})["en" if base != label else "zh"] = value
        elif name := _review_name(base, value):
            review.setdefault(name, {})["en" if base != label else "zh"] = value
        elif label == AUDIENCE and (code := _code("audience", value)) is not None:
            part.setdefault("audience", []).append(code)
        elif label == DIFFICULTY and (code := _code("difficulty", value)) is not None:
            part["difficulty"] = code
        else:
            others.append(tag)
    if others:
        reason = Pair("标签没有收下", "tags were not taken")
        remarks.lose(asked.place, reason, Pair("内容包里没有标签。", "A pack has no tags."))
    if "title" in source:
        part["source"] = _source(source)
    for name, held in review.items():
        is_text = name == "reviewed_by"
        part[name] = words(**{"zh": "", **held}) if is_text else held.get("zh")
    return part


def _review_name(label: str, value: str) -> str:
    """Return which field of a review a tag holds, empty if none."""
    name = REVIEW_TAGS.get(label, "")
    return name if name == "reviewed_by" or _DAY.fullmatch(value) else ""


def uncut(held: Any, given: Any, label: str) -> Any:
    """Return a text of a file; where Moodle cut its tag, the words that it was cut from."""
    if not all(isinstance(each, dict) for each in (held, given)):
        return given
    whole = dict(given)
    for language, of in (("zh", label), ("en", f"{label}{IN_ENGLISH}")):
        former, said = str(held.get(language, "")), given.get(language, "")
        # The space where a tag was cut is gone, too.
        is_full = MOST_TAG - 1 <= len(f"{of}：{said}") <= MOST_TAG
        if is_full and len(former) > len(said) and former.startswith(said):
            whole[language] = former
    return whole if is_translated(given) else words(whole["zh"])


def _split(tag: str) -> tuple[str, str]:
    for colon in COLONS:
        label, found, value = tag.partition(colon)
        if found:
            return label.strip(), value.strip()
    return tag, ""


def _code(name: str, said: str) -> Any:
    """Return the value of a choice that is named by its words or by itself."""
    for value, pair in CHOICES[pack.Question, name].items():
        if said in (pair.zh, pair.en, str(value)):
            return value
    return None


def _source(held: dict[str, dict[str, str]]) -> Tree:
    day = held.get("effective", {}).get("zh")
    texts = {name: words(**{"zh": "", **value}) for name, value in held.items()}
    return {"title": texts["title"], "article": texts.get("article"), "effective": day}


def at_question(number: int) -> Pair:
    """Return the place of a question in its topic."""
    return Pair(f"第 {number} 题", f"question {number}")


def one_topic(number: int, remarks: Remarks) -> None:
    """Note that a file has several categories."""
    reason = Pair("文件里有几个分类，题目都收进同一个主题", "several categories go into one topic")
    remedy = Pair("要分开，请先拆成几个文件。", "To keep them apart, split the file first.")
    remarks.lose(at_line(number), reason, remedy)


def lose_parts(place: Pair, remarks: Remarks) -> None:
    """Note that partial credit was not taken."""
    reason = Pair("部分得分没有收下", "partial credit was not taken")
    remedy = Pair("闯关题只分对错。", "A quiz question is right or wrong.")
    remarks.lose(place, reason, remedy)


def lose_feedback(place: Pair, remarks: Remarks) -> None:
    """Note that the feedback of wrong options was not taken."""
    reason = Pair("错误选项的反馈没有收下", "the feedback of wrong options was not taken")
    remedy = Pair("每题只有一段解释，要的话写进去。", "Add it to the explanation.")
    remarks.lose(place, reason, remedy)


def lose_media(place: Pair, remarks: Remarks) -> None:
    """Note that pictures or sound of a question were not taken."""
    reason = Pair("图片、音频没有收下", "pictures and sound were not taken")
    remedy = Pair("看看没有图这题还答得了吗。", "See whether it can be answered without.")
    remarks.lose(place, reason, remedy)


def has_pictures(question: Tree) -> bool:
    """Return True if a question, or an option of it, has a picture."""
    return any(each.get("picture") for each in (question, *question.get("options", ())))


def leave_pictures(question: Tree, remarks: Remarks) -> None:
    """Note that the pictures of a question are not in the file that is written."""
    reason = Pair("图片不在文件里", "its pictures are not in the file")
    remedy = Pair("导回同一主题时，图片还在。", "Taken back into this topic, it keeps them.")
    place = Pair(str(question["id"]), str(question["id"]))
    remarks.lose(place, reason, remedy)
