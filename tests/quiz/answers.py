"""Answer a question of any kind, right or wholly wrong, as its page would send it."""

from __future__ import annotations

from itertools import count
from random import Random

from msgspec.structs import replace

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz.kinds.base import Asked, QuestionKind
from kiosk.content.catalog import Catalog
from kiosk.content.questions import Topic


def single_choices(catalog: Catalog) -> tuple[Topic, ...]:
    """Return the topics with their single choices alone."""
    return tuple(
        replace(topic, questions=tuple(each for each in topic.questions if each.kind == "single"))
        for topic in catalog.pack.topics
    )


def words_of(kind: QuestionKind, asked: Asked, *, is_right: bool) -> tuple[str, ...]:
    """Return the words of the best answer, or of one that is worth nothing."""
    if is_right:
        return kind.best(asked)
    guesses = (kind.any_answer(asked, Random(seed)) for seed in count())
    return next(words for words in guesses if kind.credit(asked, words) == 0)


def forms(
    catalog: Catalog, question_id: str, *, is_right: bool = True
) -> list[dict[str, list[str]]]:
    """Return the forms that a page sends, one after another."""
    found = kinds.asked(catalog, question_id)
    assert found is not None
    kind, asked = found
    sent = kind.forms(words_of(kind, asked, is_right=is_right))
    return [{name: list(values) for name, values in each.items()} for each in sent]
