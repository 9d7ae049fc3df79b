"""Staff pages on what citizens do not know: all questions by their answers, and one closely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from kiosk.accounts.pages import MenuEntry, StaffPages, chosen_event, show
from kiosk.accounts.roles import OVERVIEW
from kiosk.booth.quiz.analysis import answer_counts, flags
from kiosk.booth.quiz.analysis.answer_counts import AnswerCounts
from kiosk.booth.quiz.analysis.figures import (
    Analysis,
    OptionFigures,
    QuestionFigures,
    analyse,
    analyse_one,
)
from kiosk.booth.quiz.analysis.flags import Flag
from kiosk.content import editions
from kiosk.content.editions import Known
from kiosk.content.parts import Text
from kiosk.counts import choices
from kiosk.counts.choices import Choices
from kiosk.counts.filters import Filters
from kiosk.counts.statistics import between, said
from kiosk.journal import events
from kiosk.shell import computing
from kiosk.shell.charts.model import Chart, Mark, estimated
from kiosk.storage.db import db

pages = StaffPages(allowed=OVERVIEW, section="questions")

AUDIENCES = {
    "all": Text(zh="没选人群", en="None chosen"),
    "child": Text(zh="小朋友", en="Children"),
    "adult": Text(zh="成年人", en="Adults"),
    "elder": Text(zh="长辈", en="Elders"),
    "driver": Text(zh="司机", en="Drivers"),
}
SORTS = {
    "weakest": Text(zh="最不会的在前", en="Weakest first"),
    "misleading": Text(zh="最误导的在前", en="Most misleading first"),
    "slowest": Text(zh="最慢的在前", en="Slowest first"),
    "id": Text(zh="按编号", en="By id"),
}
KEYS: dict[str, Callable[[QuestionFigures], Any]] = {
    "weakest": lambda each: (each.right.value is None, each.right.value, each.id),
    "misleading": lambda each: (each.misleads is None, -(each.misleads or 0), each.id),
    "slowest": lambda each: (-each.seconds.median if each.seconds else 0, each.id),
    "id": lambda each: each.id,
}
FIELDS = ("event", "since", "until", "unit", "booth", "pack", "topic", "audience", "sort")


@dataclass(frozen=True)
class Look:
    """What a page of questions looks at, as its address asks."""

    filters: Filters
    offered: Choices
    packs: Known
    topic: str
    audience: str
    sort: str
    is_flagged: bool

    @property
    def query(self) -> dict[str, str]:
        """Return what was asked for, as the fields of links."""
        given = {name: request.args[name] for name in FIELDS if request.args.get(name)}
        return given | ({"flagged": "yes"} if self.is_flagged else {})


def _look() -> Look:
    """Read what is asked for; all days if none are named. Raises Refused."""
    reader, event = db.reader(), chosen_event()
    packs = editions.packs(reader)
    offered = choices.offered(reader, event, packs)
    asked = {"since": ""} | request.args.to_dict()
    sort = asked.get("sort", "")
    return Look(
        filters=choices.read_filters(asked, event, offered),
        offered=offered,
        packs=packs,
        topic=asked.get("topic", ""),
        audience=asked.get("audience", ""),
        sort=sort if sort in SORTS else "weakest",
        is_flagged="flagged" in asked,
    )


def _counts(look: Look) -> AnswerCounts | Response:
    """Return what was counted, or the page that shows how far the counting is."""
    extent = answer_counts.extent(db.reader(), look.filters)
    task = computing.held().ask(
        (look.filters, extent), lambda tx, note: answer_counts.count(tx, look.filters, note)
    )
    if task.problem:
        raise task.problem
    if not task.ended.is_set():
        return show("overview/computing.html", task=task, total=extent.rounds)
    counted: AnswerCounts = task.result
    return counted


@pages.get("/questions", menu=MenuEntry("题目分析", "Questions", "results", 1))
def questions() -> Response:
    """List the questions that were answered, and the topics by audience."""
    look = _look()
    counted = _counts(look)
    if isinstance(counted, Response):
        return counted
    found = analyse(counted, look.packs, look.audience or None)
    noted = _flags(found)
    return show(
        "quiz/staff/questions.html",
        look=look,
        found=found,
        rows=_chosen(found, look, noted),
        flags=noted,
        **_words(look),
    )


@pages.get("/questions/<path:question_id>")
def question(question_id: str) -> Response:
    """Show one question: its words, who chose what, and what an editor should know."""
    look = _look()
    counted = _counts(look)
    if isinstance(counted, Response):
        return counted
    audience = look.audience or None
    figures = analyse_one(counted, look.packs, question_id, audience)
    usual = flags.usual_seconds(analyse(counted, look.packs, audience).questions.values())
    return show(
        "quiz/staff/question.html",
        look=look,
        figures=figures,
        flags=flags.flags(figures, usual),
        usual=usual,
        chart=_chart(figures),
        **_words(look),
    )


def _words(look: Look) -> dict[str, Any]:
    """Return the words and choices that the pages of questions share."""
    return {
        "said": said,
        "between": between,
        "sorts": SORTS,
        "audience_names": AUDIENCES,
        "topics": {topic.id: topic.name for topic in look.packs.names.topics.values()},
        "event": look.filters.event,
        "events": events.names(db.reader()),
    }


def _flags(found: Analysis) -> dict[str, list[Flag]]:
    usual = flags.usual_seconds(found.questions.values())
    return {name: flags.flags(each, usual) for name, each in found.questions.items()}


def _chosen(found: Analysis, look: Look, noted: dict[str, list[Flag]]) -> list[QuestionFigures]:
    """Return the questions asked for, in the order asked for."""
    rows = [
        each
        for each in found.questions.values()
        if look.topic in ("", each.topic.id if each.topic else "unknown")
        and (noted[each.id] or not look.is_flagged)
    ]
    return sorted(rows, key=KEYS[look.sort])


def _chart(figures: QuestionFigures) -> Chart:
    """Return the chart of a question's options; the right one is marked."""
    marks = [_mark(option) for option in figures.options]
    title = Text(zh="各选项占比", en="Share of each option")
    value, people = Text(zh="占比", en="Share"), Text(zh="人数（n）", en="People (n)")
    return Chart("options", title, "bars", marks, 1, value, people)


def _mark(option: OptionFigures) -> Mark:
    text = option.text or Text(zh=option.id, en=option.id)
    if option.is_right:
        text = Text(zh=f"✓ {text.zh}（正确）", en=f"✓ {text.en} (right)")
    made = estimated(text, option.share, "share", option.id)
    return Mark(
        made.name, made.value, made.said, option.n, made.low, made.high, made.between, made.key
    )
