"""Show today's list of invited guests, and what of it stays on this laptop."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.pages import StaffPages, signed_in
from kiosk.accounts.roles import DESK
from kiosk.accounts.searching import look_for, sought
from kiosk.booth.checkin import invitations
from kiosk.booth.checkin.reception import guests
from kiosk.booth.checkin.reception.pages import event, page
from kiosk.errors import KioskError, Refused
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="invited")


@pages.get("/reception/invited")
def reception_invited() -> Response:
    """Show the first guests of the list, once it is unlocked, or those who were looked for."""
    return _list(sought("staff.reception_invited"))


@pages.post("/reception/invited/find")
def reception_invited_find() -> AnyResponse:
    """Look for the guests whose names hold the words, which the session alone keeps."""
    return look_for("staff.reception_invited", guests.MOST_LETTERS)


def _list(words: str = "", code: int = 200, problem: KioskError | None = None) -> Response:
    session = signed_in()
    found = guests.search(db.reader(), session, event(), words) if session.is_unlocked else []
    return page(
        "invited",
        code,
        problem,
        words=words,
        guests=found[: guests.MOST_SHOWN],
        has_more=len(found) > guests.MOST_SHOWN,
        most=guests.MOST_SHOWN,
        kept=invitations.kept(db.reader(), event()),
        today=clock.today().isoformat(),
    )


@pages.post("/reception/invited/clear")
def reception_invited_clear() -> AnyResponse:
    """Drop the lists from this laptop, where the form says that this is meant."""
    session = signed_in()
    if "sure" not in request.form:
        problem = Refused("请先勾选“确定删除”。", "Tick that you mean it, then delete the list.")
        return _list(code=409, problem=problem)
    with db.transaction() as tx:
        count = invitations.clear(tx, event())
        accounts.note(tx, session.name, "invite-clear", str(count))
    session.opened = {}
    return see("staff.reception_invited")
