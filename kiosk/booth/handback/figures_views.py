"""How far handing back has come, by unit and kind, what stays and why, and what went out twice."""

from __future__ import annotations

from flask import Response, current_app

from kiosk.accounts.pages import StaffPages, chosen_event, show
from kiosk.accounts.roles import FIGURES
from kiosk.booth.handback import report
from kiosk.booth.handback.staff_views import event
from kiosk.clock import local
from kiosk.content import editions
from kiosk.journal import events
from kiosk.storage.db import db

pages = StaffPages(allowed=FIGURES, at="both", section="handback")


@pages.get("/handback-figures")
def handback_figures() -> Response:
    """Show the figures of this desk, or, at central, of all desks of an event."""
    reader = db.reader()
    names = editions.labels(reader)
    here = chosen_event() if current_app.config["IS_CENTRAL"] else event()
    return show(
        "handback/staff/figures.html",
        figures=report.figures(reader, here),
        event=here,
        events=events.names(reader),
        kinds=names.belongings,
        units=names.units,
        reasons=names.reasons,
        local=local,
    )
