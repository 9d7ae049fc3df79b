"""Survey responses and ratings, and their rows."""

from __future__ import annotations

from msgspec import Struct

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record


class ItemAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answer to one item: options (in rank order for a ranking), or a number.

    For a scale `number` is the point's value beside its option; for a unit item the option is
    the unit's id.
    """

    item: str
    options: list[str] = []
    number: int | None = None


class SurveySheet(Payload, frozen=True):
    """One response. `has_text` is true if typed text was sealed with it."""

    survey: str
    language: str
    is_elder: bool
    is_finished: bool
    about_unit: str | None
    has_text: bool
    answers: list[ItemAnswer]


class ScreenedSheet(SurveySheet, frozen=True):
    """One response to a survey that finds out who counts.

    `is_counted` is false for people whom its indices are not about, and for those who left before
    that was known.
    """

    is_counted: bool


class RatingGiven(Payload, frozen=True):
    """One tap on a face (1 worst to 5 best). `is_repeat`: within seconds of the one before."""

    value: int
    is_repeat: bool
    language: str
    is_elder: bool


class ReasonGiven(Payload, frozen=True):
    """The reason chip tapped after the rating with `value`."""

    value: int
    reason: str


def project_survey(_record: Record, sheet: SurveySheet) -> Rows:
    """Make a row of the response and one an option or number."""
    yield (
        "survey_response",
        {
            "survey": sheet.survey,
            "language": sheet.language,
            "is_elder": sheet.is_elder,
            "is_finished": sheet.is_finished,
            "about_unit": sheet.about_unit,
            "has_text": sheet.has_text,
            "is_counted": getattr(sheet, "is_counted", True),
        },
    )
    for answer in sheet.answers:
        for place, option in enumerate(answer.options or [None], start=1):
            row = {"item": answer.item, "place": place, "option": option, "number": answer.number}
            yield "survey_answer", row


def project_rating(_record: Record, rating: RatingGiven) -> Rows:
    """Make the row of one tap."""
    yield (
        "rating",
        {
            "value": rating.value,
            "is_repeat": rating.is_repeat,
            "language": rating.language,
            "is_elder": rating.is_elder,
        },
    )


def project_reason(_record: Record, given: ReasonGiven) -> Rows:
    """Make the row of one reason."""
    yield "rating_reason", {"value": given.value, "reason": given.reason}


SURVEY = Kind(
    name="survey",
    version=1,
    payload=SurveySheet,
    project=project_survey,
    tables=("survey_response", "survey_answer"),
    whole_minutes=True,
)
SCREENED = Kind(
    name=SURVEY.name,
    version=2,
    payload=ScreenedSheet,
    project=project_survey,
    tables=SURVEY.tables,
    whole_minutes=True,
)
"""Written only where somebody may not count, so that older programs read all other responses."""
RATING = Kind(
    name="rating",
    version=1,
    payload=RatingGiven,
    project=project_rating,
    tables=("rating",),
    whole_minutes=True,
)
REASON = Kind(
    name="rating-reason",
    version=1,
    payload=ReasonGiven,
    project=project_reason,
    tables=("rating_reason",),
    whole_minutes=True,
)
