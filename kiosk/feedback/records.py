"""Define one piece of feedback, and its rows."""

from __future__ import annotations

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record


class FeedbackGiven(Payload, frozen=True):
    """Hold one piece of feedback; what was typed is in the record's sealed part.

    `form` is the random id of the form, so that a form sent twice is kept once.
    """

    kind: str
    about_unit: str | None
    chips: list[str]
    has_text: bool
    has_contact: bool
    language: str
    form: str


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
        },
    )
    for chip in given.chips:
        yield "feedback_chip", {"chip": chip}


KIND = Kind(
    name="feedback",
    version=1,
    payload=FeedbackGiven,
    project=project,
    tables=("feedback", "feedback_chip"),
)
