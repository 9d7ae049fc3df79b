"""Write the part of a report on handing back: how many, by unit and kind, what stays and why."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from kiosk.booth.handback import report
from kiosk.booth.handback.report import Figures, Progress
from kiosk.office.reports.document import Document
from kiosk.office.reports.request import Subject
from kiosk.office.reports.words import Say

WIDTHS = (4.2, 1.6, 1.6, 1.8, 1.6)


def handed_back(document: Document, say: Say, held: Subject, reader: Connection) -> None:
    """Add how many belongings were handed back; nothing if none was listed."""
    found = report.figures(reader, held.wanted.event, held.wanted.unit)
    whole = found.whole
    if not whole.listed:
        return
    document.part(say("发还情况", "Handing back"))
    document.say(
        say(
            f"清单共{whole.listed}件，已发还{whole.handed}件，今天不发还{whole.staying}件，"
            f"待领取{whole.left}件。{_reasons(say, held, found)}",
            f"Of {whole.listed} belongings listed {whole.handed} were handed back; "
            f"{whole.staying} stay for a reason and {whole.left} wait for their claimants."
            f"{_reasons(say, held, found)}",
        )
    )
    units = {name: say.text(unit) for name, unit in held.names.items()}
    kinds = {each.id: say.text(each.name) for each in held.edition.belongings.values()}
    if len(found.by_unit) > 1:
        _table(document, say, say("按单位", "By unit"), found.by_unit, units)
    _table(document, say, say("按种类", "By kind"), found.by_kind, kinds)


def _reasons(say: Say, held: Subject, found: Figures) -> str:
    """Return why belongings stay, the most frequent reason first; nothing if none does."""
    if not found.reasons:
        return ""
    names = {each.id: say.text(each.name) for each in held.edition.reasons.values()}
    told = [(names.get(reason, reason), n) for reason, n in found.reasons.most_common()]
    return say(
        "不发还的原因：" + "、".join(f"{name}{n}件" for name, n in told) + "。",
        " Why they stay: " + "; ".join(f"{name} ({n})" for name, n in told) + ".",
    )


def _table(
    document: Document,
    say: Say,
    title: str,
    groups: Mapping[str, Progress],
    names: Mapping[str, str],
) -> None:
    heads = [
        title,
        say("清单", "Listed"),
        say("已发还", "Handed back"),
        say("今天不发还", "Not today"),
        say("待领取", "Waiting"),
    ]
    rows = [
        [
            names.get(name, name),
            str(each.listed),
            str(each.handed),
            str(each.staying),
            str(each.left),
        ]
        for name, each in groups.items()
    ]
    caption = say("发还情况，", "Handing back, ") + (
        title if say.language == "zh" else title.lower()
    )
    document.table(caption, heads, rows, WIDTHS, {1, 2, 3, 4})
