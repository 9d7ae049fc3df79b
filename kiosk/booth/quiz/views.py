"""Pages of a quiz: choosing a topic, answering, seeing why, seeing the score."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.quiz import champion, kinds, outcome, rules, service, take_along
from kiosk.booth.quiz.kinds.base import BETWEEN, Asked, QuestionKind
from kiosk.booth.quiz.records import hundredths
from kiosk.clock import milliseconds
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.questions import Question, Topic
from kiosk.shell import offers, sitting, sounds
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
    """One question on screen; `shown_at` is the server's clock in milliseconds.

    `shown` is what its kind shows of it. `answered` are the words of the answer, with `credit` in
    hundredths, once it is given; `so_far` those of an answer that is not whole yet. `has_sound` if
    the verdict is heard at this booth.
    """

    number: int
    total: int
    is_repeat: bool
    topic: Topic
    kind: QuestionKind
    asked: Asked
    shown: Any
    shown_at: int
    dots: list[str]
    next_url: str
    so_far: tuple[str, ...] = ()
    answered: tuple[str, ...] | None = None
    credit: int | None = None
    mode: str = rules.ROUND
    has_sound: bool = False

    @property
    def question(self) -> Question:
        """Return the question."""
        return self.asked.question

    @property
    def is_right(self) -> bool:
        """Return True if the answer is right in all."""
        return self.credit == RIGHT

    @property
    def best(self) -> tuple[str, ...]:
        """Return the words of the right answer."""
        return self.kind.best(self.asked)


RIGHT = 100


def step_of(
    catalog: Catalog, question_id: str, order: Random, number: int, total: int, **given: Any
) -> Step:
    """Return a question as it is shown; `given` are further fields. Raises Unknown."""
    kind, asked = kinds.require(catalog, question_id)
    shown = kind.shown(asked, order)
    topic = catalog.topic_of[question_id]
    return Step(
        number=number, total=total, topic=topic, kind=kind, asked=asked, shown=shown, **given
    )


@bp.get("/")
def topics() -> Response:
    """Offer the topics, the audiences, and the lengths of a round."""
    return topics_page(content.current())


def topics_page(catalog: Catalog) -> Response:
    """Show what there is to choose; for some audiences not what has too few questions for them."""
    held = catalog.pack.topics
    ids = [name for name, _, _ in AUDIENCE_NAMES]
    return render(
        "quiz/topics.html",
        topics=held,
        lengths=rules.LENGTHS,
        audiences=AUDIENCE_NAMES,
        sprinters=[name for name in ids if rules.can_sprint(held, name)],
        lacking={
            topic.id: [name for name in ids if not rules.is_offered(topic, name)] for topic in held
        },
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
            mode=form.get("mode", rules.ROUND),
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
    return render("quiz/question.html", step=round_step(play, number, content.current()))


def round_step(play: service.Round, number: int, catalog: Catalog) -> Step:
    """Return a question of a round as it is shown. Raises Unknown."""
    answer = play.answers[number - 1] if number < play.number else None
    is_last = number == play.total
    return step_of(
        catalog,
        play.question_id(number),
        play.order(number),
        number,
        play.total,
        is_repeat=number > len(play.drawn),
        shown_at=milliseconds(),
        dots=_dots(play, number),
        next_url=url_for("quiz.result") if is_last else f"/quiz/{number + 1}",
        so_far=() if answer else tuple(play.so_far),
        answered=tuple(filter(None, answer.option.split(BETWEEN))) if answer else None,
        credit=hundredths(answer) if answer else None,
        mode=play.mode,
        has_sound=sounds.are_on(),
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
            sent=form.to_dict(flat=False),
            milliseconds=rules.spent(form.get("shown", 0, int), milliseconds()),
        )
    return see("quiz.question", number=number)


@bp.get("/result")
def result() -> AnyResponse:
    """Show the score, what the person now knows, and one thing to do at home."""
    held = sitting.current()
    play = service.round_on_screen(held)
    if held is None or play is None:
        return see("home.home")
    if not play.is_recorded:
        return see("quiz.question", number=play.number)
    return render(
        "quiz/result.html",
        result=outcome.result_of(play, content.current()),
        champion=_standing(held, play),
        offers=offers.after("round"),
        can_take_along=take_along.is_offered(),
    )


def _standing(held: str, play: service.Round) -> champion.Standing | None:
    """Return how a round of mixed kinds stands among those of today."""
    if play.mode != rules.ROUND:
        return None
    points = sum(hundredths(each) for each in play.answers if not each.is_repeat)
    return champion.standing(db.reader(), held, points, len(play.drawn))
