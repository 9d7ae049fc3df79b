"""Taps: the random id that a form carries, by which a form sent twice counts once.

What one tap did is taken back by a further step that names it.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, select

from kiosk.errors import Refused

_TAP = re.compile(r"[0-9a-f]{32}")
"""The form of `service.new_id`."""


class Reopen(Refused):
    """A form that no page here sent, or that is of no use any more."""

    def __init__(self) -> None:
        """Ask to open the page again."""
        super().__init__("请重新打开这一页再试。", "Please open this page again and retry.")


def is_tap(text: str) -> bool:
    """Return True if a form may have been given this id."""
    return _TAP.fullmatch(text) is not None


def require(text: str) -> None:
    """Raise Reopen unless a form may have been given this id."""
    if not is_tap(text):
        raise Reopen


def is_known(tx: Connection, steps: Any, tap: str) -> bool:
    """Return True if a form was taken before; `steps` is the read table of what forms did."""
    return tx.execute(select(steps.seq).where(steps.tap == tap).limit(1)).first() is not None
