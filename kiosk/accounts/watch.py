"""Put into the staff log what was tried and did not succeed: sign-ins, waits, refused pages.

Whoever stands at a screen could fill the journal by trying on and on. So each kind of failure makes
one record a minute for each account, with the number of tries so far.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from flask import current_app

from kiosk.accounts import accounts
from kiosk.accounts.records import UNKNOWN
from kiosk.storage.db import db

EXTENSION = "kiosk.watch"
PAUSE_SECONDS = 60.0
MOST_KEPT = 1000
_lock = threading.Lock()


@dataclass
class _Tries:
    """Failures of one kind by one account that are not in the log yet, and when it last was."""

    count: int = 0
    noted: float | None = None


def note_failure(name: str) -> None:
    """Note that somebody gave wrong words for an account."""
    _note(_known(name), "sign-in-failed")


def note_wrong_code(name: str) -> None:
    """Note that somebody who gave an account's password gave a wrong code for its second factor."""
    _note(name, "second-factor-failed")


def note_wait(name: str) -> None:
    """Note that somebody has to wait after too many tries."""
    _note(_known(name), "sign-in-throttled")


def note_refusal(name: str, endpoint: str) -> None:
    """Note that a member of staff asked for a page that their role may not open."""
    _note(name, "page-refused", endpoint.removeprefix("staff."))


def _known(name: str) -> str:
    return name if accounts.standing(db.reader(), name) else UNKNOWN


def _note(actor: str, act: str, about: str = "") -> None:
    tries = _count(f"{actor} {act} {about}")
    if tries:
        said = f"{about} ×{tries}" if tries > 1 else about
        with db.transaction() as tx:
            accounts.note(tx, actor, act, said.strip())


def _count(key: str) -> int:
    """Count a failure; return how many to note now, 0 while the last note is too recent."""
    kept: dict[str, _Tries] = current_app.extensions.setdefault(EXTENSION, {})
    now = time.monotonic()
    with _lock:
        if len(kept) > MOST_KEPT:
            kept.clear()
        tries = kept.setdefault(key, _Tries())
        tries.count += 1
        if tries.noted is not None and now - tries.noted < PAUSE_SECONDS:
            return 0
        found, tries.count, tries.noted = tries.count, 0, now
        return found
