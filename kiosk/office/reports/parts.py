"""Write the parts of a report."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from kiosk.counts.statistics import FEW
from kiosk.office.activities import report as activities
from kiosk.office.activities.records import ActivityTold
from kiosk.office.activities.rules import KINDS, plain
from kiosk.office.reports.completeness import HEADS, Statement
from kiosk.office.reports.document import Document, Picture
from kiosk.office.reports.request import Subject
from kiosk.office.reports.words import Say, dates, span

MOST_QUOTE = 500
WIDE = (3.4, 3.0, 2.8, 3.2, 2.0, 2.0)
"""Widths of a table whose heads are English words."""


def lead(document: Document, say: Say, held: Subject) -> None:
    """Sum it all up in a paragraph."""
    event = held.edition.pack.event
    told = held.told
    who = say.text(held.unit or event.bureau)
    when = _when(held, say)
    units = len({each.about_unit for each in told})
    officers = sum(each.officers for each in told)
    visitors = sum(each.visitors or 0 for each in told)
    zh = f"{when}{who}围绕“{event.theme.zh}”主题开展“{event.name.zh}”活动。"
    en = f"{when}{who} held the {event.name.en}, “{event.theme.en}”. "
    if told:
        by = "" if held.unit else f"{units}个单位"
        zh += f"{by}共开展活动{len(told)}场，出动民警{officers}人次"
        zh += f"，参加群众约{visitors}人次。" if visitors else "。"
        en += f"{'It' if held.unit else f'{units} units'} held {len(told)} activities with "
        en += f"{officers} officers"
        en += f" and some {visitors} visitors. " if visitors else ". "
    counts = _counts(held, say)
    if counts:
        zh += f"展位终端上{counts}。"
        en += f"At the booths' screens: {counts}. "
    document.say(say(f"{zh}现将有关情况报告如下。", f"{en}The report follows."))


def _counts(held: Subject, say: Say) -> str:
    """Count what people did at the screens, and leave out what nobody did."""
    figures = held.figures
    counts = (
        (sum(figures.people.values()), "{}人次参与", "{} people"),
        (figures.quiz.started, "安全知识答题{}轮", "{} quiz rounds"),
        (sum(figures.ratings.by_value.values()), "一键评价{}次", "{} one-tap ratings"),
        (sum(figures.feedback.values()), "意见建议{}条", "{} pieces of feedback"),
    )
    words = [say(zh, en).format(count) for count, zh, en in counts if count]
    return say("，", ", ").join(words)


def _when(held: Subject, say: Say) -> str:
    """Name the days: those asked for, else the event's own, else those on which things happened."""
    event, wanted = held.edition.pack.event, held.wanted
    days = [date.fromisoformat(told.begins[:10]) for told in held.told] + held.figures.days
    since = wanted.since or _day(event.starts_on) or min(days, default=None)
    until = wanted.until or _day(event.ends_on) or max(days, default=None)
    if since is None and until is None:
        return ""
    return dates(since, until, say) + say("，", ": ")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def took_place(document: Document, say: Say, held: Subject, reader: Connection) -> None:
    """Add what each unit did, with photos."""
    document.part(say("活动开展情况", "What took place"))
    if not held.told:
        document.say(say("还没有单位填报活动情况。", "No unit has told of its activities yet."))
        return
    if held.unit is None:
        _all_units(document, say, held)
    for unit in _order(held):
        if held.unit is None:
            document.section(say.text(held.names[unit]) if unit in held.names else unit)
        for told in (each for each in held.told if each.about_unit == unit):
            if held.unit is not None:
                document.section(say(*KINDS.get(told.kind, (told.kind, told.kind))))
            _entry(document, say, told, reader)


def _order(held: Subject) -> list[str]:
    """Return the units that told something, in the pack's order."""
    told = {each.about_unit for each in held.told}
    return [unit for unit in held.names if unit in told] + sorted(told - set(held.names))


def _all_units(document: Document, say: Say, held: Subject) -> None:
    rows = [
        [
            say.text(held.names[told.about_unit]) if told.about_unit in held.names else "–",
            say(*KINDS.get(told.kind, (told.kind, told.kind))),
            span(told.begins, told.ends, say),
            told.place,
            str(told.officers),
            "–" if told.visitors is None else str(told.visitors),
        ]
        for unit in _order(held)
        for told in held.told
        if told.about_unit == unit
    ]
    heads = [
        say("单位", "Unit"),
        say("活动", "Activity"),
        say("时间", "Time"),
        say("地点", "Place"),
        say("民警", "Officers"),
        say("群众", "Visitors"),
    ]
    title = say("各单位活动一览", "Activities by unit")
    widths = (3.0, 3.0, 3.0, 4.0, 1.5, 1.5) if say.language == "zh" else WIDE
    document.table(title, heads, rows, widths, {4, 5})
    silent = [unit.name for unit in held.edition.pack.units if unit.id not in _order(held)]
    if silent:
        names = say.listed(say.text(name) for name in silent)
        document.say(
            say(f"尚未填报的单位：{names}。", f"Units that have not told yet: {names}."), "note"
        )


def _entry(document: Document, say: Say, told: ActivityTold, reader: Connection) -> None:
    """Add one activity: when and where, what was done, photos."""
    kind = say(*KINDS.get(told.kind, (told.kind, told.kind)))
    when = span(told.begins, told.ends, say)
    zh = f"{when}，在{told.place}开展{kind}，参加民警{told.officers}人"
    en = f"{when}, {told.place}: {kind.lower()}, with {told.officers} officers"
    if told.visitors is not None:
        zh, en = f"{zh}，群众约{told.visitors}人", f"{en} and some {told.visitors} visitors"
    document.say(say(zh + "。", en + "."))
    document.say(told.done)
    pictures = []
    for photo in activities.photos_shown(reader, told.entry):
        alt = photo.caption or say(
            f"{told.place}活动照片", f"Photo of the activity at {told.place}"
        )
        jpeg = activities.picture(reader, photo.photo)
        pictures.append(Picture(jpeg, photo.width, photo.height, photo.caption, alt))
    document.photos(pictures)


def quotations(document: Document, say: Say, held: Subject) -> None:
    """Let visitors speak, in what staff chose."""
    document.part(say("群众声音", "In visitors' words"))
    for quote in held.quotes:
        text = " ".join(plain(quote.text, MOST_QUOTE).split())
        about = say.listed(each for each in (quote.kind, quote.unit, quote.day) if each)
        document.say(say(f"“{text}”（{about}）", f"“{text}” ({about})"), "quote")


def complete(document: Document, say: Say, stated: Statement) -> None:
    """Add how complete the data are, and how figures are shown."""
    document.part(say("数据完整性说明", "Completeness of the data"))
    for words in stated.said:
        document.say(say(*words))
    if stated.rows:
        rows = [[say(*cell) for cell in row] for row in stated.rows]
        heads = [say(*head) for head in HEADS]
        title = say("各终端数据收集情况", "Data by device")
        document.table(title, heads, rows, (2.2, 3.0, 1.4, 2.2, 2.2), {3})
    document.say(
        say(
            f"说明：展位答题和问卷不记姓名；不足5人的比例和平均数不显示（写作“{FEW}”）；"
            "图中细线为95%置信区间，n为人数或次数。活动场次、民警和群众人数由各单位填报，群众人数为估计数。",
            "Notes: quizzes and surveys bear no names; shares and means of fewer than five people "
            f"are not told (“{FEW}”); thin lines in charts are 95% intervals, n counts people or "
            "times. Activities, officers and visitors are as units told them; the visitors are "
            "estimates.",
        ),
        "note",
    )
