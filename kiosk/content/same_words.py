"""Warn of parts of a pack that have the same words, so that only their ids differ.

Exports head a column by an item's words, and put an option's words into cells; what looks alike is
numbered there, and nobody knows which is which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.content.pack import FeedbackKind, Pack, Reason, Unit, Visitor
from kiosk.content.parts import Option, Text
from kiosk.content.problems import Report
from kiosk.content.questions import Topic
from kiosk.content.yaml_tree import Path
from kiosk.typed_text import as_seen

Named = tuple[Path, str, Text]
"""Where words stand, the id of the part whose words they are, and the words."""


def check(pack: Pack, report: Report) -> None:
    """Report, as warnings, words that stand twice where exports need them to differ."""
    for group in _groups(pack):
        for language in ("zh", "en"):
            first: dict[str, str] = {}
            for path, name, text in group:
                former = first.setdefault(as_seen(text[language]), name)
                if former != name:
                    report(
                        (*path, language),
                        f"{name} 和 {former} 的文字相同，导出的表里分不清；请写得不同",
                        f"{name} and {former} have the same words, so that exports do not tell "
                        "them apart; let them differ",
                        is_error=False,
                    )


def _groups(pack: Pack) -> Iterator[list[Named]]:
    """Yield the words that must differ from one another, group by group."""
    prompts: list[Named] = []
    for s, survey in enumerate(pack.surveys):
        for i, item in enumerate(survey.items):
            path: Path = ("surveys", s, "items", i)
            prompts.append(((*path, "prompt"), f"{survey.id}.{item.id}", item.prompt))
            yield _texts((*path, "options"), item.options)
    for b, block in enumerate(pack.blocks):
        for i, item in enumerate(block.items):
            path = ("blocks", b, "items", i)
            prompts.append(((*path, "prompt"), f"{block.id}.{item.id}", item.prompt))
            yield _texts((*path, "options"), item.options)
    yield prompts  # All surveys stand in one table, each item in a column of its own.
    questions: list[Named] = []
    for t, topic in enumerate(pack.topics):
        for q, question in enumerate(topic.questions):
            path = ("topics", t, "questions", q)
            questions.append(((*path, "prompt"), question.id, question.prompt))
            yield _texts((*path, "options"), question.options)
    yield questions
    yield _texts(("rating", "faces"), pack.rating.faces)
    yield _texts(("rating", "reasons"), pack.rating.reasons)
    for f, kind in enumerate(pack.feedback):
        yield _texts(("feedback", f, "chips"), kind.chips)
    yield _names(("units",), pack.units)
    yield _names(("topics",), pack.topics)
    yield _names(("feedback",), pack.feedback)
    yield _names(("tour", "visitors"), pack.tour.visitors)


def _texts(path: Path, parts: Sequence[Option | Reason]) -> list[Named]:
    return [((*path, place, "text"), part.id, part.text) for place, part in enumerate(parts)]


def _names(path: Path, parts: Sequence[Unit | Topic | FeedbackKind | Visitor]) -> list[Named]:
    return [((*path, place, "name"), part.id, part.name) for place, part in enumerate(parts)]
