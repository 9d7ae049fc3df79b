"""A kind's rule: the fields that it uses, and the check of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Call, Case, Question, Scene
from kiosk.content.yaml_tree import Path


@dataclass(frozen=True)
class Around:
    """What a question may name: scenes, calls and cases, by id."""

    scenes: Mapping[str, Scene] = field(default_factory=dict)
    calls: Mapping[str, Call] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """What a kind of question says of itself; `check` reports what is wrong with one."""

    name: Text
    uses: tuple[str, ...]
    check: Callable[[Question, Around, Path, Report], None]


def require_options(question: Question, path: Path, report: Report, least: int, most: int) -> None:
    """Report too few or too many options."""
    held = len(question.options)
    if not least <= held <= most:
        zh = f"应有 {least}～{most} 项，现有 {held} 项"
        en = f"should have {least} to {most} entries, has {held}"
        report((*path, "options"), zh, en)


def require(held: Any, path: Path, report: Report) -> bool:
    """Report a field that this kind needs and that is empty; return True if it is there."""
    if held in (None, ()):
        report(path, "这种题要填这一项", "a question of this kind needs this")
        return False
    return True


def refuse(question: Question, names: tuple[str, ...], path: Path, report: Report) -> None:
    """Report fields that a question's kind does not use, so that nobody waits for their effect."""
    for name in names:
        if getattr(question, name) not in (None, (), False):
            zh = "这种题用不到这一项，请清空，或改题型"
            en = "a question of this kind does not use this; empty it, or choose another kind"
            report((*path, name), zh, en)
