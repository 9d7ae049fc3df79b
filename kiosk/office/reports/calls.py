"""Write the part of a report on outreach: called at of planned, by kind and by community."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from kiosk.booth.outreach import report
from kiosk.booth.outreach.report import Progress
from kiosk.office.reports.document import Document
from kiosk.office.reports.request import Subject
from kiosk.office.reports.words import Say

WIDTHS = (3.4, 1.4, 1.6, 1.4, 1.6, 1.4)


def called_at(document: Document, say: Say, held: Subject, reader: Connection) -> None:
    """Add how many places were called at; nothing if no place was planned."""
    found = report.figures(reader, held.wanted.event, held.wanted.unit)
    whole = found.whole
    if not whole.planned:
        return
    document.part(say("走访情况", "Outreach"))
    document.say(
        say(
            f"计划走访{whole.planned}处，已上门{whole.called}处，其中走访完毕{whole.done}处、"
            f"谢绝{whole.refused}处、没人在{whole.absent}处；问过问卷{whole.asked}处，"
            f"记下诉求{whole.requests}条。",
            f"Of {whole.planned} places planned {whole.called} were called at: {whole.done} "
            f"finished, {whole.refused} refused, at {whole.absent} nobody was there. A survey was "
            f"asked at {whole.asked}; {whole.requests} requests were noted.",
        )
    )
    names = {each.id: say.text(each.name) for each in held.edition.place_kinds.values()}
    by_kind = {names.get(kind, kind): each for kind, each in found.by_kind.items()}
    _table(document, say, say("按类别", "By kind"), by_kind)
    _table(document, say, say("按社区", "By community"), found.by_community)


def _table(document: Document, say: Say, title: str, groups: Mapping[str, Progress]) -> None:
    heads = [
        title,
        say("计划", "Planned"),
        say("走访完毕", "Finished"),
        say("谢绝", "Refused"),
        say("没人在", "Nobody in"),
        say("诉求", "Requests"),
    ]
    rows = [
        [
            name,
            str(each.planned),
            str(each.done),
            str(each.refused),
            str(each.absent),
            str(each.requests),
        ]
        for name, each in groups.items()
    ]
    caption = say("走访情况，", "Outreach, ") + (title if say.language == "zh" else title.lower())
    document.table(caption, heads, rows, WIDTHS, {1, 2, 3, 4, 5})
