"""A quiz question between a file and the pack: what every format shares.

A format without a place for the source, the audience, the difficulty keeps them as tags, such as
`难度：少有人知道`, with the labels and words of the editor's form.
"""

from __future__ import annotations

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
    source = question.get("source") or {}
    tags = []
    for label, name in SOURCE_TAGS.items():
        value = source.get(name)
        if isinstance(value, dict):
            tags.append(f"{label}：{value['zh']}")
            if is_translated(value):
                tags.append(f"{label}{IN_ENGLISH}：{value['en']}")
        elif value:
            tags.append(f"{label}：{value}")
    tags += [f"{AUDIENCE}：{_word('audience', each)}" for each in question.get("audience") or []]
    if question.get("difficulty"):
        tags.append(f"{DIFFICULTY}：{_word('difficulty', question['difficulty'])}")
    return tags


def _word(name: str, value: Any) -> str:
    found = CHOICES[pack.Question, name].get(value)
    return found.zh if found else str(value)


def _from_tags(asked: Asked, remarks: Remarks) -> Tree:
    """Return the fields that a question's tags hold; tags of others are noted."""
    source: dict[str, Any] = {}
    part: Tree = {}
    others = []
    for tag in asked.tags:
        label, value = _split(tag)
        base = label.removesuffix(IN_ENGLISH)
        if base in SOURCE_TAGS:
            source.setdefault(SOURCE_TAGS[base], {})["en" if base != label else "zh"] = value
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
    return part


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
