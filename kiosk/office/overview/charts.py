"""Make the charts of the figures; each has an id by which pages and documents place it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Literal

from kiosk.content.parts import Text
from kiosk.counts.statistics import Estimate
from kiosk.office.overview.figures import Figures, IndexName, SurveyFigures
from kiosk.shell.charts.model import Chart, Mark, counted, estimated

PEOPLE = Text(zh="人数", en="People")
TIMES = Text(zh="次数", en="Times")
ROUNDS = Text(zh="轮数（n）", en="Rounds (n)")
LEFT = Text(zh="轮数", en="Rounds")
TAPS = Text(zh="评价次数（n）", en="Ratings (n)")
ANSWERED = Text(zh="答题人数（n）", en="People (n)")
MEAN = Text(zh="平均分（1～5）", en="Mean, 1 to 5")
NOBODY = Text(zh="没有指明单位", en="No unit named")
OPENS, CLOSES = 9, 16
"""Hours that a day's charts show at the least."""
MOST_CARDS = 12


def charts(figures: Figures) -> list[Chart]:
    """Return every chart, in the order of the page."""
    makers: tuple[Callable[[Figures], Chart], ...] = (
        people_by_hour,
        people_by_day,
        score_by_topic,
        quiz_left,
        rating_by_hour,
        faces,
    )
    made = [make(figures) for make in makers]
    made += [index_items(figures, name) for name in figures.indices]
    made += [survey_left(each) for each in figures.surveys]
    later = (
        feedback_by_kind,
        feedback_by_unit,
        guests_by_kind,
        guests_by_slot,
        cards_shown,
        card_apps,
    )
    return made + [make(figures) for make in later]


def people_by_hour(figures: Figures) -> Chart:
    """Return the people of each hour of the day; several days are added up."""
    hours = Counter[int]()
    for began, count in figures.people.items():
        hours[began.hour] += count
    marks = [counted(_hour(hour), hours[hour], f"{hour:02}") for hour in _span(hours)]
    title = Text(zh="每小时参与人数", en="People by the hour")
    return _counts("people-by-hour", title, "columns", marks, PEOPLE)


def people_by_day(figures: Figures) -> Chart:
    """Return the people of each day."""
    days = Counter[str]()
    for began, count in figures.people.items():
        days[began.date().isoformat()] += count
    marks = [counted(_same(day[5:]), days[day], day) for day in sorted(days)]
    title = Text(zh="每天参与人数", en="People by the day")
    return _counts("people-by-day", title, "columns", marks, PEOPLE)


def score_by_topic(figures: Figures) -> Chart:
    """Return the share of right first answers of each topic."""
    marks = [estimated(each.name, each.score, "share", each.id) for each in figures.topics]
    value = Text(zh="首答正确", en="Right at first")
    title = Text(zh="各主题首答正确率", en="Right at first, by topic")
    return Chart("topics", title, "bars", marks, 1, value, ROUNDS)


def quiz_left(figures: Figures) -> Chart:
    """Return after how many answers people left a quiz."""
    left = figures.quiz.left
    marks = [
        counted(_same(str(number)), left[number], str(number))
        for number in range(max(left, default=0) + 1)
    ]
    title = Text(zh="没答完的人答了几题后离开", en="Answers given before leaving a quiz")
    return _counts("quiz-left", title, "columns", marks, LEFT)


def rating_by_hour(figures: Figures) -> Chart:
    """Return the mean one-tap rating of each hour of the day, over all days."""
    held = figures.ratings.by_hour
    marks = [
        estimated(_hour(hour), held.get(hour, Estimate(0)), "mean", f"{hour:02}")
        for hour in _span(held)
    ]
    title = Text(zh="一键评价，一天里的变化", en="One-tap rating through the day")
    return Chart("rating-by-hour", title, "columns", marks, 5, MEAN, TAPS, base=1)


def faces(figures: Figures) -> Chart:
    """Return how often each face was tapped, the best first."""
    held = figures.ratings.by_value
    marks = [
        counted(figures.faces.get(value, _same(str(value))), held[value], str(value))
        for value in range(5, 0, -1)
    ]
    return _counts(
        "faces", Text(zh="一键评价，各表情", en="One-tap ratings by face"), "bars", marks, TIMES
    )


def index_items(figures: Figures, name: IndexName) -> Chart:
    """Return the mean of each scale that counts towards an index."""
    index = figures.indices[name]
    marks = [estimated(each.name, each.mean, "mean", ".".join(each.key)) for each in index.items]
    titles = {
        "satisfaction": Text(zh="满意度，各题", en="Satisfaction, by question"),
        "security": Text(zh="安全感，各题", en="Security, by question"),
        "justice": Text(zh="公正感，各题", en="Procedural justice, by question"),
    }
    return Chart(f"{name}-items", titles[name], "bars", marks, 5, MEAN, ANSWERED, base=1)


def survey_left(survey: SurveyFigures) -> Chart:
    """Return after which item people left a survey."""
    title = Text(
        zh=f"没答完的人最后答的一题：{survey.name.zh}",
        en=f"Last question answered before leaving: {survey.name.en}",
    )
    marks = [counted(name, count, item) for item, name, count in survey.left]
    return _counts(f"left-{survey.id}", title, "bars", marks, PEOPLE)


def feedback_by_kind(figures: Figures) -> Chart:
    """Return the feedback of each kind."""
    held = Counter[str]()
    for (kind, _), count in figures.feedback.items():
        held[kind] += count
    kinds = figures.feedback_kinds
    marks = [counted(name, held[kind], kind) for kind, name in kinds.items()]
    marks += [counted(_same(kind), held[kind], kind) for kind in sorted(set(held) - set(kinds))]
    title = Text(zh="意见建议，按类别", en="Feedback by kind")
    return _counts("feedback-by-kind", title, "bars", marks, TIMES)


def feedback_by_unit(figures: Figures) -> Chart:
    """Return the feedback about each unit, the most first."""
    held = Counter[str | None]()
    for (_, unit), count in figures.feedback.items():
        held[unit] += count
    marks = [
        counted(unit_name(figures, unit), count, unit or "none")
        for unit, count in sorted(held.items(), key=lambda each: (-each[1], each[0] or "~"))
    ]
    title = Text(zh="意见建议，按单位", en="Feedback by unit")
    return _counts("feedback-by-unit", title, "bars", marks, TIMES)


def guests_by_kind(figures: Figures) -> Chart:
    """Return the station's guests of each kind."""
    marks = [counted(name, count, kind) for kind, name, count in figures.guests]
    return _counts(
        "guests-by-kind", Text(zh="来访客人，按类别", en="Visitors by kind"), "bars", marks, PEOPLE
    )


def guests_by_slot(figures: Figures) -> Chart:
    """Return the station's guests in each slot."""
    marks = [counted(name, count, slot or "none") for slot, name, count in figures.slots]
    return _counts(
        "guests-by-slot", Text(zh="来访客人，按场次", en="Visitors by slot"), "bars", marks, PEOPLE
    )


def cards_shown(figures: Figures) -> Chart:
    """Return the cards that were shown most."""
    most = sorted(figures.cards.items(), key=lambda each: (-each[1], each[0]))[:MOST_CARDS]
    marks = [counted(figures.card_names.get(card) or _same(card), n, card) for card, n in most]
    title = Text(
        zh=f"看得最多的联系卡（最多列 {MOST_CARDS} 张）",
        en=f"Contact cards shown most (at most {MOST_CARDS})",
    )
    return _counts("cards", title, "bars", marks, TIMES)


def card_apps(figures: Figures) -> Chart:
    """Return the apps that people chose to scan a card with."""
    marks = [counted(name, count, app) for app, name, count in figures.card_apps]
    return _counts(
        "card-apps", Text(zh="用什么扫码", en="Apps chosen to scan with"), "bars", marks, TIMES
    )


def unit_name(figures: Figures, unit: str | None) -> Text:
    """Return a unit's name, or words for none."""
    return figures.units.get(unit) or _same(unit) if unit else NOBODY


def _span(hours: Mapping[int, object]) -> range:
    """Return the hours from the first to the last, and at least those of a day's work."""
    if not hours:
        return range(0)
    return range(min(*hours, OPENS), max(*hours, CLOSES) + 1)


def _counts(
    name: str, title: Text, form: Literal["columns", "bars"], marks: list[Mark], of: Text
) -> Chart:
    return Chart(name, title, form, marks, max((mark.n for mark in marks), default=0), of)


def _hour(hour: int) -> Text:
    return Text(zh=f"{hour}时", en=f"{hour}:00")


def _same(word: str) -> Text:
    return Text(zh=word, en=word)
