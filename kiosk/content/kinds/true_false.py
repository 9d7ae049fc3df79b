"""A statement that is true or false."""

from __future__ import annotations

from kiosk.content.kinds.rule import Around, Rule, require
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Question
from kiosk.content.yaml_tree import Path


def check(question: Question, _around: Around, path: Path, report: Report) -> None:
    """Report a statement of which nobody said whether it is true."""
    require(question.is_true, (*path, "is_true"), report)


RULE = Rule(Text(zh="判断", en="True or false"), ("is_true",), check)
