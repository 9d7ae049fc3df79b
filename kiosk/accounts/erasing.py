"""The last step of every erasure: locking the sessions and scrubbing the files."""

from __future__ import annotations

from flask import current_app

from kiosk.accounts import sessions
from kiosk.sealing import due, scrub


def finish_erasing() -> bool:
    """Lock every session and scrub the files. Return True if the scrub is complete."""
    sessions.lock_all()
    due.look_again()
    return scrub.scrub(current_app.config["SETTINGS"])
