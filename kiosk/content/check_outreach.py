"""Check outreach: whether each kind of place names a survey that there is."""

from __future__ import annotations

from kiosk.content.pack import Pack
from kiosk.content.problems import Report


def check(pack: Pack, report: Report) -> None:
    """Report every fault of the kinds of places and of what is asked at doors."""
    held = pack.outreach
    surveys = {survey.id for survey in held.surveys}
    for k, kind in enumerate(held.kinds):
        path = ("outreach", "kinds", k)
        if kind.survey is not None and kind.survey not in surveys:
            zh, en = f"找不到 {kind.survey}", f"there is no {kind.survey}"
            report((*path, "survey"), zh, en)
        if kind.is_careful and not kind.mind:
            zh = "要小心说话的一类，要写明走访的人该注意什么"
            en = "a kind that needs care must say what to bear in mind"
            report((*path, "mind"), zh, en)
    asked = {kind.survey for kind in held.kinds}
    for s, survey in enumerate(held.surveys):
        if survey.id not in asked:
            zh, en = "没有哪一类走访点用这份问卷", "no kind of place asks this survey"
            report(("outreach", "surveys", s, "id"), zh, en, is_error=False)
