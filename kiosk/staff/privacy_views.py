"""Open what is sealed for one session, and lock it again."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.db import db
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.journal import desk, keys
from kiosk.shell.pages import SEE_OTHER
from kiosk.staff import accounts, roles, sessions
from kiosk.staff.pages import bp, show, signed_in

LOCK = "unlock"
"""The one lock whose wrong tries are counted, wherever words for the desk key are asked for."""


@bp.get("/unlock")
def unlock_form() -> Response:
    """Ask for the desk passphrase."""
    return _ask()


@bp.post("/unlock")
def unlock() -> AnyResponse:
    """Open the desk key for this session, or lock it again; then go on to `next`."""
    session = signed_in()
    if "lock" in request.form:
        if session.is_unlocked:
            with db.transaction() as tx:
                accounts.note(tx, session.name, "lock-names")
        session.lock()
        return redirect(_after(), SEE_OTHER)
    here = desk.place(db.reader())
    try:
        check_tries()
        key = keys.open_key(
            db.reader(), here.event if here else "", request.form.get("passphrase", "")
        )
    except NotAllowed as error:
        count_try(session)
        return _ask(403, error)
    except Throttled as error:
        return retry_later(_ask(429, error), error)
    except Refused as error:
        return _ask(409, error)
    with db.transaction() as tx:
        accounts.note(tx, session.name, "unlock")
    session.key = key
    return redirect(_after(), SEE_OTHER)


def check_tries() -> None:
    """Raise Throttled where wrong words were given too often."""
    sessions.front_desk().throttle.check(LOCK)


def count_try(session: sessions.Session) -> None:
    """Count and record that wrong words were given."""
    sessions.front_desk().throttle.count(LOCK)
    with db.transaction() as tx:
        accounts.note(tx, session.name, "unlock-failed")


def retry_later(response: Response, error: Throttled) -> Response:
    """Say in the answer's head too how long to wait."""
    response.headers["Retry-After"] = str(error.wait)
    return response


def _ask(code: int = 200, problem: KioskError | None = None) -> Response:
    return show(
        "staff/unlock.html",
        code,
        problem=problem,
        after=_after(),
        has_key=keys.has_key(db.reader()),
        may_read=signed_in().role in roles.SEALED,
    )


def _after() -> str:
    """Return the staff's page to go on to: the one that asked, else where sealed text is read."""
    path = request.values.get("next", "")
    if path.startswith("/staff/") and "\\" not in path and path.isprintable():
        return path
    may_read = roles.may_open(signed_in().role, "staff.feedback")
    return url_for("staff.feedback" if may_read else "staff.overview")
