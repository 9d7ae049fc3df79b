"""Questions for a class, and pupils of different skill who answer them by standing somewhere."""

from __future__ import annotations

from random import Random

from kiosk.booth.quiz.classroom.records import LEFT
from kiosk.content.catalog import Catalog
from kiosk.content.questions import Question, Topic
from tests.factories import option, question, topic, words
from tests.quiz.of_kinds import message

PEOPLE = 40
TOPIC = "for-classes"
FEW = "few-for-classes"


def asked() -> list[Question]:
    """Return statements, messages and choices for children, and some that no class is asked."""
    child = {"audience": ("child",)}
    statements = [
        question(f"statement-{n}", kind="true-false", options=(), is_true=n % 2 == 0, **child)
        for n in range(5)
    ]
    messages = [
        question(
            f"message-{n}",
            kind="real-false",
            options=(),
            message=message(is_genuine=n % 2 == 0),
            **child,
        )
        for n in range(4)
    ]
    two = (option("a", is_right=True), option("b"))
    choices = [question(f"choice-{n}", options=two, keep_order=n == 0, **child) for n in range(4)]
    kept = question("kept", keep_order=True, **child)
    others = [question(f"driver-{n}", audience=("driver",)) for n in range(3)]
    return [*statements, *messages, *choices, kept, *others]


def topics(unit: str) -> tuple[Topic, ...]:
    """Return a topic with enough questions for a class, and one with three."""
    few = [question(f"few-{n}", audience=("child",)) for n in range(3)]
    return (
        topic(TOPIC, asked(), unit=unit, short=words("够了", "Enough")),
        topic(FEW, few, unit=unit, short=words("太少", "Few")),
    )


class Pupils:
    """A class whose pupils know more or less; each stands where they believe the answer to be."""

    def __init__(self, seed: int, people: int = PEOPLE) -> None:
        """Draw the pupils' skill; `were_right` counts for each question those who knew."""
        self._random = Random(seed)
        self._skills = [self._random.uniform(0.3, 0.95) for _ in range(people)]
        self.were_right: list[int] = []

    def stood_left(self, answer_side: str) -> int:
        """Let all pupils choose a side; return how many stand on the left."""
        right = sum(self._random.random() < skill for skill in self._skills)
        self.were_right.append(right)
        return right if answer_side == LEFT else len(self._skills) - right


def best_side(catalog: Catalog, name: str, left_words: str) -> str:
    """Return the side of a question's right answer, told from the words on the left alone."""
    held = catalog.questions[name]
    if held.kind == "true-false":
        is_left = (left_words == "对") == held.is_true
    elif held.kind == "real-false":
        assert held.message is not None
        is_left = (left_words == "真的") == held.message.is_genuine
    else:
        is_left = left_words == next(each.text.zh for each in held.options if each.is_right)
    return LEFT if is_left else "right"
