"""Pages of a duel: who plays, the screen in two halves, and each half's own pages in a frame.

Each half is a page of its own, so that one person's taps never disturb the other's page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.quiz.duel import rules, service
from kiosk.booth.quiz.duel.rules import Outcome, Score, Side
from kiosk.booth.quiz.duel.service import Duel, Half, Seat
from kiosk.booth.quiz.views import AUDIENCE_NAMES, round_step
from kiosk.clock import milliseconds
from kiosk.content import service as content
from kiosk.errors import Refused, Unknown
from kiosk.shell import framing, sitting
from kiosk.shell.framing import FRAMING
from kiosk.shell.pages import render, see
from kiosk.shell.sitting import View
from kiosk.storage.db import db

bp = Blueprint("duel", __name__, url_prefix="/quiz/duel")

FRAMED = ("duel.side", "duel.question", "duel.answer", "duel.done")
NAMES = {name: (zh, en) for name, zh, en in AUDIENCE_NAMES} | {"adult": ("成年人", "Adults")}
USUAL = (Seat("elder", is_large=True), Seat("child", is_large=False))
"""A grandparent against a grandchild."""


@dataclass(frozen=True)
class Label:
    """Whose half it is."""

    side: Side
    name: str
    audience: tuple[str, str]
    is_large: bool


@dataclass(frozen=True)
class Result:
    """How a duel went, as one side sees it."""

    outcome: Outcome
    own: Score
    other: Score
    own_label: Label
    other_label: Label
    is_left_by_own: bool


@bp.before_request
def _frame() -> None:
    if request.endpoint in FRAMED:
        framing.frame()


@bp.get("")
def setup() -> Response:
    """Ask who plays on which side."""
    duel = service.duel_on_screen(sitting.current())
    seats = _seats_of(duel) if duel else USUAL
    return render(
        "quiz/duel/setup.html",
        seats=list(zip(rules.SIDES, seats, strict=True)),
        audiences=AUDIENCE_NAMES,
        is_under_way=bool(duel and not duel.is_over),
        questions=len(rules.LEVELS),
    )


@bp.post("")
def start() -> AnyResponse:
    """Draw the questions of both sides and show the halves."""
    left, right = (
        Seat(
            request.form.get(side, usual.audience),
            is_large=request.form.get(f"{side}_large") == "yes",
        )
        for side, usual in zip(rules.SIDES, USUAL, strict=True)
    )
    with db.transaction() as tx:
        service.start(
            tx,
            sitting.ensure(),
            content.current(),
            left,
            right,
            language=sitting.view().language,
        )
    return see("duel.play")


@bp.get("/play")
def play() -> AnyResponse:
    """Show both halves."""
    duel = service.duel_on_screen(sitting.current())
    if duel is None:
        return see("duel.setup")
    response = render("quiz/duel/play.html", labels=[_label(duel, side) for side in rules.SIDES])
    response.headers["Content-Security-Policy"] = FRAMING
    return response


@bp.post("/end")
def end() -> AnyResponse:
    """End a duel that one side has left."""
    try:
        with db.transaction() as tx:
            service.end(tx, sitting.ensure())
    except (Refused, Unknown):
        pass  # The page that follows shows where the duel stands.
    return see("duel.play")


@bp.get("/<any(left, right):side>")
def side(side: Side) -> AnyResponse:
    """Show the page at which a side is."""
    duel = service.duel_on_screen(sitting.current())
    if duel is None:
        return render("quiz/duel/over.html")
    if duel.is_over:
        return see("duel.done", side=side)
    return see("duel.question", side=side, number=duel.half(side).on_screen)


@bp.get("/<any(left, right):side>/<int:number>")
def question(side: Side, number: int) -> AnyResponse:
    """Show a side's question, or whether its answer was right, and why."""
    held = sitting.current()
    duel = service.duel_on_screen(held)
    if held is None or duel is None:
        return see("duel.side", side=side)
    half = duel.half(side)
    play = half.play
    if not 1 <= number <= min(play.number, play.total) or (duel.is_over and not play.is_over):
        return see("duel.side", side=side)
    if number == play.number and not half.shown_at:
        with db.transaction() as tx:
            service.show(tx, held, side, milliseconds())
    sitting.show_as(View(sitting.view().language, play.is_elder))
    is_last = number == play.total
    following = (
        url_for("duel.done", side=side)
        if is_last
        else url_for("duel.question", side=side, number=number + 1)
    )
    step = replace(round_step(play, number, content.current()), next_url=following)
    return render("quiz/duel/question.html", step=step, label=_label(duel, side))


@bp.post("/<any(left, right):side>/<int:number>")
def answer(side: Side, number: int) -> AnyResponse:
    """Keep a side's answer. A form of another duel, or nonsense, leads to where the side is."""
    form, held = request.form, sitting.current()
    if held is None:
        return see("duel.side", side=side)
    try:
        with db.transaction() as tx:
            service.answer(
                tx,
                held,
                content.current(),
                side,
                number,
                question_id=form.get("question", ""),
                sent=form.to_dict(flat=False),
                now=milliseconds(),
            )
    except Unknown:
        return see("duel.side", side=side)
    return see("duel.question", side=side, number=number)


@bp.get("/<any(left, right):side>/done")
def done(side: Side) -> AnyResponse:
    """Let a side that has finished wait for the other, then show the result."""
    duel = service.duel_on_screen(sitting.current())
    if duel is None or not (duel.is_over or duel.half(side).play.is_over):
        return see("duel.side", side=side)
    half, other = duel.half(side), duel.half(_other(side))
    sitting.show_as(View(sitting.view().language, half.play.is_elder))
    label = _label(duel, side)
    if not duel.is_over:
        return render("quiz/duel/waiting.html", label=label, own=half.score, other=other.score)
    return render("quiz/duel/result.html", label=label, result=_result(duel, side))


def _result(duel: Duel, side: Side) -> Result:
    half, other = duel.half(side), duel.half(_other(side))
    return Result(
        outcome=rules.outcome(half.score, other.score),
        own=half.score,
        other=other.score,
        own_label=_label(duel, side),
        other_label=_label(duel, _other(side)),
        is_left_by_own=not half.play.is_over,
    )


def _label(duel: Duel, side: Side) -> Label:
    play = duel.half(side).play
    return Label(side, play.audience, NAMES.get(play.audience, NAMES["all"]), play.is_elder)


def _seats_of(duel: Duel) -> tuple[Seat, Seat]:
    return _seat(duel.left), _seat(duel.right)


def _seat(half: Half) -> Seat:
    return Seat(half.play.audience, is_large=half.play.is_elder)


def _other(side: Side) -> Side:
    return "right" if side == "left" else "left"
