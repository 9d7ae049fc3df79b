"""A case, told step by step, of which one is asked where it should have been stopped."""

from __future__ import annotations

from kiosk.content.kinds.rule import Around, Rule, require
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Question
from kiosk.content.yaml_tree import Path


def check(question: Question, around: Around, path: Path, report: Report) -> None:
    """Report a case that is not there, or that nothing could have stopped."""
    if not require(question.case, (*path, "case"), report):
        return
    name = question.case or ""
    case = around.cases.get(name)
    if case is None:
        zh = f"找不到案例 {name}；请先在“案例”里写好，或改成有的编号"
        en = f"there is no case {name}; write it among the cases first, or name one that is there"
        report((*path, "case"), zh, en)
    elif not case.stops:
        zh = f"案例“{case.title.zh}”没有一步能停下来，问不出哪一步"
        en = f"the case {name} can be stopped at no step, so there is nothing to ask"
        report((*path, "case"), zh, en)


RULE = Rule(Text(zh="案例", en="Stop the case"), ("case",), check)
