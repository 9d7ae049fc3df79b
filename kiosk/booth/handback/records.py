"""A belonging that a list brought, each step of handing it back, and their rows.

Each step is a record with the whole state after it, so that the step with the highest number
says how things stand, and undoing is one more step.
"""

from __future__ import annotations

from typing import Literal

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record

Status = Literal["waiting", "checked", "read", "signed", "handed", "staying"]
Act = Literal["check", "read", "sign", "hand", "stay", "photo", "undo"]


class BelongingListed(Payload, frozen=True):
    """One belonging of a list; what it is and who may claim it is in the record's sealed part.

    `number` is the unit and its number there, `zhongdai/017`, the same at every desk that holds
    the list. `category` is a kind of belonging of the pack; `day` (`2026-12-20`) and `time`
    (`09:30`), both local, say when the claimant is asked to come, null where that is open.
    """

    number: str
    category: str
    day: str | None
    time: str | None


class State(Payload, frozen=True):
    """How a belonging stands at one desk.

    `proofs` are what was looked at, never copied. `reason` says why it stays, null unless it is
    `staying`. `signature` is the `tap` of the step with which the strokes are sealed.
    """

    status: Status
    proofs: tuple[str, ...]
    reason: str | None
    signature: str | None


class BelongingStep(Payload, frozen=True):
    """One step of handing a belonging back; a signature or photo is in the record's sealed part.

    Steps count from 1 at each desk. `tap` is the random id of the form, `undoes` the `tap` of the
    step that this one takes back; `actor` the account of staff.
    """

    number: str
    step: int
    tap: str
    act: Act
    actor: str
    undoes: str | None
    state: State


def unit_of(number: str) -> str:
    """Return the unit that has a belonging to hand back."""
    return number.partition("/")[0]


def project(_record: Record, listed: BelongingListed) -> Rows:
    """Make the row of a belonging."""
    yield (
        "belonging",
        {
            "number": listed.number,
            "about_unit": unit_of(listed.number),
            "category": listed.category,
            "day": listed.day,
            "time": listed.time,
        },
    )


def project_step(_record: Record, step: BelongingStep) -> Rows:
    """Make the row of the state after the step, and one for each proof that was looked at."""
    yield (
        "belonging_step",
        {
            "number": step.number,
            "about_unit": unit_of(step.number),
            "step": step.step,
            "tap": step.tap,
            "act": step.act,
            "actor": step.actor,
            "undoes": step.undoes,
            "status": step.state.status,
            "reason": step.state.reason,
            "signature": step.state.signature,
        },
    )
    for proof in step.state.proofs:
        yield "belonging_proof", {"proof": proof}


KIND = Kind(
    name="belonging",
    version=1,
    payload=BelongingListed,
    project=project,
    tables=("belonging",),
)
STEP = Kind(
    name="belonging-step",
    version=1,
    payload=BelongingStep,
    project=project_step,
    tables=("belonging_step", "belonging_proof"),
)
