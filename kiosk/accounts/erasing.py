"""Finish what erases: lock every session, and take what was erased out of the files."""

from __future__ import annotations

from flask import current_app

from kiosk.accounts import sessions
from kiosk.sealing import due, scrub


def finish_erasing() -> bool:
    """Lock every session, and take what was erased out of the files; tell whether that is done."""
    sessions.lock_all()
    due.look_again()
    return scrub.scrub(current_app.config["SETTINGS"])
