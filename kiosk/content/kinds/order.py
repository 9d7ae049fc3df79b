"""Three to six steps, written in the right order."""

from __future__ import annotations

from kiosk.content.kinds.rule import Around, Rule, require_options
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Question
from kiosk.content.yaml_tree import Path


def check(question: Question, _around: Around, path: Path, report: Report) -> None:
    """Report too few or too many steps, and marks that mean nothing here."""
    require_options(question, path, report, 3, 6)
    for place, option in enumerate(question.options):
        if option.is_right:
            zh = "排序题按正确次序写选项，不标正确"
            en = "the options stand in the right order; none is marked as right"
            report((*path, "options", place, "is_right"), zh, en)


RULE = Rule(Text(zh="排序", en="Put in order"), ("options",), check)
