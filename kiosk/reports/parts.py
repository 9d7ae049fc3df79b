"""Write the parts of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from kiosk.activity import report as activities
from kiosk.activity.records import ActivityTold
from kiosk.activity.rules import KINDS, plain
from kiosk.charts import png
from kiosk.charts.model import Chart
from kiosk.dashboard.charts import charts
from kiosk.reports.completeness import HEADS, Statement
from kiosk.reports.document import Document, Figure, Photos, Picture, Table
from kiosk.reports.words import Say, dates, span
from kiosk.statistics import FEW, between, said

if TYPE_CHECKING:
    from kiosk.reports.build import Subject

PARTICIPATION = ("people-by-day", "people-by-hour", "guests")
OPINION = ("faces", "satisfaction-items", "security-items", "feedback-by-kind")
"""Charts of the dashboard by the beginning of their ids, in the order of the report."""
WEAKEST = 3
MOST_QUOTE = 500


@dataclass(frozen=True)
class Quoted:
    """Hold what a visitor said and staff chose: its kind, the unit, the local day."""

    kind: str
    unit: str
    day: str
    text: str


def lead(document: Document, say: Say, held: Subject) -> None:
    """Sum it all up in a paragraph."""
    event = held.edition.pack.event
    figures, told = held.figures, held.told
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
    people = sum(figures.people.values())
    zh += (
        f"展位终端上共有{people}人次参与，安全知识答题{figures.quiz.started}轮，"
        f"一键评价{sum(figures.ratings.by_value.values())}次，意见建议{sum(figures.feedback.values())}条。"
        "现将有关情况报告如下。"
    )
    en += (
        f"At the booths' screens {people} people took part: {figures.quiz.started} quiz rounds, "
        f"{sum(figures.ratings.by_value.values())} one-tap ratings, "
        f"{sum(figures.feedback.values())} pieces of feedback. The report follows."
    )
    document.say(say(zh, en))


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
    """Tell what each unit did, with photos."""
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
    caption = _caption(document, say, Table, say("各单位活动一览", "Activities by unit"))
    document.add(
        Table(caption, heads, rows, (3.0, 3.0, 3.0, 4.0, 1.5, 1.5), frozenset({4, 5}))
    )
    silent = [unit.name for unit in held.edition.pack.units if unit.id not in _order(held)]
    if silent:
        names = say.listed(say.text(name) for name in silent)
        document.say(say(f"尚未填报的单位：{names}。", f"Units that have not told yet: {names}."), "note")


def _entry(document: Document, say: Say, told: ActivityTold, reader: Connection) -> None:
    """Tell of one activity: when and where, what was done, photos."""
    kind = say(*KINDS.get(told.kind, (told.kind, told.kind)))
    when = span(told.begins, told.ends, say)
    zh = f"{when}，在{told.place}开展{kind}，参加民警{told.officers}人"
    en = f"{when}, {told.place}: {kind.lower()}, with {told.officers} officers"
    if told.visitors is not None:
        zh, en = f"{zh}，群众约{told.visitors}人", f"{en} and some {told.visitors} visitors"
    document.say(say(zh + "。", en + "."))
    document.say(told.done)
    pictures = []
    for photo in activities.shown(reader, told.entry):
        alt = photo.caption or say(f"{told.place}活动照片", f"Photo of the activity at {told.place}")
        jpeg = activities.picture(reader, photo.photo)
        pictures.append(Picture(jpeg, photo.width, photo.height, photo.caption, alt))
    if pictures:
        document.add(Photos(pictures))


def took_part(document: Document, say: Say, held: Subject) -> None:
    """Count who took part at the screens and at the station's door."""
    document.part(say("群众参与情况", "Who took part"))
    figures = held.figures
    rows: list[tuple[str, str]] = [
        (say("展位参与人次", "People at the screens"), f"{sum(figures.people.values()):,}"),
        (say("安全知识答题（轮）", "Quiz rounds"), f"{figures.quiz.started:,}"),
        (say("其中答完", "Of these finished"), said(figures.quiz_finished, "share")),
        (say("问卷（份）", "Surveys"), f"{sum(each.started for each in figures.surveys):,}"),
        (say("一键评价（次）", "One-tap ratings"), f"{sum(figures.ratings.by_value.values()):,}"),
        (say("意见建议（条）", "Feedback"), f"{sum(figures.feedback.values()):,}"),
        (say("警民联系卡（次）", "Contact cards shown"), f"{sum(figures.cards.values()):,}"),
        (say("登记参观（人次）", "Guests checked in"), f"{sum(n for *_, n in figures.guests):,}"),
    ]
    caption = _caption(document, say, Table, say("参与情况汇总", "Participation in figures"))
    heads = [say("项目", "What"), say("数量", "Number")]
    document.add(Table(caption, heads, rows, (3.0, 1.2), frozenset({1})))
    _charts(document, say, held, PARTICIPATION)


def knowledge(document: Document, say: Say, held: Subject) -> None:
    """Tell how well each topic is known, the weakest first."""
    document.part(say("安全知识掌握情况", "What people know"))
    topics = held.figures.topics
    scored = sorted(
        (each for each in topics if each.score.value is not None),
        key=lambda each: (each.score.value or 0.0, each.id),
    )
    if not scored:
        document.say(say("答题人数不足，不作分析。", "Too few people answered to tell."))
        return
    weakest = say.listed(
        say(f"“{each.name.zh}”（{said(each.score, 'share')}）", f"{each.name.en} ({said(each.score, 'share')})")
        for each in scored[:WEAKEST]
    )
    right = said(held.figures.quiz_right, "share")
    document.say(
        say(
            f"群众首次作答的正确率为{right}。相对薄弱的主题依次是{weakest}，"
            "今后的宣传可以从这些内容入手。",
            f"Of all first answers {right} were right. The weakest topics are {weakest}; further "
            "publicity may begin with them.",
        )
    )
    rest = [each for each in topics if each.score.value is None]
    rows = [
        [
            say.text(each.name),
            said(each.score, "share"),
            between(each.score.low, each.score.high, "share") or "–",
            f"{each.rounds:,}",
        ]
        for each in [*scored, *rest]
    ]
    heads = [
        say("主题", "Topic"),
        say("首答正确率", "Right at first"),
        say("95%区间", "95% interval"),
        say("轮数", "Rounds"),
    ]
    name = say("各主题掌握情况（从低到高）", "Topics, the weakest first")
    caption = _caption(document, say, Table, name)
    document.add(Table(caption, heads, rows, (3.0, 1.6, 1.8, 1.2), frozenset({1, 2, 3})))
    _charts(document, say, held, ("topics",))


def opinions(document: Document, say: Say, held: Subject) -> None:
    """Tell how content people are, and what they fed back."""
    document.part(say("群众评价和意见建议", "Ratings and feedback"))
    figures = held.figures
    sentences = []
    if figures.ratings.mean.value is not None:
        mean, liked = said(figures.ratings.mean, "mean"), said(figures.ratings.liked, "share")
        sentences.append(
            say(
                f"一键评价平均{mean}分（满分5分），4分及以上占{liked}。",
                f"The mean one-tap rating is {mean} of 5; {liked} gave 4 or 5. ",
            )
        )
    names = {"satisfaction": ("满意度", "Satisfaction"), "security": ("安全感", "Security")}
    for key, index in figures.indices.items():
        if index.mean.value is not None:
            mean, n = said(index.mean, "mean"), index.mean.n
            zh, en = names[key]
            sentences.append(
                say(f"问卷{zh}平均{mean}分（{n}人）。", f"{en} in surveys: {mean} of 5 (n {n}). ")
            )
    count = sum(figures.feedback.values())
    sentences.append(say(f"共收到意见建议{count}条。", f"{count} pieces of feedback came in."))
    document.say("".join(sentences))
    _charts(document, say, held, OPINION)


def quotations(document: Document, say: Say, held: Subject) -> None:
    """Let visitors speak, in what staff chose."""
    document.part(say("群众声音", "In visitors' words"))
    for quote in held.quotes:
        text = " ".join(plain(quote.text, MOST_QUOTE).split())
        about = say.listed(each for each in (quote.kind, quote.unit, quote.day) if each)
        document.say(say(f"“{text}”（{about}）", f"“{text}” ({about})"), "quote")


def complete(document: Document, say: Say, stated: Statement) -> None:
    """Say how complete the data are, and how figures are told."""
    document.part(say("数据完整性说明", "Completeness of the data"))
    for words in stated.said:
        document.say(say(*words))
    if stated.rows:
        caption = _caption(document, say, Table, say("各终端数据收集情况", "Data by device"))
        rows = [[say(*cell) for cell in row] for row in stated.rows]
        heads = [say(*head) for head in HEADS]
        document.add(Table(caption, heads, rows, (2.2, 3.0, 1.4, 2.2, 2.2), frozenset({3})))
    document.say(
        say(
            f"说明：展位答题和问卷不记姓名；不足5人的比例和平均数不显示（写作“{FEW}”）；"
            "图中细线为95%置信区间，n为人数或次数。活动场次、民警和群众人数由各单位填报，群众人数为估计数。",
            f"Notes: quizzes and surveys bear no names; shares and means of fewer than five people "
            f"are not told (“{FEW}”); thin lines in charts are 95% intervals, n counts people or "
            "times. Activities, officers and visitors are as units told them; visitors are estimates.",
        ),
        "note",
    )


def _charts(document: Document, say: Say, held: Subject, wanted: Sequence[str]) -> None:
    """Add the dashboard's charts whose ids begin so, where there is anything to see."""
    drawn = charts(held.figures)
    for begins in wanted:
        for chart in drawn:
            if chart.id.startswith(begins) and not _is_idle(chart):
                title = say.text(chart.title)
                caption = _caption(document, say, Figure, title)
                image = png.draw(chart, say.language)
                document.add(Figure(image, caption, _described(chart, title, say)))


def _is_idle(chart: Chart) -> bool:
    """Tell whether a chart tells nothing that a sentence does not."""
    return chart.is_empty or (chart.id == "people-by-day" and len(chart.marks) < 2)


def _described(chart: Chart, title: str, say: Say) -> str:
    """Say a chart's values in words, for who cannot see it."""
    marks = say.listed(f"{say.text(mark.name)} {mark.said}" for mark in chart.marks)
    return say(f"{title}：{marks}", f"{title}: {marks}")[:1000]


def _caption(
    document: Document, say: Say, kind: type[Table] | type[Figure], title: str
) -> str:
    """Number tables and figures, each on their own."""
    number = 1 + sum(isinstance(block, kind) for block in document.blocks)
    name = say("表", "Table ") if kind is Table else say("图", "Figure ")
    return f"{name}{number} {title}" if say.language == "zh" else f"{name}{number}. {title}"
