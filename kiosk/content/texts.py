"""Every text of a pack, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from kiosk.content.parts import Text
from kiosk.content.yaml_tree import Path

FOR_REVIEWERS = ("quote",)
"""The text of an article, which no screen shows: nobody waits for its English."""


def walk(part: Any, path: Path = ()) -> Iterator[tuple[Path, Text]]:
    """Yield each text under a part of a pack with its path, in the order of the fields."""
    if isinstance(part, Text):
        yield path, part
    elif isinstance(part, Struct):
        for name in part.__struct_fields__:
            yield from walk(getattr(part, name), (*path, name))
    elif isinstance(part, tuple):
        for number, each in enumerate(part):
            yield from walk(each, (*path, number))


def untranslated(part: Any) -> list[tuple[Path, Text]]:
    """Return the texts that have no English words yet."""
    return [
        (path, text)
        for path, text in walk(part)
        if path[-1] not in FOR_REVIEWERS and not text.is_translated
    ]
