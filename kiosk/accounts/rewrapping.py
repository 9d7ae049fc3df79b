"""Changing the passphrase or the recovery code of the desk key, or of the privacy key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import Response, current_app
from sqlalchemy import Connection

from kiosk.accounts import accounts, sessions
from kiosk.accounts.pages import signed_in
from kiosk.accounts.unlock_views import LOCK, note_failure, retry_later
from kiosk.errors import KioskError, NotAllowed, Refused, Throttled
from kiosk.sealing import keys, privacy, scrub
from kiosk.storage.db import db

Made = TypeVar("Made")


def by_passphrase(form: Mapping[str, str]) -> None:
    """Change the key's passphrase to the one in a form.

    Raises NotAllowed if the present words are wrong, Throttled after too many tries, and Refused
    if the new passphrase is too short, or was typed differently the second time.
    """

    def change(tx: Connection, event: str) -> None:
        if form.get("passphrase", "") != form.get("passphrase_again", ""):
            raise Refused("两次输入的新口令不一样。", "The two new passphrases differ.")
        keys.change_passphrase(tx, event, form.get("words", ""), form.get("passphrase", ""))

    _change(change, "passphrase-changed")


def by_recovery_code(form: Mapping[str, str]) -> str:
    """Change the key's recovery code, and return the new one.

    Raises NotAllowed if the present words are wrong, Refused if there is no key, and Throttled
    after too many tries.
    """

    def change(tx: Connection, event: str) -> str:
        return keys.change_recovery_code(tx, event, form.get("words", ""))

    return _change(change, "recovery-code-changed")


def _change(change: Callable[[Connection, str], Made], act: str) -> Made:
    """Make the change, record it, and lock every session.

    A wrong try is counted and recorded before its NotAllowed is raised again.
    """
    session = signed_in()
    try:
        with sessions.trying(LOCK), db.transaction() as tx:
            made = change(tx, privacy.key_event(tx))
            accounts.note(tx, session.name, act)
    except NotAllowed:
        note_failure(session)
        raise
    sessions.lock_all()
    scrub.scrub(current_app.config["SETTINGS"])
    return made


def refused(error: KioskError, page: Callable[[int, KioskError], Response]) -> Response:
    """Render a page again with the reason why the words were refused."""
    if isinstance(error, Throttled):
        return retry_later(page(429, error), error)
    return page(403 if isinstance(error, NotAllowed) else 409, error)
