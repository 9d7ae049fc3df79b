"""What staff see of a release: what can be released, what was, and whether it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from kiosk.booth.feedback import answers, states, steps
from kiosk.clock import local
from kiosk.errors import Refused
from kiosk.sealing.opening import NOT_OPENED, Opener


@dataclass(frozen=True)
class Release:
    """How the release of a piece's answer stands.

    `has_code`: somebody can open one. `is_out`: the answer that stands is released. `read_at` and
    `read_in` are when and at which booth the last release was first read.
    """

    has_code: bool
    is_erased: bool
    was_released: bool
    is_out: bool
    read_at: datetime | None
    read_in: str


def standing(tx: Connection, row: Any) -> Release:
    """Return how the release of a piece stands, by its row with its present state."""
    read = answers.first_read(tx, row.mark, row.released) if row.mark and row.released else None
    return Release(
        has_code=row.mark is not None,
        is_erased=row.mark is not None and answers.is_erased(tx, row.event, row.mark),
        was_released=row.released is not None,
        is_out=steps.is_out(row, states.history(tx, row.device, row.form)),
        read_at=local(read.made_at) if read else None,
        read_in=read.booth if read else "",
    )


def answer_of(tx: Connection, row: Any, opener: Opener | None) -> str:
    """Return the text of the answer that stands, to be released. Raises Refused unless it opens."""
    if opener is None:
        raise Refused(
            "请先解锁，看过答复，再送出。",
            "Unlock first, and read the answer before you release it.",
        )
    step = states.answering(tx, row) if row.answer else None
    text = opener.read(step).get(steps.ANSWER) if step else None
    if not text or text == NOT_OPENED:
        raise Refused(
            "这条答复打不开，不能送出；请重新写一条。",
            "This answer cannot be opened, so it cannot be released; write it once more.",
        )
    return text
