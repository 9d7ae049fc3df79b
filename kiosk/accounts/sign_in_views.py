"""The pages for signing in and out."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts, passwords, second_factor, sessions, waiting, watch
from kiosk.accounts import sign_in as entry
from kiosk.accounts.pages import StaffPages, first_page, show, signed_in, staffroom
from kiosk.accounts.roles import EVERYONE
from kiosk.errors import NotAllowed, Throttled
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=EVERYONE, section="staff-page")


@pages.get("/sign-in", allowed=None)
def sign_in_form() -> AnyResponse:
    """Show the sign-in form, or on a new machine the form for the first sign-in."""
    if sessions.first_code():
        return see("staff.first_form")
    return show("staff/sign_in.html", problem=None, name="")


@pages.post("/sign-in", allowed=None)
def sign_in() -> AnyResponse:
    """Sign a member of staff in by password or one-time code. Wrong tries are throttled."""
    name = request.form.get("name", "").strip()[:64]
    try:
        with sessions.trying(f"sign-in {name}"):
            opened = entry.open_account(db.reader(), name, request.form.get("password", ""))
            must_wait = second_factor.has(db.reader(), opened.name)
            if not must_wait:
                with db.transaction() as tx:
                    entry.enter(tx, opened)
    except NotAllowed as error:
        watch.note_failure(name)
        return show("staff/sign_in.html", 403, problem=error, name=name)
    except Throttled:
        watch.note_wait(name)
        raise
    is_short = len(request.form.get("password", "")) < passwords.LEAST  # Of a former version.
    if must_wait:
        waiting.begin(opened, is_short=is_short)
        return see("staff.sign_in_code_form")
    return begin(opened, is_short=is_short)


def begin(opened: entry.Opened, *, is_short: bool) -> AnyResponse:
    """Begin the session of an opened account, and lead on to its first page."""
    sessions.begin(opened.name, opened.role, opened.series)
    if opened.code:
        return see("staff.password_form")
    if is_short:
        return see("staff.password_form", short="1")
    return see(first_page(opened.role))


@pages.post("/lock", is_by_code=True, is_for_set_up=True)
def lock() -> AnyResponse:
    """Sign out and forget the opened key. Go on to the citizens' screen if the form asks for it."""
    session = signed_in()
    with db.transaction() as tx:
        accounts.note(tx, session.name, "lock")
    sessions.end()
    to_screen = request.form.get("to") == "screen" and not staffroom().is_central
    return see("home.idle" if to_screen else "staff.sign_in_form")
