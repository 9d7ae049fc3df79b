"""Show the end of the day: who is still here, and what the day brought."""

from __future__ import annotations

from flask import Response

from kiosk import clock
from kiosk.accounts.pages import StaffPages
from kiosk.accounts.roles import DESK
from kiosk.booth.checkin import invitations, report
from kiosk.booth.checkin.reception import board
from kiosk.booth.checkin.reception.pages import done, event, page, parties
from kiosk.counts.filters import Filters
from kiosk.errors import KioskError
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="close")


@pages.get("/reception/end")
def reception_end() -> Response:
    """Show who is still here, the figures of the day, and what is left to do."""
    return end_page()


def end_page(code: int = 200, problem: KioskError | None = None) -> Response:
    """Show the end of the day, with what is wrong where something is."""
    held, today = parties(), clock.today()
    filters = Filters(event=event(), since=today, until=today)
    return page(
        "end",
        code,
        problem,
        day=today,
        here_now=board.here(held),
        parties=board.parties_on(held, "here"),
        figures=report.figures(db.reader(), filters),
        kept=invitations.kept(db.reader(), event()),
        done=done(),
    )
