"""Show who is in the building when the alarm rings, and how full it was by the minute."""

from __future__ import annotations

from flask import Response, request

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.pages import StaffPages, signed_in
from kiosk.accounts.roles import DESK
from kiosk.booth.checkin import occupancy, report
from kiosk.booth.checkin.reception import board, chart
from kiosk.booth.checkin.reception.pages import event, page, parties
from kiosk.clock import read_day
from kiosk.content import service as content
from kiosk.counts.filters import Filters
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="muster")


@pages.get("/reception/muster")
def reception_muster() -> Response:
    """List everybody inside, and below who waits; counts show also while names are locked."""
    return _muster(is_print=False)


@pages.post("/reception/muster")
def reception_muster_print() -> Response:
    """Show the list for print; that names were printed is recorded."""
    session = signed_in()
    if session.is_unlocked:
        with db.transaction() as tx:
            accounts.note(tx, session.name, "muster-print")
    return _muster(is_print=True)


def _muster(*, is_print: bool) -> Response:
    held = parties()
    order = {slot: place for place, slot in enumerate(_slot_ids())}
    by_slot = sorted(
        held, key=lambda party: (order.get(party.slot or "", len(order)), party.arrived_at)
    )
    return page(
        "muster",
        here_now=board.here(held),
        inside=[party for party in by_slot if party.inside],
        waiting=[party for party in by_slot if party.status == "waiting"],
        under_14=board.under_14_inside,
        now=clock.local_now(),
        is_print=is_print,
    )


def _slot_ids() -> list[str]:
    return list(content.current().slots)


@pages.get("/reception/occupancy", section="desk")
def reception_occupancy() -> Response:
    """Show how many people were inside by the minute of a day, and who came."""
    day = read_day(request.args.get("day")) or clock.today()
    minutes = occupancy.by_minute(db.reader(), event(), day)
    filters = Filters(event=event(), since=day, until=day)
    return page(
        "occupancy",
        day=day,
        chart=chart.draw(minutes) if minutes else None,
        steps=chart.every(minutes),
        figures=report.figures(db.reader(), filters),
    )
