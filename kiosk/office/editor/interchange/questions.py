"""A quiz question between a file and the pack: what every format shares.

A format without a place for the source, the audience, the difficulty, the review keeps them as
tags, such as `难度：少有人知道`, with the labels and words of the editor's form. The text of the
article is too long for a tag; each format has a place of its own for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from kiosk.content import shape
from kiosk.content.kinds import RULES
from kiosk.content.kinds.rule import Around
from kiosk.content.questions import Guess, Question, Source
from kiosk.content.yaml_tree import Path
from kiosk.office.editor import words as labels
from kiosk.office.editor.interchange.letters import Words, is_translated, words
from kiosk.office.editor.interchange.remarks import Remarks, at_line
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import Tree
from kiosk.office.editor.words import CHOICES

LETTERS = "abcd"
IN_ENGLISH = "（英文）"
SOURCE_TAGS = {labels.of(Source, name)[0].zh: name for name in ("title", "article", "effective")}
QUOTE = labels.of(Source, "quote")[0].zh
REVIEW_TAGS = {
    labels.of(Question, name)[0].zh: name for name in ("reviewed_by", "reviewed_on", "review_due")
}
MOST_TAG = 50
"""Letters of a tag that Moodle keeps (TAG_MAX_LENGTH); what is longer comes back cut."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AUDIENCE, DIFFICULTY = (labels.of(Question, name)[0].zh for name in ("audience", "difficulty"))
FLAG_TAGS = {labels.of(Question, name)[0].zh: name for name in ("keep_order", "is_long")}
YES = "是"
GUESS = labels.of(Question, "guess")[0].zh
NUMBER_TAGS = {
    f"{GUESS}·{labels.of(Guess, name)[0].zh}": name for name in ("least", "most", "step")
}
UNIT = f"{GUESS}·{labels.of(Guess, 'unit')[0].zh}"
EDIT_FILE = Pair("请在文件里改好再导入。", "Mend it in the file and import again.")
ADD_LATER = Pair("请在编辑页上补上。", "Add it on the editor's page.")
COLONS = "：:"
HELD = ("single", "several", "order", "true-false", "guess")
"""Kinds that other programs have as well."""
NO_KIND = Pair(
    "能收的有单选、多选、排序、判断、猜数字（数字题）；请改成其中一种，再导入。",
    "Taken are one choice, several, ordering, true or false, numbers; make it one of them.",
)
NUMBER = re.compile(r"-?\d{1,9}")


@dataclass
class Asked:
    """A question as a file has it. `name` is what the file calls it: maybe by its id here.

    `number` is the right number and how far away is right, as the file writes them.
    """

    line: int
    prompt: Words
    options: list[tuple[Words, bool]] = field(default_factory=list)
    explanation: Words | None = None
    name: str = ""
    tags: list[str] = field(default_factory=list)
    quote: Words | None = None
    """The text of the article that the answer is taken from."""
    kind: str = "single"
    is_true: bool | None = None
    number: tuple[str, str] | None = None
    keeps_order: bool = False

    @property
    def place(self) -> Pair:
        """Return where it stands in its file."""
        return at_line(self.line)


class _Faults:
    """The faults of one question, as the check of a pack's shape finds them."""

    def __init__(self) -> None:
        self.found: list[tuple[Path, Pair]] = []

    def report(self, path: Path, zh: str, en: str, *, is_error: bool = True) -> None:
        if is_error:  # What is only warned of stands beside its field once it is taken.
            self.found.append((path, Pair(zh, en)))

    def is_unread(self, _path: Path) -> bool:
        return False


def to_part(asked: Asked, remarks: Remarks) -> Tree | None:
    """Return the fields of a question that a file gives, None if it cannot be a quiz question.

    Fields that the file does not give are left out. What is wrong is noted.
    """
    part: Tree = {"kind": asked.kind, "prompt": asked.prompt}
    if asked.options:
        part["options"] = [
            {"id": letter, "text": text, "is_right": is_right}
            for letter, (text, is_right) in zip(_letters(), asked.options, strict=False)
        ]
    if asked.kind == "true-false":
        part["is_true"] = asked.is_true
    if asked.keeps_order:
        part["keep_order"] = True
    part |= _from_tags(asked, remarks)
    if asked.number and not _take_number(asked, part, remarks):
        return None
    if asked.quote and asked.quote["zh"] and "source" in part:
        part["source"]["quote"] = asked.quote
    if asked.explanation and asked.explanation["zh"]:
        part["explanation"] = asked.explanation
    faults = _faults(part)
    for path, why in faults:
        field_label = labels.of(Question, str(path[0]))[0]
        reason = Pair(f"{field_label.zh}：{why.zh}", f"{field_label.en}: {why.en}")
        remarks.refuse(asked.place, reason, EDIT_FILE)
    return None if faults else part


def _take_number(asked: Asked, part: Tree, remarks: Remarks) -> bool:
    """Put the right number into a part; return False, and note why, if it is no whole one."""
    assert asked.number
    right, near = (each.removesuffix(".0").removesuffix(".") for each in asked.number)
    if not (NUMBER.fullmatch(right) and NUMBER.fullmatch(near)):
        reason = Pair(f"答案 {right} 或误差 {near} 不是整数", "the number is no whole one")
        remarks.refuse(asked.place, reason, EDIT_FILE)
        return False
    part["guess"] = part.get("guess", {}) | {"right": int(right), "near": int(near)}
    return True


def with_range(guess: Tree) -> Tree:
    """Return a number to guess with a range around it, as far as none is given.

    The right number is not in the middle, where the slider stands at first.
    """
    step = max(1, guess["near"])
    least = guess["right"] - 5 * step
    if guess["right"] >= 0:
        least = max(least, guess["right"] % step)
    made = {"least": least, "most": guess["right"] + 15 * step, "step": step}
    return made | {"unit": {"zh": "", "en": ""}} | guess


def _letters() -> Iterator[str]:
    yield from LETTERS
    number = len(LETTERS)
    while True:
        number += 1
        yield f"option-{number}"


def _faults(part: Tree) -> list[tuple[Path, Pair]]:
    """Return what is wrong with the fields that are given, by their types and the kind's rule."""
    held = _Faults()
    whole = dict(part)
    if part.get("guess"):
        whole["guess"] = {**with_range(part["guess"]), "unit": part["guess"].get("unit") or _SOME}
    hints, _ = shape.declared(Question)
    for name, value in whole.items():
        shape.check(held, hints[name], value, (name,))
    if not held.found:
        question = msgspec.convert(_BESIDE | whole, Question)
        RULES[question.kind].check(question, Around(), (), held.report)
    return held.found


_SOME = words("?")
_BESIDE: Tree = {
    "id": "x",
    "explanation": _SOME,
    "source": {"title": _SOME},
    "audience": ["all"],
    "difficulty": 2,
}
"""What a question needs for its kind's rule to look at it."""


def to_tags(question: Tree) -> list[str]:
    """Return what a question says beside its words, as tags."""
    tags = list(_labelled(question.get("source") or {}, SOURCE_TAGS))
    tags += [f"{AUDIENCE}：{_word('audience', each)}" for each in question.get("audience") or []]
    if question.get("difficulty"):
        tags.append(f"{DIFFICULTY}：{_word('difficulty', question['difficulty'])}")
    tags += [f"{label}：{YES}" for label, name in FLAG_TAGS.items() if question.get(name)]
    tags += _guess_tags(question["guess"]) if question.get("guess") else []
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


def _guess_tags(guess: Tree) -> list[str]:
    tags = [f"{label}：{guess[name]}" for label, name in NUMBER_TAGS.items()]
    unit = guess["unit"]
    tags.append(f"{UNIT}：{unit['zh']}")
    return tags + ([f"{UNIT}{IN_ENGLISH}：{unit['en']}"] if is_translated(unit) else [])


def _word(name: str, value: Any) -> str:
    found = CHOICES[Question, name].get(value)
    return found.zh if found else str(value)


def _from_tags(asked: Asked, remarks: Remarks) -> Tree:
    """Return the fields that a question's tags hold; tags of others are noted."""
    source: dict[str, Any] = {}
    review: dict[str, Any] = {}
    part: Tree = {}
    others, unit = [], {"zh": ""}
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
        elif label in FLAG_TAGS and value == YES:
            part[FLAG_TAGS[label]] = True
        elif label in NUMBER_TAGS and NUMBER.fullmatch(value) and asked.number:
            part.setdefault("guess", {})[NUMBER_TAGS[label]] = int(value)
        elif base == UNIT and asked.number:
            unit["en" if base != label else "zh"] = value
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
    if unit["zh"]:
        part.setdefault("guess", {})["unit"] = words(**unit)
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
    for value, pair in CHOICES[Question, name].items():
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


def leave_out(
    question: Tree, number: int, format_name: str, remarks: Remarks, held: Sequence[str] = HELD
) -> bool:
    """Note a question of a kind that a format does not have; return False for one that it has."""
    kind = question.get("kind", "single")
    if kind in held:
        return False
    named = CHOICES[Question, "kind"][kind]
    reason = Pair(
        f"题型“{named.zh}”没有写出，{format_name} 里没有这种题",
        f"“{named.en}” was left out: {format_name} has no such kind of question",
    )
    remedy = Pair("要带走请用 Excel 工作簿。", "Use the workbook for it.")
    remarks.refuse(at_question(number), reason, remedy)
    return True


def share(question: Tree) -> str:
    """Return what each right option of a question is worth, in percent, as Moodle writes it."""
    right = sum(bool(each.get("is_right")) for each in question["options"])
    return f"{100 / max(1, right):.5f}".rstrip("0").rstrip(".")


def lose_parts(place: Pair, remarks: Remarks) -> None:
    """Note that partial credit was not taken."""
    reason = Pair("部分得分没有收下", "partial credit was not taken")
    remedy = Pair(
        "每个正确选项一样重，单选只分对错。",
        "Right options weigh the same; one choice is right or wrong.",
    )
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
