"""Taps: the random id that a form carries, by which a form sent twice counts once.

What one tap did is taken back by a further step that names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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


def standing(history: Iterable[Any]) -> list[Any]:
    """Return the steps that nobody took back, in the order given; undoing is none of them."""
    steps = list(history)
    undone = {step.undoes for step in steps if step.undoes}
    return [step for step in steps if not step.undoes and step.tap not in undone]


def undoable(history: Iterable[Any]) -> Any:
    """Return the step that an undo takes back: the last that stands. Raises Refused without any."""
    steps = standing(history)
    if not steps:
        raise Refused("没有可以撤销的操作。", "There is nothing to undo.")
    return steps[-1]


def before_undoable(history: Iterable[Any]) -> Any:
    """Return the step whose state an undo brings back; None where that is the beginning."""
    steps = standing(history)
    return steps[-2] if len(steps) > 1 else None


def steps_since(history: Sequence[Any], seen: str) -> Sequence[Any]:
    """Return the steps taken after the one with the tap `seen`, after none if that is empty.

    So a form that shows an older state is known. Raises Reopen if no step has that tap.
    """
    taps = [step.tap for step in history]
    if seen and seen not in taps:
        raise Reopen
    return history[taps.index(seen) + 1 if seen else 0 :]
