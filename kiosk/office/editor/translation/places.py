"""Every text of the manuscript, with the place by which a translator's list names it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kiosk.content.parts import CHINESE
from kiosk.content.texts import FOR_REVIEWERS
from kiosk.errors import Unknown
from kiosk.office.editor.fields import APART, Field, fields_of
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import SECTIONS, Section, Spot, Tree, every, part, title

Step = str | int
MARK = 8
"""Letters of the digest by which a list tells whether a text was changed meanwhile."""
LANGUAGES = {"zh", "en"}


@dataclass(frozen=True)
class Place:
    """One text: in which part, on which path within it, and how people find it."""

    spot: Spot
    path: tuple[Step, ...]
    label: str
    zh: str
    en: str

    @property
    def is_missing(self) -> bool:
        """Return True if Chinese words stand where English ones should."""
        return (
            self.en in ("", self.zh)
            and CHINESE.search(self.zh) is not None
            and self.path[-1] not in FOR_REVIEWERS
        )

    @property
    def key(self) -> str:
        """Return how a list names the text, and what it was."""
        at = "/".join((self.spot.section.name, *filter(None, (self.spot.key,))))
        return f"{at}#{'/'.join(map(str, self.path))}@{mark_of(self.zh, self.en)}"


def mark_of(zh: str, en: str) -> str:
    """Return a short digest of a text in both languages."""
    return hashlib.sha256(f"{zh}\0{en}".encode()).hexdigest()[:MARK]


def places(tree: Tree) -> list[Place]:
    """Return every text of a manuscript that has words, in the order of the sections."""
    return [
        place
        for of in SECTIONS.values()
        for spot, held in _parts(tree, of)
        for place in _within(spot, held, fields_of(of.part), (), title(held) or spot.key)
    ]


def _parts(tree: Tree, of: Section) -> Iterator[tuple[Spot, Tree]]:
    if of.is_list:
        yield from every(tree, of).items()
    else:
        yield Spot(of), part(tree, Spot(of))


def _within(
    spot: Spot, held: Tree, fields: tuple[Field, ...], path: tuple[Step, ...], label: str
) -> Iterator[Place]:
    """Yield the texts of a part, or of a row of one."""
    for field in fields:
        if (spot.section.part, field.name) in APART and not path:
            continue
        yield from _of_value(spot, held.get(field.name), field, (*path, field.name), label)


def _of_value(
    spot: Spot, value: Any, field: Field, path: tuple[Step, ...], label: str
) -> Iterator[Place]:
    said = f"{label} · {field.label.zh}"
    if isinstance(value, dict) and "zh" in value and set(value) <= LANGUAGES:
        zh, en = value.get("zh") or "", value.get("en") or ""
        if zh:
            yield Place(spot, path, f"{spot.section.zh}：{said}", zh, en)
    elif isinstance(value, dict):
        yield from _within(spot, value, field.fields, path, said)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            step = each.get("id", number) if isinstance(each, dict) else number
            counted = _counted(field, number)
            yield from _of_value(spot, each, counted, (*path, step), label)


def _counted(field: Field, number: int) -> Field:
    """Return a list's field as that of one of its rows."""
    zh, en = field.label
    label = Pair(f"{zh} {number + 1}", f"{en} {number + 1}")
    return Field(field.name, field.way, label, field.hint, is_required=False, part=field.part)


def find(tree: Tree, at: str) -> Tree:
    """Return the text itself that a list names, so that it can be changed. Raises Unknown."""
    where, _, path = at.partition("#")
    section, _, key = where.partition("/")
    held: Any = part(tree, Spot.named(section, key))
    for step in path.split("/"):
        held = _step(held, step)
    if not isinstance(held, dict) or "zh" not in held:
        raise Unknown("这一处已经删除。", "This text was deleted.")
    return held


def _step(held: Any, step: str) -> Any:
    if isinstance(held, dict) and step in held:
        return held[step]
    if isinstance(held, list):
        for number, each in enumerate(held):
            name = each.get("id", str(number)) if isinstance(each, dict) else str(number)
            if name == step:
                return each
    raise Unknown("这一处已经删除。", "This text was deleted.")
