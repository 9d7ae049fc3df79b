"""Check-in of a station's guests, its reception, and withdrawals at central."""

from kiosk.accounts.registration import Feature
from kiosk.booth.checkin import central_views, invitations, tables
from kiosk.booth.checkin.models import Visit
from kiosk.booth.checkin.reception import (
    end_views,
    invited_views,
    muster_views,
    party_views,
    scan_views,
    views,
)
from kiosk.booth.checkin.records import BEGAN, STEP
from kiosk.booth.checkin.site import bp
from kiosk.counts.tables import ExportKind
from kiosk.sealing import due, erasure


def register() -> None:
    """Let the lists of invited guests be erased with their event."""
    erasure.on_erasing_event(invitations.drop)
    due.on_listing(invitations.name_lists)


FEATURE = Feature(
    booth=(bp,),
    staff=(
        views.pages,
        scan_views.pages,
        party_views.pages,
        invited_views.pages,
        muster_views.pages,
        end_views.pages,
        central_views.pages,
    ),
    kinds=(BEGAN, STEP),
    parties=(Visit,),
    exports={"visit": ExportKind("参观登记", "Visits", tables.visits, has_sealed=True)},
    register=register,
)
