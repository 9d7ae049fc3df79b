"""GIFT: questions as plain text, as Moodle and many others read and write them.

    // [id:anti-fraud-003] [tag:难度：少有人知道]
    ::anti-fraud-003::Who calls? {
    =the right answer
    ~a wrong one
    ####why it is right
    }

GIFT knows one language; English words go into comments, `// [en:题干] …`. So does the text of the
article, `// [zh:条文原文] …`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kiosk.office.editor.interchange.letters import (
    Words,
    decoded,
    from_html,
    from_text,
    words,
)
from kiosk.office.editor.interchange.questions import (
    NO_KIND,
    QUOTE,
    Asked,
    lose_feedback,
    lose_media,
    lose_parts,
    one_topic,
)
from kiosk.office.editor.interchange.remarks import Remarks, at_line
from kiosk.office.editor.pair import Pair

WHOLE = 100.0
MOST_PIECES = 100
"""Options of a question that are read at all, to say what is wrong with them."""
CONTROLS = "~=#{}:\\"
_HIDDEN = {each: chr(0xFDD0 + number) for number, each in enumerate(CONTROLS)}
_NEW_LINE = chr(0xFDD0 + len(CONTROLS))
"""Code points that are no letters stand for escaped characters while a question is read."""
_SHOWN = {ord(value): key for key, value in _HIDDEN.items()} | {ord(_NEW_LINE): " "}
_NO_LETTERS = dict.fromkeys(range(0xFDD0, 0xFDF0))
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_BRACES = re.compile(r"(?<!\\)\{[^{}]*\}")
_ANSWER_MARK = re.compile(r"[=~TF#>]")
_LINE_END = re.compile("\r\n|\r|\n")
_TOKEN = re.compile(r"\[(id|tag):((?:\\\]|[^\]])+)\]")
_WORDS = re.compile(r"\[(zh|en):([^\]]+)\]\s*(.*)")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
LIKE_WEIGHT = re.compile(r"%-?\d")
_NUMBER = re.compile(
    r"=?\s*(?:%100%)?\s*(-?\d{1,12}(?:\.\d{0,9})?)\s*"
    r"(?::\s*(\d{1,12}(?:\.\d{0,9})?)|\.\.\s*(-?\d{1,12}(?:\.\d{0,9})?))?\s*(?:#(.*))?",
    re.DOTALL,
)
_ORDERING = re.compile(r">\s*\d{0,3}\s*[A-Z_\d ]*$")
FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
TRUE, FALSE = {"t", "true"}, {"f", "false"}
OPTION, PROMPT, EXPLANATION = "选项", "题干", "解释"


@dataclass
class _Block:
    """The lines of one question, and the comments above and within it."""

    line: int
    comments: list[str]
    lines: list[str] = field(default_factory=list)
    depth: int = 0
    """How many braces are open."""
    has_gap: bool = False
    """Whether the line before was empty."""

    def add(self, line: str) -> None:
        """Add a line."""
        self.lines.append(line)
        self.depth += line.count("{") - line.count("}")
        self.has_gap = False

    @property
    def text(self) -> str:
        """Return the lines as one text."""
        return "\n".join(self.lines)


def read(data: bytes, remarks: Remarks) -> list[Asked]:
    """Return the questions of kinds that a quiz has; note all others. Raises Refused."""
    found = []
    for block in _blocks(decoded(data).translate(_NO_LETTERS), remarks):
        asked = _question(block, remarks)
        if asked:
            found.append(asked)
    return found


def has_answers(text: str) -> bool:
    """Return True if a text has braces with answers in them."""
    return any(_ANSWER_MARK.search(each[0]) for each in _BRACES.finditer(text))


def _blocks(text: str, remarks: Remarks) -> Iterator[_Block]:
    """Yield the paragraphs; one that is open goes on over an empty line to where it closes."""
    held: _Block | None = None
    comments: list[str] = []
    categories = set()
    for number, raw in enumerate([*_LINE_END.split(text), ""], start=1):
        line = raw.strip()
        if line.startswith("//"):
            (held.comments if held else comments).append(line[2:].strip())
        elif line.startswith("$CATEGORY:") and held is None:
            categories.add(line)
            if len(categories) == 2:
                one_topic(number, remarks)
        elif line:
            hidden = _ESCAPED.sub(_hide, line)
            if held and held.has_gap and _opens(hidden):
                yield held
                held = None
            if held is None:
                held, comments = _Block(number, comments), []
            held.add(hidden)
        elif held and held.depth > 0:
            held.has_gap = True
        elif held:
            yield held
            held = None
        elif not line:
            comments = []
    if held:
        yield held


def _hide(found: re.Match[str]) -> str:
    return _NEW_LINE if found[1] == "n" else _HIDDEN[found[1]]


def _opens(line: str) -> bool:
    """Return True if a line begins another question, so that the one before was never closed."""
    opening, closing = line.find("{"), line.find("}")
    return line.startswith("::") or (opening >= 0 and not 0 <= closing < opening)


def _question(block: _Block, remarks: Remarks) -> Asked | None:
    text = block.text.strip()
    name = ""
    if text.startswith("::") and (end := text.find("::", 2)) > 0:
        name, text = _shown(text[2:end]), text[end + 2 :].strip()
    opening = text.find("{")
    closing = text.find("}", max(opening, 0))
    if min(opening, closing) < 0:
        _refuse_unbraced(block, remarks, is_text="{" not in text and "}" not in text)
        return None
    answers, after = text[opening + 1 : closing].strip(), text[closing + 1 :].rstrip()
    asked = text[:opening] + (f"_____{after}" if after else "")
    answers, _, general = answers.partition("####")
    style = FORMAT.match(asked)
    reader = _Answers(block, style[1] if style else "moodle", remarks)
    found = Asked(block.line, reader.text(asked), name=name)
    if not reader.take(answers.strip(), found):
        return None
    found.explanation = reader.text(general) if general.strip() else reader.feedback
    _take_comments(found, block.comments)
    return found


def _refuse_unbraced(block: _Block, remarks: Remarks, *, is_text: bool) -> None:
    place = at_line(block.line)
    if is_text:
        reason = Pair("这一段没有答案（{ }），是说明文字", "a paragraph without answers ({ })")
        remarks.refuse(place, reason, Pair("不是题目就不用管它。", "Leave it if it is none."))
    else:
        reason = Pair("大括号 { } 没有配对", "the braces { } do not match")
        remedy = Pair("补上缺少的括号；文字里的写成 \\{ \\}。", "Add the missing one.")
        remarks.refuse(place, reason, remedy)


class _Answers:
    """A reader of what stands in the braces of one question."""

    def __init__(self, block: _Block, style: str, remarks: Remarks) -> None:
        self.feedback: Words | None = None
        self._place, self._style, self._remarks = at_line(block.line), style, remarks

    def take(self, answers: str, asked: Asked) -> bool:
        """Put the answers into a question; return False if it is of another kind."""
        said, *feedback = answers.split("#")
        if said.strip().lower() in TRUE | FALSE:
            asked.kind, asked.is_true = "true-false", said.strip().lower() in TRUE
            told = feedback[-1] if feedback else ""
            self.feedback = self.text(told) if told.strip() else None
            return True
        if answers.startswith("#"):
            return self._number(answers[1:].strip(), asked)
        head, _, steps = answers.partition("\n")
        if _ORDERING.fullmatch(head.strip()):
            asked.kind = "order"
            asked.options = [(self.text(each), False) for each in steps.split("\n") if each.strip()]
            return True
        if "~" not in answers:
            self._remarks.refuse(self._place, _kind_of(answers), NO_KIND)
            return False
        return self._choices(answers, asked)

    def _number(self, said: str, asked: Asked) -> bool:
        """Take a number with how far away is right, or a span: 30:5, 25..35."""
        first, *others = [each for each in re.split(r"(?=[=~])", said) if each.strip()] or [""]
        found = _NUMBER.fullmatch(first.strip())
        if not found:
            reason = Pair("数字题的答案读不出", "the number cannot be read")
            self._remarks.refuse(self._place, reason, NO_KIND)
            return False
        if any(each.startswith("=") for each in others):
            lose_parts(self._place, self._remarks)
        if any(each.startswith("~") for each in others):
            lose_feedback(self._place, self._remarks)
        right, near, to, feedback = found.groups()
        if to is not None:
            middle = (float(right) + float(to)) / 2
            right, near = f"{middle:g}", f"{float(to) - middle:g}"
        asked.kind, asked.number = "guess", (right, near or "0")
        self.feedback = self.text(feedback) if feedback and feedback.strip() else None
        return True

    def _choices(self, answers: str, asked: Asked) -> bool:
        """Take options; several are right if no single one has all of the credit."""
        pieces = [each for each in re.split(r"(?=[~=])", answers) if each.strip()]
        if len(pieces) > MOST_PIECES:
            reason = Pair(f"有 {len(pieces)} 个选项", f"it has {len(pieces)} options")
            self._remarks.refuse(self._place, reason, NO_KIND)
            return False
        weighed = [self._weighed(each) for each in pieces]
        weights = [weight for weight, _ in weighed]
        is_several = WHOLE not in weights and any(weight > 0 for weight in weights)
        parts = {weight for weight in weights if 0 < weight < WHOLE}
        if len(parts) > is_several:
            lose_parts(self._place, self._remarks)
        asked.kind = "several" if is_several else "single"
        least = 0 if is_several else WHOLE - 1
        asked.options = [self._option(rest, is_right=weight > least) for weight, rest in weighed]
        return True

    @staticmethod
    def _weighed(said: str) -> tuple[float, str]:
        """Return what an option is worth in percent, and the rest of it."""
        is_right, rest = said[0] == "=", said[1:].strip() if said[0] in "~=" else said.strip()
        weight = None if is_right else _WEIGHT.match(rest)
        if weight:
            return float(weight[1]), rest[weight.end() :]
        return WHOLE if is_right else 0.0, rest

    def _option(self, said: str, *, is_right: bool) -> tuple[Words, bool]:
        answer, _, feedback = said.partition("#")
        if feedback.strip():
            self._take_feedback(feedback, is_right=is_right)
        return self.text(answer), is_right

    def _take_feedback(self, feedback: str, *, is_right: bool) -> None:
        if is_right and self.feedback is None:
            self.feedback = self.text(feedback)
        elif not is_right:
            lose_feedback(self._place, self._remarks)

    def text(self, said: str) -> Words:
        """Return a text in the format that it names, or in that of its question."""
        said = said.strip()
        found = FORMAT.match(said)
        style = found[1] if found else self._style
        said = said[found.end() if found else 0 :].translate(_SHOWN)
        if style == "plain":
            return words(said)
        text, has_media = from_html(said) if style == "html" else from_text(said)
        if has_media:
            lose_media(self._place, self._remarks)
        return text


def _kind_of(answers: str) -> Pair:
    if not answers:
        return Pair("问答题", "an essay question")
    if "->" in answers:
        return Pair("连线题", "a matching question")
    return Pair("填空题（简答）", "a short-answer question")


def _take_comments(asked: Asked, comments: Sequence[str]) -> None:
    """Take the id, the tags and the English words that comments hold."""
    for found in map(_WORDS.match, comments):
        if found and found[1] == "zh" and found[2] == EXPLANATION and not asked.explanation:
            asked.explanation = words(found[3])
    texts = {PROMPT: asked.prompt}
    if asked.explanation:
        texts[EXPLANATION] = asked.explanation
    texts |= {f"{OPTION}{n}": text for n, (text, _) in enumerate(asked.options, start=1)}
    quote = {"zh": "", "en": ""}
    for comment in comments:
        found = _WORDS.match(comment)
        if found and found[2] == QUOTE:
            quote[found[1]] = found[3]
            continue
        if found and found[1] == "en" and found[2] in texts:
            texts[found[2]]["en"] = words(found[3])["zh"] or texts[found[2]]["zh"]
            continue
        if found and found[1] == "zh":
            continue
        for kind, value in _TOKEN.findall(comment):
            value = value.replace("\\]", "]").strip()
            if kind == "tag":
                asked.tags.append(value)
            else:
                asked.name = value
    asked.quote = words(**quote)


def _shown(text: str) -> str:
    return words(text.translate(_SHOWN))["zh"]
