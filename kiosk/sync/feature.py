"""A booth's side of sync: its page, and what central's receipts do here."""

from kiosk.accounts.registration import Feature
from kiosk.journal.verify import on_verify
from kiosk.sealing import due
from kiosk.sync import staff_views
from kiosk.sync.booth import anchors, checks, remote_erasure


def register() -> None:
    """Let verifying compare with receipts, and erasing know the days that packs tell."""
    on_verify(checks.compare)
    on_verify(anchors.compare)
    remote_erasure.tell_due_days(due.due_days)


FEATURE = Feature(staff=(staff_views.pages,), register=register)
