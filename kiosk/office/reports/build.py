"""Fill a report: what took place, figures, charts, weakest topics, quotations, completeness."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from kiosk import clock
from kiosk.content import editions
from kiosk.errors import Unknown
from kiosk.journal.this_device import DEMO
from kiosk.office.activities import report as activities
from kiosk.office.activities import subject
from kiosk.office.activities.records import ActivityTold
from kiosk.office.overview.figures import gather
from kiosk.office.reports import belongings, calls, completeness, findings, parts
from kiosk.office.reports.document import Document
from kiosk.office.reports.request import Quoted, ReportRequest, Subject
from kiosk.office.reports.words import Say, dates, day_in_words


def build(
    reader: Connection, wanted: ReportRequest, *, is_central: bool, quotes: Sequence[Quoted] = ()
) -> Document:
    """Return the report. Raises Unknown if there is no such unit."""
    held = _subject(reader, wanted, quotes)
    say = Say(wanted.language)
    pack = held.edition.pack
    signer = say.text(held.unit or pack.event.bureau)
    document = Document(
        title=_title(held, say),
        language=wanted.language,
        signer=signer,
        day=day_in_words(clock.today(), wanted.language),
        mark=_mark(wanted, say),
    )
    parts.lead(document, say, held)
    parts.took_place(document, say, held, reader)
    belongings.handed_back(document, say, held, reader)
    calls.called_at(document, say, held, reader)
    findings.took_part(document, say, held)
    findings.knowledge(document, say, held)
    findings.opinions(document, say, held)
    if held.quotes:
        parts.quotations(document, say, held)
    units = {key: (name.zh, name.en) for key, name in held.names.items()}
    stated = (
        completeness.at_central(reader, wanted.event, wanted.unit, units)
        if is_central
        else completeness.at_booth(reader)
    )
    parts.complete(document, say, stated)
    return document


def _subject(reader: Connection, wanted: ReportRequest, quotes: Sequence[Quoted]) -> Subject:
    everything = editions.packs(reader)
    names = {unit.id: unit.name for unit in everything.names.units.values()}
    if wanted.unit and wanted.unit not in names:
        raise Unknown(f"没有单位 {wanted.unit[:64]}。", f"There is no unit {wanted.unit[:64]}.")
    told = [
        each.told for each in activities.entries(reader, wanted.event) if _counts(each.told, wanted)
    ]
    return Subject(
        wanted,
        subject.edition(reader, wanted.event),
        names,
        told,
        gather(reader, wanted.filters, everything),
        quotes,
    )


def _counts(told: ActivityTold, wanted: ReportRequest) -> bool:
    """Return True if an entry is of the unit and the days asked for, and was not removed."""
    first, last = told.begins[:10], told.ends[:10]
    return (
        not told.is_removed
        and wanted.unit in (None, told.about_unit)
        and (wanted.since is None or last >= wanted.since.isoformat())
        and (wanted.until is None or first <= wanted.until.isoformat())
    )


def _title(held: Subject, say: Say) -> str:
    event = held.edition.pack.event
    who = held.unit or event.bureau
    return say(
        f"{who.zh}“{event.name.zh}”活动情况报告",
        f"{who.en}: Report on the {event.name.en}",
    )


def _mark(wanted: ReportRequest, say: Say) -> str:
    lines = []
    if wanted.event == DEMO:
        lines.append(
            say("（演示数据：人都是模拟的，不作统计）", "(Demo data: people are simulated)")
        )
    if wanted.since or wanted.until:
        lines.append(say("统计时间：", "Days counted: ") + dates(wanted.since, wanted.until, say))
    return "  ".join(lines)
