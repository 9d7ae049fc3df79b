"""A message, real or false, with the spots that give a false one away."""

from __future__ import annotations

from kiosk.content.kinds.rule import Around, Rule, require
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Question
from kiosk.content.yaml_tree import Path


def check(question: Question, _around: Around, path: Path, report: Report) -> None:
    """Report a message without a sender, a false one that shows no sign, a real one that does."""
    where = (*path, "message")
    message = question.message
    if not require(message, where, report) or message is None:
        return
    if [line.place for line in message.lines].count("sender") != 1:
        zh, en = "消息要有且只有一行发件人", "the message needs one line that is the sender"
        report((*where, "lines"), zh, en)
    elif message.lines[0].place != "sender":
        report((*where, "lines"), "第一行应是发件人", "the first line should be the sender")
    tells = [place for place, line in enumerate(message.lines) if line.tell]
    if message.is_genuine:
        for place in tells:
            zh, en = "真消息没有破绽，请清空", "a real message gives nothing away; empty this"
            report((*where, "lines", place, "tell"), zh, en)
    elif not tells:
        zh = "假消息至少要指出一处破绽"
        en = "a false message needs at least one line that gives it away"
        report((*where, "lines"), zh, en)


RULE = Rule(Text(zh="辨真假", en="Real or false"), ("message",), check)
