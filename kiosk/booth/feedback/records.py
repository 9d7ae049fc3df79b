"""One piece of feedback and each step that staff take with it, and their rows.

Each step is a record with the whole state after it, so that the step with the highest number
says how things stand, and undoing is one more step.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record


class FeedbackGiven(Payload, frozen=True):
    """One piece of feedback; what was typed is in the record's sealed part.

    `form` is the random id of the form, so that a form sent twice is kept once.
    """

    kind: str
    about_unit: str | None
    chips: list[str]
    has_text: bool
    has_contact: bool
    language: str
    form: str


class CodedFeedback(FeedbackGiven, frozen=True):
    """A piece of feedback that a code finds again.

    `mark` is the hash of what proves that somebody has the code, and `answer_key` the public key to
    which an answer is sealed for them, both in hexadecimal; see `codes`.
    """

    mark: str
    answer_key: str


def mark_of(proof: bytes) -> str:
    """Return the mark of a code, by what proves that somebody has it."""
    return hashlib.blake2b(proof, digest_size=32, person=b"feedback mark").hexdigest()


def project(_record: Record, given: FeedbackGiven) -> Rows:
    """Make a row of the feedback and one a chip."""
    yield (
        "feedback",
        {
            "kind": given.kind,
            "about_unit": given.about_unit,
            "has_text": given.has_text,
            "has_contact": given.has_contact,
            "language": given.language,
            "form": given.form,
            "mark": given.mark if isinstance(given, CodedFeedback) else None,
            "answer_key": given.answer_key if isinstance(given, CodedFeedback) else None,
        },
    )
    for chip in given.chips:
        yield "feedback_chip", {"chip": chip}


Status = Literal["open", "assigned", "answered", "closed"]
Act = Literal["assign", "answer", "release", "close", "reopen", "quote", "unquote", "undo"]


class State(Payload, frozen=True):
    """How a piece of feedback stands.

    `unit` is the one it is assigned to. `answer` is the `tap` of the step with which the answer's
    text is sealed, null without an answer. `is_quote`: staff chose it for the activity report.
    """

    status: Status
    unit: str | None
    answer: str | None
    is_quote: bool


class ReleasedState(State, frozen=True):
    """How a piece stands once an answer was released.

    `released` is the `tap` of the step with which the released text is sealed, for the code alone.
    """

    released: str


class FeedbackStep(Payload, frozen=True):
    """One step that staff took; what they answered is in the record's sealed part.

    The feedback is named by its device and its form's id, which stay the same where a record of a
    forked journal is appended again. Steps count from 1; two devices may each make step 3. `tap`
    is the random id of the form, `undoes` the `tap` of the step that this one takes back.
    """

    of_device: str
    form: str
    number: int
    tap: str
    act: Act
    actor: str
    undoes: str | None
    state: State


class ReleasedStep(FeedbackStep, frozen=True):
    """One step after which an answer stands released."""

    state: ReleasedState


class CodeUsed(Payload, frozen=True):
    """What somebody did by their code, at whichever booth: read the answer, or erase.

    `proof` (hexadecimal) shows that it was the very code: nobody makes it of what is synced.
    `release` is the `tap` of the step whose answer was read.
    """

    act: Literal["read", "erase"]
    proof: str
    release: str | None


def project_use(_record: Record, used: CodeUsed) -> Rows:
    """Make the row of one use of a code."""
    mark = mark_of(bytes.fromhex(used.proof))
    yield "feedback_code_use", {"act": used.act, "mark": mark, "release": used.release}


def project_step(_record: Record, step: FeedbackStep) -> Rows:
    """Make the row of the state after the step."""
    yield (
        "feedback_step",
        {
            "of_device": step.of_device,
            "form": step.form,
            "number": step.number,
            "tap": step.tap,
            "act": step.act,
            "actor": step.actor,
            "undoes": step.undoes,
            "status": step.state.status,
            "assigned": step.state.unit,
            "answer": step.state.answer,
            "is_quote": step.state.is_quote,
            "released": step.state.released if isinstance(step.state, ReleasedState) else None,
        },
    )


KIND = Kind(
    name="feedback",
    version=1,
    payload=FeedbackGiven,
    project=project,
    tables=("feedback", "feedback_chip"),
)
STEP = Kind(
    name="feedback-step",
    version=1,
    payload=FeedbackStep,
    project=project_step,
    tables=("feedback_step",),
)
CODED = Kind(
    name=KIND.name,
    version=2,
    payload=CodedFeedback,
    project=project,
    tables=KIND.tables,
)
RELEASED = Kind(
    name=STEP.name,
    version=2,
    payload=ReleasedStep,
    project=project_step,
    tables=STEP.tables,
)
"""Written only where an answer stands released, so that older programs read all other steps."""
CODE_USED = Kind(
    name="feedback-code",
    version=1,
    payload=CodeUsed,
    project=project_use,
    tables=("feedback_code_use",),
)
