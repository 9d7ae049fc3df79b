"""What desks ask each other before a belonging is handed out at one of them."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.booth.handback import service, states
from kiosk.shell.desks.asking import Desks
from kiosk.shell.desks.questions import Answer


def _used(tx: Connection, number: str) -> Answer | None:
    """Return where and when a belonging was handed out here, None if it was not."""
    row = states.find_here(tx, number)
    if row is None:
        return None
    step = service.handed_out(states.history(tx, row.device, row.event, number))
    return Answer(verdict="used", booth=step.booth, made_at=step.made_at) if step else None


DESKS = Desks(
    subject="handback",
    answer=Answer,
    used=_used,
    elsewhere=(
        "这件物品已经在别的发还台发出去了。",
        "This belonging was handed out at another desk.",
    ),
    busy=(
        "这件物品正在另一个发还台办理，请稍等再看。",
        "This belonging is being handed out at another desk this moment; look again soon.",
    ),
)
