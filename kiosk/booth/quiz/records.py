"""The answer sheet of one round, and its rows."""

from __future__ import annotations

from msgspec import Struct

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer. `milliseconds` ran from showing the question to the tap, on the server."""

    question: str
    option: str
    is_right: bool
    is_repeat: bool
    milliseconds: int


class JudgedAnswer(Answer, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer to a question of any kind.

    `option` holds all words of the answer, joined by `+`: ids in the order that counts, or a
    number. `credit` is how far it is right, in hundredths; null where it is right or wrong and
    nothing between.
    """

    kind: str = "single"
    credit: int | None = None


class QuizSheet(Payload, frozen=True):
    """One round: `drawn` are the questions in order; the last answer repeats one of them.

    `topic` is null for a mixed round; `is_finished` is false if the person left before the end.
    """

    topic: str | None
    audience: str
    language: str
    is_elder: bool
    is_finished: bool
    drawn: list[str]
    answers: list[Answer]


class PlayedSheet(QuizSheet, frozen=True):
    """One round of questions of any kind, played in a `mode`: `round`, `sprint` or `duel`."""

    mode: str
    answers: list[JudgedAnswer]  # type: ignore[assignment]


def hundredths(answer: Answer) -> int:
    """Return the credit for an answer, from 0 to 100."""
    credit = getattr(answer, "credit", None)
    return credit if credit is not None else 100 * answer.is_right


def project(_record: Record, sheet: QuizSheet) -> Rows:
    """Make a row of the round and one an answer."""
    first = [answer for answer in sheet.answers if not answer.is_repeat]
    again = next((answer for answer in sheet.answers if answer.is_repeat), None)
    yield (
        "quiz_round",
        {
            "topic": sheet.topic,
            "audience": sheet.audience,
            "language": sheet.language,
            "is_elder": sheet.is_elder,
            "is_finished": sheet.is_finished,
            "asked": len(sheet.drawn),
            "answered": len(first),
            "right": sum(answer.is_right for answer in first),
            "repeated_right": again.is_right if again else None,
            "mode": getattr(sheet, "mode", "round"),
            "points": sum(map(hundredths, first)),
        },
    )
    for number, answer in enumerate(sheet.answers, start=1):
        yield (
            "quiz_answer",
            {
                "number": number,
                "question": answer.question,
                "option": answer.option,
                "is_right": answer.is_right,
                "is_repeat": answer.is_repeat,
                "milliseconds": answer.milliseconds,
                "kind": getattr(answer, "kind", "single"),
                "credit": hundredths(answer),
            },
        )


KIND = Kind(
    name="quiz",
    version=1,
    payload=QuizSheet,
    project=project,
    tables=("quiz_round", "quiz_answer"),
    whole_minutes=True,
)
PLAYED = Kind(
    name=KIND.name,
    version=2,
    payload=PlayedSheet,
    project=project,
    tables=KIND.tables,
    whole_minutes=True,
)
"""Written only where a round has more than single choices, so that older programs read the rest."""
