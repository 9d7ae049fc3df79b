"""Find questions that ask nearly the same, by the threes of characters that they share.

An index from each three to the questions that have it counts what pairs share, so that only pairs
with something in common are ever looked at: 400 questions take about a tenth of a second.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.content import texts
from kiosk.content.questions import Question
from kiosk.content.weaknesses import Placed

LENGTH = 3
ALIKE = 0.3
"""Of all threes that two questions have, the share that both have. Different questions put in the
same pattern (may somebody of 13, of 15 do this?) share up to 0.17 in the bundled pack."""
_MARKS = re.compile(r"\W+")
_UNASKED = ("explanation", "source", "reviewed_by", "guess")


class Pair(NamedTuple):
    """Two questions that are alike, by `share`; `later` comes after `former` in the pack."""

    former: Placed
    later: Placed
    share: float


def pairs(questions: Sequence[Placed]) -> list[Pair]:
    """Return the questions that ask nearly the same, two by two, in the pack's order."""
    grams = [_grams(each.question) for each in questions]
    having: dict[str, list[int]] = defaultdict(list)
    found: list[Pair] = []
    for later, held in enumerate(grams):
        question = questions[later].question
        shared = Counter(former for gram in held for former in having[gram])
        for former, count in sorted(shared.items()):
            share = count / (len(held) + len(grams[former]) - count)
            if share >= ALIKE and not _tell_apart(questions[former].question, question):
                found.append(Pair(questions[former], questions[later], share))
        for gram in held:
            having[gram].append(later)
    return found


def _tell_apart(one: Question, other: Question) -> bool:
    """Return True for questions of two cases: these tell them apart, however alike the prompts."""
    return one.kind == other.kind == "case" and one.case != other.case


def _grams(question: Question) -> set[str]:
    """Return the threes of characters of what is asked, without marks and spaces."""
    asked = "".join(
        text.zh for path, text in texts.walk(question) if path and path[0] not in _UNASKED
    )
    plain = _MARKS.sub("", asked)
    return {plain[at : at + LENGTH] for at in range(len(plain) - LENGTH + 1)}
