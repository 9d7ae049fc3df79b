"""Aiken: a question, its options by letter, and the letter of the right one.

    Who calls?
    A) an officer
    B) a swindler
    ANSWER: B

What else a question has stays behind.
"""

from __future__ import annotations

import re

from kiosk.office.editor.interchange.letters import decoded, is_translated, words
from kiosk.office.editor.interchange.questions import EDIT_FILE, Asked, at_question, leave_out
from kiosk.office.editor.interchange.remarks import Remarks, at_line
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import Tree

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OPTION = re.compile(r"([A-Z])[).）．、]\s*(.*)")
_ANSWER = re.compile(r"(?:ANSWER|答案)\s*[:：]\s*(.*)", re.I)
_EXPLAINED = re.compile(r"(?:EXPLANATION|FEEDBACK|解析|解释)\s*[:：]\s*(.+)", re.I)
"""Not of Aiken itself, but many question banks have such a line under the answer."""
_LINE_END = re.compile("\r\n|\r|\n")


def read(data: bytes, remarks: Remarks) -> list[Asked]:
    """Return the questions with one right option; note all others. Raises Refused."""
    reader = _Reader(remarks)
    number = 0
    for number, line in enumerate(_LINE_END.split(decoded(data)), start=1):
        reader.take(number, line.strip())
    reader.end("没有 ANSWER: 这一行", "it has no line ANSWER:")
    return reader.found


class _Reader:
    """A reader that takes one line after the other."""

    def __init__(self, remarks: Remarks) -> None:
        self.found: list[Asked] = []
        self._remarks = remarks
        self._begin()

    def _begin(self) -> None:
        self._line, self._asked = 0, list[str]()
        self._options: list[str] = []
        self._has_gap = False

    def take(self, number: int, line: str) -> None:
        """Take a line."""
        option, answer = _OPTION.fullmatch(line), _ANSWER.fullmatch(line)
        explained = _EXPLAINED.fullmatch(line)
        if explained and self.found and not self._asked and not self._options:
            self.found[-1].explanation = words(explained[1])
        elif answer:
            self._line = self._line or number
            self._answer(answer[1].strip())
        elif option:
            self._line = self._line or number
            self._options.append(option[2])
        elif line:
            if self._options:  # The one before was never answered.
                self.end("没有 ANSWER: 这一行", "it has no line ANSWER:")
            elif self._has_gap:
                self.end("这一段没有选项", "a paragraph without options")
            self._line = self._line or number
            self._asked.append(line)
        self._has_gap = not line

    def _answer(self, said: str) -> None:
        right = [LETTERS.index(each) for each in re.findall(r"[A-Z]", said.upper())]
        is_letters = re.fullmatch(r"[A-Za-z][\s,，、A-Z]*[).]?", said) is not None
        if not self._asked:
            self.end("答案前没有题干", "there is no question before the answer")
        elif not self._options:
            self.end("没有选项", "it has no options")
        elif not is_letters or any(each >= len(self._options) for each in right):
            self.end(f"没有选项 {said[:20]}", f"it has no option {said[:20]}")
        else:
            texts = ((words(text), n in right) for n, text in enumerate(self._options))
            self.found.append(Asked(self._line, words(" ".join(self._asked)), list(texts)))
            self._begin()

    def end(self, zh: str, en: str) -> None:
        """Refuse what was begun, if anything was."""
        if self._line:
            self._remarks.refuse(at_line(self._line), Pair(zh, en), EDIT_FILE)
        self._begin()


def write(topic: Tree, remarks: Remarks) -> bytes:
    """Return the questions of a topic, as far as Aiken holds them."""
    blocks = []
    for number, question in enumerate(topic["questions"], start=1):
        if leave_out(question, number, "Aiken", remarks, held=("single",)):
            continue
        place = at_question(number)
        asked = words(question["prompt"]["zh"])["zh"]
        if any(each.fullmatch(asked) for each in (_OPTION, _ANSWER, _EXPLAINED)):
            reason = Pair(
                "题干像选项或答案，Aiken 会读错，没有写出", "its words look like an option"
            )
            remedy = Pair("换个写法，或改用 GIFT。", "Put it in other words, or use GIFT.")
            remarks.refuse(place, reason, remedy)
            continue
        blocks.append(_block(asked, question["options"]))
        _note_losses(place, question, remarks)
    return ("\n\n".join(blocks) + "\n").encode()


def _block(asked: str, options: list[Tree]) -> str:
    right = next((n for n, each in enumerate(options) if each.get("is_right")), 0)
    pairs = zip(LETTERS, options, strict=False)
    lines = [f"{letter}) {words(each['text']['zh'])['zh']}" for letter, each in pairs]
    return "\n".join([asked, *lines, f"ANSWER: {LETTERS[right]}"])


def _note_losses(place: Pair, question: Tree, remarks: Remarks) -> None:
    reason = Pair(
        "解释、依据、给谁答、难度、审核没有写出",
        "explanation, source, audience, difficulty and review were left out",
    )
    remedy = Pair(
        "Aiken 装不下；要带上请用 GIFT 或 Moodle XML。", "Use GIFT or Moodle XML for them."
    )
    remarks.lose(place, reason, remedy)
    if any(is_translated(each) for each in (question["prompt"], *_texts(question))):
        reason = Pair("英文没有写出", "the English words were left out")
        remarks.lose(place, reason, remedy)


def _texts(question: Tree) -> list[dict[str, str]]:
    return [each["text"] for each in question["options"]]
