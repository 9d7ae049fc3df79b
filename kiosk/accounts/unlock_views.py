"""The pages that open the desk key for one session, and lock it again."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts, roles, sessions
from kiosk.accounts.pages import StaffPages, first_page, may_open, show, signed_in
from kiosk.accounts.roles import UNLOCKING
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.journal import this_device
from kiosk.sealing import keys, privacy
from kiosk.sealing.opening import Opener
from kiosk.shell.pages import SEE_OTHER
from kiosk.storage.db import db

pages = StaffPages(allowed=UNLOCKING, section="unlock")

LOCK = "unlock"
"""The throttle's name for tries at the desk key, whichever page asks for its words."""

MOST_REASON = 200


@pages.get("/unlock")
def unlock_form() -> Response:
    """Ask for the desk passphrase."""
    return _ask()


@pages.post("/unlock")
def unlock() -> AnyResponse:
    """Open the desk key for this session, or lock it again, and redirect to `next`."""
    session = signed_in()
    if "lock" in request.form:
        if session.is_unlocked:
            with db.transaction() as tx:
                accounts.note(tx, session.name, "lock-names")
        session.lock()
        return redirect(_after(), SEE_OTHER)
    words, event = request.form.get("passphrase", ""), privacy.key_event(db.reader())
    try:
        reason = _reason()
        with sessions.trying(LOCK):
            key = keys.open_key(db.reader(), event, words)
    except NotAllowed as error:
        note_failure(session)
        return _ask(403, error)
    except Throttled as error:
        return retry_later(_ask(429, error), error)
    except Refused as error:
        return _ask(409, error)
    with db.transaction() as tx:
        accounts.note(tx, session.name, "unlock", reason)
        keys.strengthen(tx, event, words, key)
        privacy.hand_over(tx, key)
    session.key = bytearray(key)
    return redirect(_after(), SEE_OTHER)


def _reason() -> str:
    """Return the reason given for unlocking. Raises Refused if it is missing at central."""
    reason = request.form.get("reason", "").strip()[:MOST_REASON]
    if current_app.config["IS_CENTRAL"] and not reason:
        raise Refused("在中心解锁要写明原因。", "Give a reason to unlock at central.")
    return reason


def desk_opener(tx: Connection, session: sessions.Session) -> Opener | None:
    """Return an opener for what this desk's event sealed, for all who may unlock the desk.

    What people typed of their own accord is for fewer eyes; see `opener`.
    """
    key = session.key
    return Opener(tx, this_device.event(tx), bytes(key)) if key else None


def opener(tx: Connection, session: sessions.Session) -> Opener | None:
    """Return an opener for sealed text if the session is unlocked and its role may read it.

    At a desk it opens what the present event sealed, at central what every device sealed.
    """
    key = session.key
    if key is None or not may_read(session):
        return None
    is_central = current_app.config["IS_CENTRAL"]
    return Opener(tx, None if is_central else this_device.event(tx), bytes(key))


def may_read(session: sessions.Session) -> bool:
    """Return True if a session's role may read what people typed, on this machine."""
    return roles.may_read_sealed(session.role, is_central=current_app.config["IS_CENTRAL"])


def note_failure(session: sessions.Session) -> None:
    """Record that wrong words were given."""
    with db.transaction() as tx:
        accounts.note(tx, session.name, "unlock-failed")


def retry_later(response: Response, error: Throttled) -> Response:
    """Add a Retry-After header to a response, and return it."""
    response.headers["Retry-After"] = str(error.wait)
    return response


def _ask(code: int = 200, problem: KioskError | None = None) -> Response:
    return show(
        "staff/unlock.html",
        code,
        problem=problem,
        after=_after(),
        has_key=privacy.has_key(db.reader()),
        may_read=may_read(signed_in()),
        given=request.form,
    )


def _after() -> str:
    """Return the address to go on to: the page that asked, or else where sealed text is read."""
    path = request.values.get("next", "")
    if path.startswith("/staff/") and "\\" not in path and path.isprintable():
        return path
    role = signed_in().role
    may_read = may_open(signed_in(), "staff.feedback")
    return url_for("staff.feedback" if may_read else first_page(role))
