"""Answer a question of any kind as its page asks, right or wrong."""

from __future__ import annotations

from random import Random

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz.kinds.base import WHOLE, Sent
from kiosk.content.catalog import Catalog


def forms(catalog: Catalog, question_id: str, *, is_right: bool = True) -> list[Sent]:
    """Return what a page sends, form by form, until a right answer is given, or a wrong one."""
    kind, asked = kinds.asked(catalog, question_id) or (None, None)
    assert kind
    assert asked
    words, random = kind.best(asked), Random(1)
    while not is_right and kind.credit(asked, words) >= WHOLE:
        words = kind.any_answer(asked, random)
    return kind.forms(words)
