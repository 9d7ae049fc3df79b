"""Check who reviewed a part and when: days that exist, and reviews that are overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiosk import clock
from kiosk.content.pack import Pack
from kiosk.content.parts import Reviewed
from kiosk.content.problems import Report
from kiosk.content.yaml_tree import Path


def reviewed_parts(pack: Pack) -> Iterator[tuple[Path, Reviewed]]:
    """Yield every part that may be signed off, with its path."""
    for t, topic in enumerate(pack.topics):
        for q, question in enumerate(topic.questions):
            yield ("topics", t, "questions", q), question
    for s, survey in enumerate(pack.surveys):
        for i, item in enumerate(survey.items):
            yield ("surveys", s, "items", i), item
    for b, block in enumerate(pack.blocks):
        for i, item in enumerate(block.items):
            yield ("blocks", b, "items", i), item
    for c, card in enumerate(pack.cards):
        yield ("cards", c), card
    for p, panel in enumerate(pack.panels):
        yield ("panels", p), panel


def is_overdue(part: Reviewed, today: date) -> bool:
    """Return True if a part wanted looking at again before this day."""
    return part.review_due is not None and part.review_due < today.isoformat()


def check(pack: Pack, report: Report) -> None:
    """Report days that do not exist, and warn of parts whose review is overdue."""
    today = clock.today()
    for path, part in reviewed_parts(pack):
        for field in ("reviewed_on", "review_due"):
            given = getattr(part, field)
            if given and not _is_day(given):
                report((*path, field), f"没有 {given} 这一天", f"there is no day {given}")
        if is_overdue(part, today):
            zh = f"审核到期（{part.review_due}），请重新审核"
            en = f"its review was due on {part.review_due}; look at it again"
            report((*path, "review_due"), zh, en, is_error=False)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
