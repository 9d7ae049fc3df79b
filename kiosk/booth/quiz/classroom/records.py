"""What a class answered, and its rows. It holds counts alone, never persons."""

from __future__ import annotations

from msgspec import Struct

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record

LEFT, RIGHT = "left", "right"
"""The two sides of the room, as the class sees them when it faces the screen."""


class ClassAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer of a class. `left_word` and `right_word` are the answers that the sides stood for.

    `answer_side` is the side that was right, `stood_left` how many stood on the left; the others
    stood on the right. `milliseconds` ran from showing the question to the tap.
    """

    question: str
    kind: str
    left_word: str
    right_word: str
    answer_side: str
    stood_left: int
    milliseconds: int


class ClassSheet(Payload, frozen=True):
    """A round that a class of `people` played together; `drawn` are the questions in order.

    `topic` is null for a mixed round; `is_finished` is false if the class left before the end.
    """

    topic: str | None
    audience: str
    language: str
    is_elder: bool
    is_finished: bool
    people: int
    drawn: list[str]
    answers: list[ClassAnswer]


def were_right(answer: ClassAnswer, people: int) -> int:
    """Return how many of a class stood on the right answer's side."""
    return answer.stood_left if answer.answer_side == LEFT else people - answer.stood_left


def project(_record: Record, sheet: ClassSheet) -> Rows:
    """Make a row of the round and one an answer."""
    right = [were_right(answer, sheet.people) for answer in sheet.answers]
    yield (
        "class_round",
        {
            "topic": sheet.topic,
            "audience": sheet.audience,
            "language": sheet.language,
            "is_elder": sheet.is_elder,
            "is_finished": sheet.is_finished,
            "people": sheet.people,
            "asked": len(sheet.drawn),
            "answered": len(sheet.answers),
            "given": sheet.people * len(sheet.answers),
            "were_right": sum(right),
        },
    )
    for number, (answer, count) in enumerate(zip(sheet.answers, right, strict=True), start=1):
        yield (
            "class_answer",
            {
                "number": number,
                "question": answer.question,
                "kind": answer.kind,
                "left_word": answer.left_word,
                "right_word": answer.right_word,
                "answer_side": answer.answer_side,
                "stood_left": answer.stood_left,
                "stood_right": sheet.people - answer.stood_left,
                "were_right": count,
                "milliseconds": answer.milliseconds,
            },
        )


KIND = Kind(
    name="quiz-class",
    version=1,
    payload=ClassSheet,
    project=project,
    tables=("class_round", "class_answer"),
    whole_minutes=True,
)
