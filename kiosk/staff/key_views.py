"""Change the desk passphrase, and make a new recovery code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import Response, current_app, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.db import db
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.journal import keys, scrub
from kiosk.staff import accounts, sessions
from kiosk.staff.pages import bp, show, signed_in
from kiosk.staff.privacy_views import check_tries, count_try, retry_later
from kiosk.sync import privacy

Made = TypeVar("Made")


@bp.get("/key")
def key_form() -> Response:
    """Offer to change the passphrase and the recovery code; without a key, lead to making one."""
    return _page()


@bp.post("/key/passphrase")
def change_passphrase() -> AnyResponse:
    """Wrap the desk key by a new passphrase; the former one opens nothing from now on."""
    try:
        rewrap_by_passphrase(request.form)
    except (NotAllowed, Refused, Throttled) as error:
        return refused(error, _page)
    return _page(done="passphrase")


@bp.post("/key/recovery-code")
def new_recovery_code() -> AnyResponse:
    """Wrap the desk key by a new recovery code, and show it once; the former one stops."""
    try:
        code = rewrap_by_recovery_code(request.form)
    except (NotAllowed, Refused, Throttled) as error:
        return refused(error, _page)
    return show("staff/recovery.html", recovery_code=code)


def rewrap_by_passphrase(form: Mapping[str, str]) -> None:
    """Wrap the key that is kept here by the new passphrase of a form.

    Raises NotAllowed, Refused, Throttled.
    """

    def change(tx: Connection, event: str) -> None:
        if form.get("passphrase", "") != form.get("passphrase_again", ""):
            raise Refused("两次输入的新口令不一样。", "The two new passphrases differ.")
        keys.change_passphrase(tx, event, form.get("words", ""), form.get("passphrase", ""))

    _change(change, "passphrase-changed")


def rewrap_by_recovery_code(form: Mapping[str, str]) -> str:
    """Wrap the key that is kept here by a new recovery code, and return that.

    Raises NotAllowed, Refused, Throttled.
    """

    def change(tx: Connection, event: str) -> str:
        return keys.change_recovery_code(tx, event, form.get("words", ""))

    return _change(change, "recovery-code-changed")


def _change(change: Callable[[Connection, str], Made], act: str) -> Made:
    """Change how the key is wrapped, record it, and lock every session.

    Raises NotAllowed where the words open nothing (counted and recorded), Refused, Throttled.
    """
    session = signed_in()
    check_tries()
    try:
        with db.transaction() as tx:
            made = change(tx, privacy.key_event(tx))
            accounts.note(tx, session.name, act)
    except NotAllowed:
        count_try(session)
        raise
    sessions.lock_all()
    scrub.scrub(current_app.config["SETTINGS"])
    return made


def refused(error: KioskError, page: Callable[[int, KioskError], Response]) -> Response:
    """Show a page again, which says why the words were not taken."""
    if isinstance(error, Throttled):
        return retry_later(page(429, error), error)
    return page(403 if isinstance(error, NotAllowed) else 409, error)


def _page(code: int = 200, problem: KioskError | None = None, done: str = "") -> Response:
    has_key = keys.has_key(db.reader())
    return show("staff/key.html", code, problem=problem, done=done, has_key=has_key)
