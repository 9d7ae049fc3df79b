"""Pages of a class: setting up, a question with its count, why, how the class did."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz import rules as quiz_rules
from kiosk.booth.quiz import service as quiz
from kiosk.booth.quiz.classroom import outcome, rules, service
from kiosk.booth.quiz.classroom.records import LEFT, RIGHT, ClassAnswer, were_right
from kiosk.booth.quiz.kinds.base import Asked, QuestionKind, optioned
from kiosk.booth.quiz.views import AUDIENCE_NAMES
from kiosk.clock import milliseconds
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.parts import FileName, Text
from kiosk.content.questions import Question, Topic
from kiosk.shell import sitting
from kiosk.shell.pages import render, see
from kiosk.storage.db import db

bp = Blueprint("classroom", __name__, url_prefix="/quiz/class")


@dataclass(frozen=True)
class SetUp:
    """What the set-up page has chosen; `few` are the questions that there are, where too few."""

    topic: str
    audience: str
    length: int
    people: int
    few: int | None


@dataclass(frozen=True)
class Side:
    """One side of the screen; once answered, with how many stood there and whether it is right."""

    name: str
    text: Text
    picture: FileName | None
    stood: int | None
    is_right: bool


@dataclass(frozen=True)
class Step:
    """One question on screen, and once it is `answered`, how many `were_right`.

    `shown_at` is the server's clock in milliseconds; `can_take_back` says that the count may still
    be put right.
    """

    play: service.ClassPlay
    number: int
    topic: Topic
    question: Question
    sides: tuple[Side, Side]
    answered: ClassAnswer | None
    were_right: int
    shown_at: int
    next_url: str
    can_take_back: bool

    @property
    def right_side(self) -> Side:
        """Return the side of the right answer."""
        return next(side for side in self.sides if side.is_right)

    @property
    def dots(self) -> list[str]:
        """Return for each question whether it is done, asked now, or still to come."""
        done = ["done"] * len(self.play.answers)
        dots = done + ["todo"] * (self.play.total - len(done))
        if not self.answered:
            dots[self.number - 1] = "now"
        return dots


@bp.get("")
def set_up() -> Response:
    """Offer topics, audiences and lengths; the number of people starts."""
    catalog, asked = content.current(), request.args
    chosen = _chosen(asked, catalog)
    return render(
        "quiz/class/set_up.html",
        chosen=chosen,
        topics=catalog.pack.topics,
        audiences=sorted(AUDIENCE_NAMES, key=lambda each: each[0] != rules.DEFAULT_AUDIENCE),
        lengths=rules.LENGTHS,
        numbers=range(rules.LEAST_PEOPLE, rules.MOST_PEOPLE + 1),
    )


def _chosen(asked: MultiDict[str, str], catalog: Catalog) -> SetUp:
    """Return what an address asks for, each nonsense replaced by the default."""
    topic, audience = asked.get("topic", ""), asked.get("audience", "")
    topic = topic if topic in catalog.topics else ""
    is_known = audience in {name for name, *_ in AUDIENCE_NAMES}
    audience = audience if is_known else rules.DEFAULT_AUDIENCE
    length = asked.get("length", 0, int)
    length = length if length in rules.LENGTHS else rules.LENGTHS[0]
    people = asked.get("people", 0, int)
    is_started = rules.LEAST_PEOPLE <= people <= rules.MOST_PEOPLE
    held = rules.suited(quiz.topics_of(catalog, topic), audience)
    few = held if is_started and held < length else None
    return SetUp(topic, audience, length, people, few)


@bp.post("/start")
def start() -> AnyResponse:
    """Draw a round and show its first question; where there are too few, ask whether they do."""
    form, view, catalog = request.form, sitting.view(), content.current()
    topic, audience = form.get("topic", ""), form.get("audience", rules.DEFAULT_AUDIENCE)
    length, people = form.get("length", rules.LENGTHS[0], int), form.get("people", 0, int)
    held = rules.suited(quiz.topics_of(catalog, topic), audience)
    is_enough = held >= length or (held > 0 and bool(form.get("is_enough")))
    if length in rules.LENGTHS and not is_enough:
        chosen = {"topic": topic, "audience": audience, "length": length, "people": people}
        return see("classroom.set_up", **chosen)
    with db.transaction() as tx:
        service.start(
            tx,
            sitting.ensure(),
            catalog,
            people=people,
            topic_id=topic,
            audience=audience,
            length=length,
            language=view.language,
            is_elder=view.is_elder,
        )
    return see("classroom.question", number=1)


@bp.get("/<int:number>")
def question(number: int) -> AnyResponse:
    """Show a question with its two sides, or how many were right, and why."""
    play = service.round_on_screen(sitting.current())
    if play is None:
        return see("classroom.set_up")
    if not 1 <= number <= min(play.number, play.total):
        return see("classroom.question", number=min(play.number, play.total))
    return render("quiz/class/question.html", step=_step(play, number, content.current()))


def _step(play: service.ClassPlay, number: int, catalog: Catalog) -> Step:
    name = play.drawn[number - 1]
    kind, asked = kinds.require(catalog, name)
    answer = play.answers[number - 1] if number < play.number else None
    is_last = number == play.total
    return Step(
        play=play,
        number=number,
        topic=catalog.topic_of[name],
        question=asked.question,
        sides=_sides(kind, asked, rules.sides_of(kind, asked, play.order(number)), play, answer),
        answered=answer,
        were_right=were_right(answer, play.people) if answer else 0,
        shown_at=milliseconds(),
        next_url="" if is_last else url_for("classroom.question", number=number + 1),
        can_take_back=number == len(play.answers) and not play.is_recorded,
    )


def _sides(
    kind: QuestionKind,
    asked: Asked,
    held: rules.Sides,
    play: service.ClassPlay,
    answer: ClassAnswer | None,
) -> tuple[Side, Side]:
    def side(name: str, word: str) -> Side:
        text = kind.said(asked, word)
        option = optioned(asked.question.options, word)
        stood = None
        if answer:
            stood = answer.stood_left if name == LEFT else play.people - answer.stood_left
        return Side(
            name=name,
            text=text or Text(zh=word),
            picture=option.picture if option else None,
            stood=stood,
            is_right=name == held.best,
        )

    return side(LEFT, held.left), side(RIGHT, held.right)


@bp.post("/<int:number>")
def answer(number: int) -> AnyResponse:
    """Keep how many stood on the left; by the time the browser hears of it, it is on disk."""
    form, held = request.form, sitting.current()
    if held is None:
        return see("classroom.set_up")
    with db.transaction() as tx:
        service.answer(
            tx,
            held,
            content.current(),
            number,
            question_id=form.get("question", ""),
            stood_left=form.get("stood", None, int),
            milliseconds=quiz_rules.spent(form.get("shown", 0, int), milliseconds()),
        )
    return see("classroom.question", number=number)


@bp.post("/<int:number>/undo")
def take_back(number: int) -> AnyResponse:
    """Take the count of a question back, and ask for it again."""
    held = sitting.current()
    if held is None:
        return see("classroom.set_up")
    with db.transaction() as tx:
        service.take_back(tx, held, number)
    return see("classroom.question", number=number)


@bp.post("/finish")
def finish() -> AnyResponse:
    """Make the round a record, and show how the class did."""
    held = sitting.current()
    if held is None:
        return see("classroom.set_up")
    with db.transaction() as tx:
        service.finish(tx, held)
    return see("classroom.result")


@bp.get("/result")
def result() -> AnyResponse:
    """Show how the class did, once its round is a record."""
    play = service.round_on_screen(sitting.current())
    if play is None:
        return see("classroom.set_up")
    if not play.is_recorded:
        return see("classroom.question", number=min(play.number, play.total))
    return render("quiz/class/result.html", result=outcome.outcome_of(play, content.current()))
