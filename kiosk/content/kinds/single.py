"""One right option among two to four."""

from __future__ import annotations

from kiosk.content.kinds.rule import Around, Rule, require_options
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Question
from kiosk.content.yaml_tree import Path


def check(question: Question, _around: Around, path: Path, report: Report) -> None:
    """Report another number of options, and of right ones."""
    require_options(question, path, report, 2, 4)
    right = sum(option.is_right for option in question.options)
    if right != 1:
        zh, en = f"应有 1 个正确选项，现有 {right} 个", f"should have 1 right option, has {right}"
        report((*path, "options"), zh, en)


RULE = Rule(Text(zh="单选", en="One choice"), ("options", "keep_order"), check)
