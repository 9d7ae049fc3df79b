"""Show the dashboard, the staff's first page."""

from __future__ import annotations

from flask import Response, request

from kiosk.accounts.pages import MenuEntry, StaffPages, chosen_event, show
from kiosk.accounts.roles import OVERVIEW
from kiosk.booth.handback import report as handback
from kiosk.booth.outreach import report as outreach
from kiosk.content import editions
from kiosk.content.editions import Known
from kiosk.counts import choices
from kiosk.counts.statistics import between, said
from kiosk.errors import StorageFailed
from kiosk.journal import events
from kiosk.office.overview.charts import charts, unit_name
from kiosk.office.overview.counting import show_on
from kiosk.office.overview.figures import gather
from kiosk.sealing import privacy
from kiosk.storage.db import db

pages = StaffPages(allowed=OVERVIEW, section="dashboard")

A_MOMENT = 0.15
"""Seconds that a page may take to count; what is left follows with the next one."""


@pages.get("/", menu=MenuEntry("概况", "Overview", "today", 1))
def overview() -> Response:
    """Show the figures and charts of what the form asks for."""
    reader, event = db.reader(), chosen_event()
    packs = editions.packs(reader)
    offered = choices.offered(reader, event, packs)
    filters = choices.read_filters(request.args, event, offered)
    uncounted, problem = _catch_up(packs)
    figures = gather(reader, filters, packs)
    return show(
        "overview/overview.html",
        figures=figures,
        outreach=outreach.progress(reader, filters),
        handback=handback.progress(reader, filters),
        charts={chart.id: chart for chart in charts(figures)},
        unit_name=unit_name,
        said=said,
        between=between,
        filters=filters,
        choices=offered,
        event=event,
        events=events.names(reader),
        owes_key=privacy.is_owed(reader),
        uncounted=uncounted,
        problem=problem,
    )


def _catch_up(packs: Known) -> tuple[int, StorageFailed | None]:
    """Count what came since, as long as a page may take; a full disk shows what was counted."""
    try:
        return show_on(packs, seconds=A_MOMENT), None
    except StorageFailed as error:
        return 0, error
