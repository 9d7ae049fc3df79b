"""Files of other programs, by what they hold: read them, write them, name what does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.errors import Refused
from kiosk.office.editor.interchange import aiken, gift, gift_writer, letters, moodle_xml, questions
from kiosk.office.editor.interchange.questions import Asked
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import Tree

Reader = Callable[[bytes, Remarks], list[Asked]]
Writer = Callable[[Tree, Remarks], bytes]
ZIP = b"PK"


@dataclass(frozen=True)
class Format:
    """One format: what people call it, how its files end, how it is read and written."""

    name: str
    label: Pair
    ending: str
    read: Reader
    write: Writer


QUESTIONS = {
    each.name: each
    for each in (
        Format("gift", Pair("GIFT 文本", "GIFT text"), ".gift", gift.read, gift_writer.write),
        Format(
            "moodle", Pair("Moodle XML", "Moodle XML"), ".xml", moodle_xml.read, moodle_xml.write
        ),
        Format("aiken", Pair("Aiken 文本", "Aiken text"), ".txt", aiken.read, aiken.write),
    )
}
"""The formats of quiz questions."""
_ANSWERED = re.compile(r"^\s*(?:ANSWER|答案)\s*[:：]", re.I | re.M)


@dataclass
class Reading:
    """The questions of a file that can be ours, and what there is to say of it."""

    format: Format
    questions: list[tuple[Asked, Tree]] = field(default_factory=list)
    remarks: Remarks = field(default_factory=Remarks)


def read(data: bytes) -> Reading:
    """Read the questions of a file. Raises Refused for a file that is none of the formats."""
    letters.require_small(len(data))
    reading = Reading(QUESTIONS[_format_of(data)])
    for asked in reading.format.read(data, reading.remarks):
        given = questions.to_part(asked, reading.remarks)
        if given:
            reading.questions.append((asked, given))
    return reading


def _format_of(data: bytes) -> str:
    """Return the format of a file by what it holds; endings are often wrong."""
    if data.startswith(ZIP):
        raise Refused(
            "这是 Excel 表格或压缩包；题目表格请在“内容”页导入，压缩包请先解压。",
            "This is a workbook or a zip; import workbooks on the page “Content”, unpack a zip.",
        )
    text = letters.decoded(data)
    if not text.strip():
        raise Refused("这个文件是空的。", "The file is empty.")
    if text.lstrip().startswith("<"):
        return "moodle"
    return "aiken" if _ANSWERED.search(text) and not gift.has_answers(text) else "gift"


def write(format_name: str, topic: Tree) -> tuple[bytes, Remarks]:
    """Return the questions of a topic as a file, and what it could not hold."""
    remarks = Remarks()
    for question in topic["questions"]:
        if questions.has_pictures(question):
            questions.leave_pictures(question, remarks)
    return QUESTIONS[format_name].write(topic, remarks), remarks
