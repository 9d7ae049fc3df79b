"""The slip for somebody who left feedback: ten letters, held while the sitting shows them.

The code stands nowhere else in clear.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for

from kiosk.booth.feedback import codes
from kiosk.booth.feedback.codes import CodeKeys
from kiosk.errors import Throttled
from kiosk.journal import this_device
from kiosk.shell import visitors
from kiosk.shell.sitting_store import SittingStore
from kiosk.storage.db import db

SLIPS: SittingStore[str] = SittingStore()


class NewCode(NamedTuple):
    """A new code and the keys that it makes."""

    letters: str
    keys: CodeKeys


def event_here() -> str:
    """Return the event at which this booth stands."""
    return this_device.event(db.reader())


def prepare() -> NewCode | None:
    """Return a new code, None in a crowd: feedback is kept all the same."""
    letters = codes.new()
    try:
        return NewCode(letters, codes.stretch(letters, event_here()))
    except Throttled:
        return None


def link(code: str) -> str | None:
    """Return the address on which a telephone reads the answer; None if telephones find no page.

    The code is behind the `#`, which browsers do not send and no log holds.
    """
    address = visitors.link(url_for("feedback.answer_form"))
    return f"{address}#{code}" if address else None
