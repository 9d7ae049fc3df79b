"""Pages of a quiz: choosing a topic, answering, seeing why, seeing the score."""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.quiz import rules, service
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Option, Question, Topic
from kiosk.errors import Unknown
from kiosk.shell import sitting
from kiosk.shell.pages import render, see
from kiosk.storage.db import db

bp = Blueprint("quiz", __name__, url_prefix="/quiz")

AUDIENCE_NAMES = (
    ("all", "都可以", "Everyone"),
    ("child", "小朋友", "Children"),
    ("elder", "长辈", "Elders"),
    ("driver", "司机", "Drivers"),
)


@dataclass(frozen=True)
class Step:
    """One question on screen; `shown_at` is the server's clock in milliseconds."""

    number: int
    total: int
    is_repeat: bool
    topic: Topic
    question: Question
    shown_at: int
    answered: str | None
    is_right: bool | None
    dots: list[str]
    next_url: str


@dataclass(frozen=True)
class Missed:
    """A question that was answered wrong, with its right option."""

    question: Question
    right_option: Option


@dataclass(frozen=True)
class Result:
    """How a round went. `learned`: of the question asked again; None if it was right at first."""

    right: int
    total: int
    read_up: Topic | None
    missed: list[Missed]
    learned: bool | None
    topic_id: str
    audience: str
    length: int


@bp.get("/")
def topics() -> Response:
    """Offer the topics, the audiences, and the lengths of a round."""
    return render(
        "quiz/topics.html",
        topics=content.current().pack.topics,
        lengths=rules.LENGTHS,
        audiences=AUDIENCE_NAMES,
    )


@bp.post("/start")
def start() -> AnyResponse:
    """Draw a round and show its first question."""
    form, view = request.form, sitting.view()
    with db.transaction() as tx:
        service.start(
            tx,
            sitting.ensure(),
            content.current(),
            topic_id=form.get("topic", ""),
            audience=form.get("audience") or ("elder" if view.is_elder else "all"),
            length=form.get("length", rules.DEFAULT_LENGTH, int),
            language=view.language,
            is_elder=view.is_elder,
        )
    return see("quiz.question", number=1)


@bp.get("/<int:number>")
def question(number: int) -> AnyResponse:
    """Show a question, or whether the answer given was right, and why."""
    play = service.round_on_screen(sitting.current())
    if play is None:
        return see("home.home")
    if not 1 <= number <= min(play.number, play.total):
        return see("quiz.question", number=min(play.number, play.total))
    return render("quiz/question.html", step=_step(play, number, content.current()))


def _step(play: service.Round, number: int, catalog: Catalog) -> Step:
    question_id = play.question_id(number)
    if question_id not in catalog.questions:
        raise Unknown("这道题已经不在了。", "This question is no longer being asked.")
    answer = play.answers[number - 1] if number < play.number else None
    is_last = number == play.total
    return Step(
        number=number,
        total=play.total,
        is_repeat=number > len(play.drawn),
        topic=catalog.topic_of[question_id],
        question=catalog.questions[question_id],
        shown_at=_milliseconds(),
        answered=answer.option if answer else None,
        is_right=answer.is_right if answer else None,
        dots=_dots(play, number),
        next_url=url_for("quiz.result") if is_last else f"/quiz/{number + 1}",
    )


def _dots(play: service.Round, number: int) -> list[str]:
    """Return for each question whether it was right, wrong, is asked now, or is still to come."""
    done = ["right" if answer.is_right else "wrong" for answer in play.answers]
    dots = done + ["todo"] * (play.total - len(done))
    if number > len(done):
        dots[number - 1] = "now"
    return dots


@bp.post("/<int:number>")
def answer(number: int) -> AnyResponse:
    """Keep an answer; by the time the browser hears of it, it is on disk."""
    form = request.form
    held = sitting.current()
    if held is None:
        return see("home.home")
    with db.transaction() as tx:
        service.answer(
            tx,
            held,
            content.current(),
            number,
            question_id=form.get("question", ""),
            option_id=form.get("option", ""),
            milliseconds=rules.spent(form.get("shown", 0, int), _milliseconds()),
        )
    return see("quiz.question", number=number)


@bp.get("/result")
def result() -> AnyResponse:
    """Show the score, what to read up on, and what was missed."""
    play = service.round_on_screen(sitting.current())
    if play is None:
        return see("home.home")
    if not play.is_recorded:
        return see("quiz.question", number=play.number)
    return render("quiz/result.html", result=_result(play, content.current()))


def _result(play: service.Round, catalog: Catalog) -> Result:
    first, again = play.answers[:-1], play.answers[-1]
    wrong = [catalog.questions.get(each.question) for each in first if not each.is_right]
    missed = [
        Missed(each, next(option for option in each.options if option.is_right))
        for each in wrong
        if each
    ]
    return Result(
        right=sum(each.is_right for each in first),
        total=len(first),
        read_up=rules.read_up(first, catalog.topic_of),
        missed=missed,
        learned=again.is_right if missed else None,
        topic_id=play.topic or "",
        audience=play.audience,
        length=play.length,
    )


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000
