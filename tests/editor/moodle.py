"""What Moodle has of a question once it took in a file, by the rules of its importers.

Written from what Moodle 4 does (question/format.php, question/format/xml/format.php and
question/format/gift/format.php, PARAM_TAG in lib/moodlelib.php), and none of its code: an answer
that its importers give, for files that are ours. A file that Moodle refuses raises `NotTaken`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

MOST_NAME, MOST_ID, MOST_TAG = 255, 100, 50
FORMATS = {"html", "moodle_auto_format", "plain_text", "markdown", "wiki_like"}
NUMBERINGS = {"abc", "ABCD", "123", "iii", "IIII", "none"}
GRADES = {1, 0.9, 5 / 6, 0.8, 0.75, 0.7, 2 / 3, 0.6, 0.5, 0.4, 1 / 3, 0.3, 0.25, 0.2, 1 / 6, 0.1, 0}
"""Parts of the credit that an answer may have; less than nothing, too."""
ESCAPED = {f"\\{each}": f"&&{ord(each):03};" for each in ":#={}~"} | {"\\n": "&&010;"}
STYLES = {"html", "moodle", "plain", "markdown"}
WEIGHT = re.compile(r"%-*[0-9]{1,2}\.?[0-9]*%")


class NotTaken(Exception):
    """What Moodle would say instead of taking a question."""


@dataclass
class Said:
    """A text with its format."""

    text: str
    format: str


@dataclass
class Question:
    """A question in Moodle's bank."""

    kind: str
    name: str
    text: Said
    feedback: Said
    answers: list[tuple[Said, float]]
    id: str = ""
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse what Moodle does not keep."""
        if not 0 < len(self.name) <= MOST_NAME:
            raise NotTaken(f"name of {len(self.name)} letters")
        if len(self.id) > MOST_ID:
            raise NotTaken("idnumber")
        if sum(bool(said.text) for said, _ in self.answers) < 2:
            raise NotTaken("fewer than two answers")
        if max(grade for _, grade in self.answers) != 1:
            raise NotTaken("no answer has the whole credit")
        for _, grade in self.answers:
            if not any(abs(abs(grade) - each) < 0.00001 for each in GRADES):
                raise NotTaken(f"invalid grade {grade}")

    @property
    def right(self) -> list[bool]:
        """Return which answers have the whole credit."""
        return [grade == 1 for _, grade in self.answers]


def tag(text: str) -> str:
    """Return a tag as Moodle keeps it."""
    text = re.sub(r"[\x00-\x1f\x7f<>`]", "", text)
    return re.sub(r"\s+", " ", text).strip()[:MOST_TAG]


def read_xml(data: bytes) -> list[Question]:
    """Return the questions of a Moodle XML file."""
    quiz = ElementTree.fromstring(data)
    if quiz.tag != "quiz":
        raise NotTaken(quiz.tag)
    questions = [each for each in quiz.iter("question") if each.get("type") != "category"]
    return [_of_xml(each) for each in questions]


def _of_xml(node: ElementTree.Element) -> Question:
    if node.get("type") != "multichoice" or node.findtext("single", "true").strip() != "true":
        raise NotTaken(str(node.get("type")))
    if node.findtext("answernumbering", "abc") not in NUMBERINGS:
        raise NotTaken("answernumbering")
    for number in ("defaultgrade", "penalty"):
        float(node.findtext(number, "1"))
    text = _of_element(node.find("questiontext"), "html")
    return Question(
        "multichoice",
        node.findtext("name/text", "").strip(),
        text,
        _of_element(node.find("generalfeedback"), text.format),
        [
            (_of_element(each, text.format), float(each.get("fraction", "0")) / 100)
            for each in node.findall("answer")
        ],
        node.findtext("idnumber", ""),
        [tag(each.findtext("text", "")) for each in node.findall("tags/tag")],
    )


def _of_element(node: ElementTree.Element | None, style: str) -> Said:
    if node is None:
        return Said("", style)
    held = node.find("text")
    if held is None or len(held):  # Moodle takes the string within, and no elements.
        raise NotTaken(f"invalid XML: <{node.tag}>")
    if node.get("format", style) not in FORMATS:
        raise NotTaken(f"format of <{node.tag}>")
    return Said((held.text or "").strip(), node.get("format", style))


def read_gift(data: bytes) -> list[Question]:
    """Return the questions of a GIFT file; an empty line ends each."""
    found = []
    for paragraph in re.split(r"\n[ \t]*\n", data.decode()):
        lines = paragraph.strip().split("\n")
        comments = [each for each in lines if each.strip().startswith("//")]
        text = "\n".join(" " if each in comments else each for each in lines).strip()
        if text and not text.startswith("$CATEGORY:"):
            found.append(_of_gift(text, comments))
    return found


def _of_gift(text: str, comments: list[str]) -> Question:
    text = text.replace("\\\\", "&&092;")
    for escaped, shown in ESCAPED.items():
        text = text.replace(escaped, shown)
    text = text.replace("&&092;", "\\")
    name = ""
    if text.startswith("::"):
        name, found, text = text[2:].partition("::")
        name, text = _unescaped(name).strip(), text.strip()
        if not found:
            raise NotTaken("name without end")
    opening, closing = text.find("{"), text.find("}")
    if min(opening, closing) < 0 or not text.endswith("}"):
        raise NotTaken("braces")
    asked, answers = text[:opening], text[opening + 1 : closing].strip()
    answers, _, general = answers.rpartition("####") if "####" in answers else (answers, "", "")
    said = _styled(asked, "moodle")
    if "~" not in answers:
        raise NotTaken("no multiple choice")
    pieces = answers.strip().replace("=", "~=").split("~")
    return Question(
        "multichoice",
        name,
        said,
        _styled(general, said.format),
        [_answer(each.strip(), said.format) for each in pieces if each.strip()],
        *_of_comments(comments),
    )


def _answer(piece: str, style: str) -> tuple[Said, float]:
    grade = 0.0
    if piece.startswith("="):
        grade, piece = 1.0, piece[1:]
    elif WEIGHT.match(piece):
        weight, _, piece = piece[1:].partition("%")
        grade = float(weight) / 100
    return _styled(piece.partition("#")[0], style), grade


def _styled(text: str, style: str) -> Said:
    text = text.strip()
    if text.startswith("[") and (named := text[1 : text.find("]")]) in STYLES:
        style, text = named, text[text.find("]") + 1 :]
    return Said(_unescaped(text).strip(), style)


def _unescaped(text: str) -> str:
    for escaped, shown in ESCAPED.items():
        text = text.replace(shown, "\n" if escaped == "\\n" else escaped[1:])
    return text


def _of_comments(comments: list[str]) -> tuple[str, list[str]]:
    """Return the idnumber and the tags, which comments name since Moodle 3.10."""
    every = "\n".join(comments)
    ids = re.findall(r"\[id:((?:\\]|[^][])+)]", every)
    tags = re.findall(r"\[tag:((?:\\]|[^][<>`])+)]", every)
    return (ids[0] if ids else "").strip(), [tag(each.replace("\\]", "]")) for each in tags]
