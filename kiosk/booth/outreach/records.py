"""A place to be called at, each step taken there, and answers given at doors; and their rows.

A step holds the whole state after it, so that the one with the highest number says how things stand
and undoing is one more step. Answers name no place: see `answers`.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record


class PlaceListed(Payload, frozen=True):
    """One place that a list brought; its address and note are in the record's sealed part.

    `place` is its random id.
    """

    place: str
    kind: str
    community: str


def project_place(_record: Record, listed: PlaceListed) -> Rows:
    """Make the row of the place."""
    yield (
        "outreach_place",
        {"place": listed.place, "kind": listed.kind, "community": listed.community},
    )


Status = Literal["open", "here", "absent", "refused", "done"]
Act = Literal[
    "arrive",
    "survey",
    "points",
    "request",
    "assign",
    "leaflet",
    "card",
    "absent",
    "refuse",
    "date",
    "done",
    "undo",
]


class State(Payload, frozen=True):
    """How things stand at a place.

    `calls` counts arrivals. `points` are the ids of safety points that were shown. `request` is the
    `tap` of the step with which a request is sealed, `unit` the one it is assigned to. `next_day`
    is the local date of the next call (`2026-12-20`).
    """

    status: Status
    calls: int
    is_asked: bool
    points: list[str]
    has_leaflet: bool
    has_card: bool
    request: str | None
    unit: str | None
    next_day: str | None


class PlaceStep(Payload, frozen=True):
    """One step taken at a place; a request's text is in the record's sealed part.

    The place is named by the device that listed it and its id. Steps count from 1; two devices may
    each make step 3. `tap` is the random id of the form, `undoes` the `tap` of the step that this
    one takes back. `actor` is an account, which is named after a post.
    """

    of_device: str
    place: str
    number: int
    tap: str
    act: Act
    actor: str
    undoes: str | None
    state: State


BETWEEN = "/"
"""Ids of points hold no such sign."""


def project_step(_record: Record, step: PlaceStep) -> Rows:
    """Make the row of the state after the step."""
    state = step.state
    yield (
        "outreach_step",
        {
            "of_device": step.of_device,
            "place": step.place,
            "number": step.number,
            "tap": step.tap,
            "act": step.act,
            "actor": step.actor,
            "undoes": step.undoes,
            "status": state.status,
            "calls": state.calls,
            "is_asked": state.is_asked,
            "points": BETWEEN.join(state.points),
            "has_leaflet": state.has_leaflet,
            "has_card": state.has_card,
            "request": state.request,
            "assigned": state.unit,
            "next_day": state.next_day,
        },
    )


class DoorAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The options chosen for one item."""

    item: str
    options: list[str]


class DoorSheet(Payload, frozen=True):
    """What one household, firm or school answered: a survey and nothing of whom or where."""

    survey: str
    is_finished: bool
    answers: list[DoorAnswer]


def project_sheet(_record: Record, sheet: DoorSheet) -> Rows:
    """Make a row of the sheet, and one an option."""
    yield "outreach_sheet", {"survey": sheet.survey, "is_finished": sheet.is_finished}
    for answer in sheet.answers:
        for option in answer.options:
            yield "outreach_answer", {"item": answer.item, "option": option}


PLACE = Kind(
    name="outreach-place",
    version=1,
    payload=PlaceListed,
    project=project_place,
    tables=("outreach_place",),
)
STEP = Kind(
    name="outreach-step",
    version=1,
    payload=PlaceStep,
    project=project_step,
    tables=("outreach_step",),
)
SHEET = Kind(
    name="outreach-sheet",
    version=1,
    payload=DoorSheet,
    project=project_sheet,
    tables=("outreach_sheet", "outreach_answer"),
    whole_days=True,
)
