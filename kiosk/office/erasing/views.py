"""Erase what is sealed: of a whole event when its day has come, or of one visit on request."""

from __future__ import annotations

from datetime import date

from flask import Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts
from kiosk.accounts.erasing import finish_erasing
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import SEALED
from kiosk.clock import typed_day
from kiosk.errors import KioskError, Refused
from kiosk.sealing import due, erasure, scrub
from kiosk.storage.db import db

pages = StaffPages(allowed=SEALED, section="erase")


@pages.get("/erase", menu=MenuEntry("删除", "Erasing", "people", 3))
def erase_form() -> Response:
    """Show what is still sealed, until when, and ask for today's date to erase it."""
    return _page()


@pages.post("/erase")
def erase() -> AnyResponse:
    """Erase all that is sealed of an event, with its key and its list of invited guests."""
    form, session = request.form, signed_in()
    try:
        given = read_typed_day(form.get("today", ""))
        with db.transaction() as tx:
            held = next((each for each in due.listed(tx) if each.event == form["event"]), None)
            if held is None:
                raise Refused(
                    "这个活动已经没有密封内容了。", "Nothing of this event is sealed any more."
                )
            erasure.check_date(given, held.due, may_be_early="early" in form)
            erasure.erase_event(tx, held.event)
            accounts.note(tx, session.name, "erase-event", held.event)
    except Refused as error:
        return _page(409, error)
    return _page(gone=held, is_clean=finish_erasing())


def read_typed_day(text: str) -> date:
    """Return a date as people type it. Raises Refused."""
    if day := typed_day(text):
        return day
    raise Refused(
        "请按 2026-12-20 这样填今天的日期。没有删除任何内容。",
        "Type today's date like 2026-12-20. Nothing was erased.",
    )


def _page(
    code: int = 200,
    problem: KioskError | None = None,
    gone: due.Sealed | None = None,
    is_clean: bool = True,
) -> Response:
    return show(
        "erasing/erase.html",
        code,
        problem=problem,
        held=due.listed(db.reader()),
        gone=gone,
        is_clean=is_clean,
        copies=[path.name for path in scrub.copies(current_app.config["SETTINGS"])],
        given=request.form,
    )
