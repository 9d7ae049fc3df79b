"""What a sitting has finished, so that it may earn a stamp, until the sitting ends.

A draft that becomes no record: it is kept on this device alone, and goes with the sitting.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from kiosk.journal import drafts

DRAFT = "earned"
_Held = dict[str, str | None]
_decode = msgspec.json.Decoder(_Held).decode


def note(tx: Connection, sitting: str, what: str) -> None:
    """Note that a sitting finished something, such as a `round`; once is enough."""
    held = earned(tx, sitting)
    if what not in held:
        _save(tx, sitting, held | {what: None})


def earned(tx: Connection, sitting: str) -> _Held:
    """Return what a sitting finished, each with what it was used for, or None."""
    state = drafts.load(tx, sitting, DRAFT)
    return _decode(state) if state else {}


def use(tx: Connection, sitting: str, what: str, used_for: str) -> None:
    """Note what something finished was used for."""
    _save(tx, sitting, earned(tx, sitting) | {what: used_for})


def _save(tx: Connection, sitting: str, held: _Held) -> None:
    drafts.save(tx, sitting, DRAFT, msgspec.json.encode(held).decode())


def _forget(_tx: Connection, _sitting: str, _state: str) -> None:
    """Let go what nobody took a stamp for."""


drafts.register(DRAFT, _forget)
