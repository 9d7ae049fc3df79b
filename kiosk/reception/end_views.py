"""Show the end of the day: who is still here, and what the day brought."""

from __future__ import annotations

from flask import Response

from kiosk.checkin import invitations, report, slots
from kiosk.db import db
from kiosk.errors import KioskError
from kiosk.journal.reading import Filters
from kiosk.reception import board
from kiosk.reception.pages import done, event, page, parties
from kiosk.staff.pages import bp


@bp.get("/reception/end")
def reception_end() -> Response:
    """Show who is still here, the figures of the day, and what is left to do."""
    return end_page()


def end_page(code: int = 200, problem: KioskError | None = None) -> Response:
    """Show the end of the day, with what is wrong where something is."""
    held, today = parties(), slots.today()
    filters = Filters(event=event(), since=today, until=today)
    return page(
        "end",
        code,
        problem,
        day=today,
        here_now=board.here(held),
        parties=board.shown(held, "here"),
        figures=report.figures(db.reader(), filters),
        kept=invitations.kept(db.reader(), event()),
        done=done(),
    )
