"""How long words take when somebody reads them aloud, as a speaker on the radio does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiosk.content.parts import Text
from kiosk.content.questions import Case

CHARACTERS_A_SECOND = 4
"""Chinese read so that an eighty-year-old follows; a mark is a pause as long as a character."""
WORDS_A_SECOND = 2.5
"""English at 150 words a minute."""
_SOUNDED = re.compile(r"[\u3400-\u9fff]|[0-9]|[A-Za-z]+")


def words(case: Case) -> Iterator[Text]:
    """Yield all that is read of a case: what happened, where it could have stopped, the advice."""
    yield case.title
    yield from (step.text for step in case.steps)
    yield case.lost
    yield from (step.stop for step in case.stops if step.stop)
    yield case.advice


def characters(text: str) -> int:
    """Return how many characters of a Chinese text are heard; marks are not."""
    return len(_SOUNDED.findall(text))


def seconds(case: Case, language: str = "zh") -> int:
    """Return how many seconds a case takes, read aloud in Chinese or in English."""
    said = [getattr(text, language) or text.zh for text in words(case)]
    if language == "zh":
        return round(sum(map(len, said)) / CHARACTERS_A_SECOND)
    return round(sum(len(each.split()) for each in said) / WORDS_A_SECOND)
