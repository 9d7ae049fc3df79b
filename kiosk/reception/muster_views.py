"""Show who is in the building when the alarm rings, and how full it was by the minute."""

from __future__ import annotations

from flask import Response, request

from kiosk import clock
from kiosk.checkin import occupancy, report, slots
from kiosk.content import service as content
from kiosk.db import db
from kiosk.journal.reading import Filters
from kiosk.reception import board, chart
from kiosk.reception.pages import event, page, parties
from kiosk.staff import accounts
from kiosk.staff.pages import bp, read_day, signed_in


@bp.get("/reception/muster")
def reception_muster() -> Response:
    """List everybody inside, and below who waits; counts show also while names are locked."""
    return _muster(is_print=False)


@bp.post("/reception/muster")
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
        now=clock.now().astimezone(),
        is_print=is_print,
    )


def _slot_ids() -> list[str]:
    return list(content.current().slots)


@bp.get("/reception/occupancy")
def reception_occupancy() -> Response:
    """Show how many people were inside by the minute of a day, and who came."""
    day = read_day(request.args.get("day")) or slots.today()
    minutes = occupancy.by_minute(db.reader(), event(), day)
    filters = Filters(event=event(), since=day, until=day)
    return page(
        "occupancy",
        day=day,
        chart=chart.draw(minutes) if minutes else None,
        steps=chart.every(minutes),
        figures=report.figures(db.reader(), filters),
    )
