"""Show the dashboard, the staff's first page."""

from __future__ import annotations

from flask import Response, request

from kiosk.content import known
from kiosk.content.known import Known
from kiosk.dashboard import choices
from kiosk.dashboard.charts import charts, unit_name
from kiosk.dashboard.counting import show_on
from kiosk.dashboard.figures import gather
from kiosk.db import db
from kiosk.errors import StorageFailed
from kiosk.staff import events
from kiosk.staff.pages import bp, chosen_event, show
from kiosk.statistics import between, said
from kiosk.sync import privacy

A_MOMENT = 0.15
"""Seconds that a page may take to count; what is left follows with the next one."""


@bp.get("/")
def overview() -> Response:
    """Show the figures and charts of what the form asks for."""
    reader, event = db.reader(), chosen_event()
    packs = known.packs(reader)
    offered = choices.offered(reader, event, packs)
    filters = choices.read(request.args, event, offered)
    uncounted, problem = _catch_up(packs)
    figures = gather(reader, filters, packs)
    return show(
        "dashboard/overview.html",
        figures=figures,
        charts={chart.id: chart for chart in charts(figures)},
        unit_name=unit_name,
        said=said,
        between=between,
        filters=filters,
        choices=offered,
        event=event,
        events=events.held(reader),
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
