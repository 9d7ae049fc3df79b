"""Central: its door for bundles, its devices, what waits in quarantine, its privacy key."""

from kiosk.accounts.registration import Feature
from kiosk.counts import choices
from kiosk.journal import events, gaps
from kiosk.sealing import erasure
from kiosk.sync.central import fleet, front, privacy_views, redaction, set_aside, staff_views
from kiosk.sync.central.api import bp


def register() -> None:
    """Register with lower floors what is set aside here, and the events and booths of devices."""
    gaps.on_gap(set_aside.known_breaks)
    erasure.on_erasing_event(redaction.redact_event)
    events.on_events(fleet.events_here)
    choices.on_booths(fleet.booths_here)


FEATURE = Feature(
    central=(bp, front.bp), staff=(staff_views.pages, privacy_views.pages), register=register
)
