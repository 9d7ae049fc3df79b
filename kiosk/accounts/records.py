"""The record of a staff act. The staff log shows these."""

from __future__ import annotations

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record

TERMINAL = "terminal"
"""The actor of acts done outside a signed-in page. No account may have this name."""


UNKNOWN = "unknown"
"""The actor of tries to sign in by a name that no account has. What was typed is not kept: people
type passwords into the wrong field."""


class StaffAct(Payload, frozen=True):
    """Who did what, and to what. `about` is plain words, never personal data."""

    actor: str
    act: str
    about: str = ""


def project(_record: Record, done: StaffAct) -> Rows:
    """Yield the read row of one act."""
    yield "staff_act", {"actor": done.actor, "act": done.act, "about": done.about}


KIND = Kind(name="staff", version=1, payload=StaffAct, project=project, tables=("staff_act",))
