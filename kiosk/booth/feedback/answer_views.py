"""Pages where a code shows how feedback stands and opens its answer, and where it erases both."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.feedback import answers, codes
from kiosk.booth.feedback.codes import CodeKeys
from kiosk.booth.feedback.owners_view import OwnersView
from kiosk.booth.feedback.slips import SLIPS, event_here, link
from kiosk.booth.feedback.views import bp
from kiosk.clock import local
from kiosk.content import service as content
from kiosk.content.parts import Text
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled, Unknown
from kiosk.sealing import scrub
from kiosk.shell import qr, sitting
from kiosk.shell.pages import render, see
from kiosk.shell.sitting_store import SittingStore
from kiosk.shell.throttle import Throttle
from kiosk.storage.db import db

THROTTLE, CODES = "kiosk.feedback-codes", "feedback code"


@dataclass(frozen=True)
class Asked:
    """The keys of the code that a sitting gave, or why it was refused."""

    code: CodeKeys | None = None
    problem: Text | None = None


ASKED: SittingStore[Asked] = SittingStore()


@bp.get("/code.svg")
def code_image() -> Response:
    """Send this sitting's code as a QR code: the page on the phone, else the letters alone."""
    code = SLIPS.get(sitting.current())
    if code is None:
        raise Unknown("这里没有可显示的码。", "There is no code to show here.")
    return Response(qr.svg((link(code) or code).encode()), content_type="image/svg+xml")


@bp.get("/answer")
def answer_form() -> Response:
    """Ask for the code."""
    held = ASKED.get(sitting.current()) if "again" in request.args else None
    return render("feedback/answer.html", problem=held.problem if held else None)


@bp.post("/answer")
def answer() -> AnyResponse:
    """Look the code up; its keys stay in memory and are never part of an address."""
    event = event_here()
    try:
        code, found = look_up(codes.read(request.form.get("code", "")), event)
    except (NotAllowed, Refused, Throttled) as problem:
        return _refuse(problem)
    if found.release and found.sealed and not found.is_erased:
        with db.transaction() as tx:
            answers.note_read(tx, event, code, found.release)
    ASKED.keep(sitting.ensure(), Asked(code))
    return see("feedback.answer_held")


def look_up(letters: str, event: str) -> tuple[CodeKeys, OwnersView]:
    """Return the keys that a code makes, and its piece.

    Raises NotAllowed, and Throttled after too many wrong ones. Wrong codes are counted for each
    address, so a phone that guesses has to wait, and people at the screen do not.
    """
    throttle: Throttle = current_app.extensions.setdefault(THROTTLE, Throttle())
    with throttle.trying(CODES, str(request.remote_addr)):
        code = codes.stretch(letters, event)
        return code, answers.find(db.reader(), event, code.mark)


def _refuse(problem: KioskError) -> AnyResponse:
    """Lead back to the form, which says why."""
    said = Text(zh=problem.zh, en=problem.en)
    ASKED.keep(sitting.ensure(), Asked(problem=said))
    return see("feedback.answer_form", again=1)


@bp.get("/answer/held")
def answer_held() -> AnyResponse:
    """Show how the piece stands, and its answer where one was released."""
    held = ASKED.get(sitting.current())
    if held is None or held.code is None:
        return see("feedback.answer_form")
    catalog = content.current()
    try:
        found = answers.find(db.reader(), event_here(), held.code.mark)
        text = answers.open_answer(found, held.code)
    except NotAllowed as problem:
        return _refuse(problem)
    return render(
        "feedback/answer_held.html",
        found=found,
        text=text,
        kind=catalog.feedback.get(found.kind),
        unit=catalog.units.get(found.unit or ""),
        given_at=local(found.given_at),
    )


@bp.post("/answer/erase")
def answer_erase() -> AnyResponse:
    """Erase what is sealed under the code that was looked up."""
    held = ASKED.get(sitting.current())
    if held is None or held.code is None:
        return see("feedback.answer_form")
    with db.transaction() as tx:
        answers.erase(tx, event_here(), held.code)
    scrub.scrub(current_app.config["SETTINGS"])
    ASKED.drop(sitting.ensure())
    return see("feedback.answer_erased")


@bp.get("/answer/erased")
def answer_erased() -> Response:
    """Show that it is erased, and what is kept."""
    return render("feedback/answer_erased.html")
