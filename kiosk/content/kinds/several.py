"""Three to six options, of which two or more are right."""

from __future__ import annotations

from kiosk.content.kinds.rule import Around, Rule, require_options
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Question
from kiosk.content.yaml_tree import Path

LEAST_RIGHT = 2


def check(question: Question, _around: Around, path: Path, report: Report) -> None:
    """Report options among which there is nothing to tell apart."""
    require_options(question, path, report, 3, 6)
    right = sum(option.is_right for option in question.options)
    if right < LEAST_RIGHT:
        zh = f"多选题至少 {LEAST_RIGHT} 个正确选项，现有 {right} 个；只有 1 个的用“单选”"
        en = (
            f"needs at least {LEAST_RIGHT} right options, has {right}; with 1, make it a single "
            "choice"
        )
        report((*path, "options"), zh, en)


RULE = Rule(Text(zh="多选", en="Several choices"), ("options", "keep_order"), check)
