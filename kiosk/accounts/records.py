"""Define the record of a staff act, and its row. The audit log is a view of these."""

from __future__ import annotations

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record


class StaffAct(Payload, frozen=True):
    """Say who did what, and about what (`about` is plain words, never personal data)."""

    actor: str
    act: str
    about: str = ""


def project(_record: Record, done: StaffAct) -> Rows:
    """Make the row of one act."""
    yield "staff_act", {"actor": done.actor, "act": done.act, "about": done.about}


KIND = Kind(name="staff", version=1, payload=StaffAct, project=project, tables=("staff_act",))
