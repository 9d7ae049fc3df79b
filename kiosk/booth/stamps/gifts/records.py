"""Each change of a desk's stock of gifts, and its row.

Giving a gift for a ticket is such a change, and so is taking that back.
"""

from __future__ import annotations

from typing import Literal

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record

Act = Literal["received", "counted", "given", "undone"]


class GiftStep(Payload, frozen=True):
    """One step with one gift at one desk; the stock is the sum of all `change`s of a device.

    A gift that was `given` was given for the `passport` of this number. `undoes` is the `tap` of
    the step that this one takes back; `actor` the account of staff.
    """

    tap: str
    act: Act
    gift: str
    change: int
    actor: str
    passport: str | None = None
    undoes: str | None = None


def project(_record: Record, step: GiftStep) -> Rows:
    """Make the row of a step."""
    yield (
        "gift_step",
        {
            "tap": step.tap,
            "act": step.act,
            "gift": step.gift,
            "change": step.change,
            "actor": step.actor,
            "passport": step.passport,
            "undoes": step.undoes,
        },
    )


KIND = Kind(name="gift", version=1, payload=GiftStep, project=project, tables=("gift_step",))
