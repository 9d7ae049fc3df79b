"""The record of a stamp, and its rows."""

from __future__ import annotations

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record


class StampGiven(Payload, frozen=True):
    """One stamp in a passport, which is known by its number alone.

    `carried` are the stops whose stamps it brought, signed by whichever booth; `is_full` if this
    stamp made it a gift ticket. `by` is the account of staff who saw a drill or visit.
    """

    passport: str
    stop: str
    earned_by: str
    carried: list[str]
    is_full: bool
    by: str | None = None


def project(_record: Record, given: StampGiven) -> Rows:
    """Make the row of a stamp, and one for each that the passport brought."""
    yield (
        "stamp",
        {
            "passport": given.passport,
            "stop": given.stop,
            "earned_by": given.earned_by,
            "brought": len(given.carried),
            "is_full": given.is_full,
        },
    )
    for stop in given.carried:
        yield "stamp_brought", {"passport": given.passport, "stop": stop}


KIND = Kind(
    name="stamp",
    version=1,
    payload=StampGiven,
    project=project,
    tables=("stamp", "stamp_brought"),
    whole_minutes=True,
)
