"""A visit and each step of it, and their rows.

A visit is one party that comes: a person, a family, a school class. Its first record counts heads
and seals names; every later step (admitted, moved, left, undone) is a further record with the
whole state after it, so that the step with the highest number says how things stand.
"""

from __future__ import annotations

from typing import Any, Literal

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record

Channel = Literal["walk-in", "invited", "group"]
Status = Literal["waiting", "inside", "left", "cancelled"]


class Head(Payload, frozen=True):
    """How many people of one kind (an id of the pack's `tour.visitors`) are in a party."""

    kind: str
    people: int


class State(Payload, frozen=True):
    """How a visit stands.

    `inside` counts the people in the building, `places` those it takes in its slot (also after it
    left). `slot` is an id of the pack's, `day` the local date (`2026-12-20`) for which it holds.
    """

    status: Status
    inside: int
    places: int
    slot: str | None
    day: str


class VisitBegan(Payload, frozen=True):
    """One party that checked in; its names are in the record's sealed part.

    `visit` is a random code without meaning, which is on the badge. `tap` is the form's random id,
    so that a form sent twice counts once. `withdrawal` is the keyed hash of the code that erases
    the sealed part. `actor` is the member of staff who checked them in, null for the party itself.
    """

    visit: str
    tap: str
    channel: Channel
    heads: list[Head]
    under_14: int
    invitation: str | None
    has_name: bool
    has_phone: bool
    has_organisation: bool
    withdrawal: str | None
    has_accepted_rules: bool
    language: str
    actor: str | None
    state: State


class VisitStep(Payload, frozen=True):
    """One step of a visit. Steps count from 1; `tap` is the same for all that one tap did."""

    visit: str
    number: int
    tap: str
    act: Literal["admit", "leave", "move", "undo"]
    actor: str | None
    state: State


def project_begin(_record: Record, began: VisitBegan) -> Rows:
    """Make the row of the visit, one a kind of guest, and its first state."""
    yield (
        "visit",
        {
            "visit": began.visit,
            "channel": began.channel,
            "people": sum(head.people for head in began.heads),
            "under_14": began.under_14,
            "invitation": began.invitation,
            "has_name": began.has_name,
            "has_phone": began.has_phone,
            "has_organisation": began.has_organisation,
            "withdrawal": began.withdrawal,
            "has_accepted_rules": began.has_accepted_rules,
            "language": began.language,
        },
    )
    for head in began.heads:
        yield "visit_head", {"kind": head.kind, "people": head.people}
    yield "visit_state", _state_row(began.visit, 0, began.tap, "begin", began.actor, began.state)


def project_step(_record: Record, step: VisitStep) -> Rows:
    """Make the row of the state after the step."""
    yield (
        "visit_state",
        _state_row(step.visit, step.number, step.tap, step.act, step.actor, step.state),
    )


def _state_row(
    visit: str, number: int, tap: str, act: str, actor: str | None, state: State
) -> dict[str, Any]:
    return {
        "visit": visit,
        "number": number,
        "tap": tap,
        "act": act,
        "actor": actor,
        "status": state.status,
        "inside": state.inside,
        "places": state.places,
        "slot": state.slot,
        "day": state.day,
    }


BEGAN = Kind(
    name="visit",
    version=1,
    payload=VisitBegan,
    project=project_begin,
    tables=("visit", "visit_head", "visit_state"),
)
STEP = Kind(
    name="visit-step",
    version=1,
    payload=VisitStep,
    project=project_step,
    tables=("visit_state",),
)
