"""What differs between two packs, part by part, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from kiosk.content.pack import Pack
from kiosk.office.editor.fields import Field, fields_of
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import SECTIONS, Section, Spot, Tree, every, part, plain, title


@dataclass(frozen=True)
class Difference:
    """One part that was added, removed, moved, or changed in some fields."""

    spot: Spot
    title: str
    how: Literal["added", "removed", "moved", "changed"]
    fields: tuple[tuple[Pair, str, str], ...] = ()
    """Label, words before, words after."""


def between(former: Pack | Tree, later: Pack | Tree) -> list[Difference]:
    """Return what differs, in the order of the sections."""
    one, other = (_tree(each) for each in (former, later))
    return [each for of in SECTIONS.values() for each in _in_section(one, other, of)]


def _tree(held: Pack | Tree) -> Tree:
    return held if isinstance(held, dict) else plain(held)


def _in_section(one: Tree, other: Tree, of: Section) -> Iterator[Difference]:
    if not of.is_list:
        spot = Spot(of)
        yield from _changed(spot, part(one, spot), part(other, spot))
        return
    before, after = every(one, of), every(other, of)
    for spot, held in before.items():
        if spot not in after:
            yield Difference(spot, title(held), "removed")
    for spot, held in after.items():
        if spot not in before:
            yield Difference(spot, title(held), "added")
        else:
            yield from _changed(spot, before[spot], held)
    stayed = [spot for spot in before if spot in after]
    if stayed != [spot for spot in after if spot in before]:
        yield Difference(Spot(of), "", "moved")


def _changed(spot: Spot, before: Tree, after: Tree) -> Iterator[Difference]:
    fields = tuple(
        (each.label, words(each, before.get(each.name)), words(each, after.get(each.name)))
        for each in fields_of(spot.section.part)
        if before.get(each.name) != after.get(each.name)
    )
    if fields:
        yield Difference(spot, title(after), "changed", fields)


def words(field: Field, value: Any) -> str:
    """Return a value as people read it, in the language of the sheet: Chinese, then English."""
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool) and not field.choices:
        return "✓" if value else "✗"
    if isinstance(value, list):
        return "；".join(words(field, each) for each in value)
    if isinstance(value, dict):
        if "zh" in value:
            zh, en = value.get("zh", ""), value.get("en", "")
            return f"{zh} / {en}" if en and en != zh else str(zh)
        shown = (words(each, value.get(each.name)) for each in field.fields)
        return "，".join(each for each in shown if each not in ("—", "✗"))
    said = (f"{pair.zh} / {pair.en}" for choice, pair in field.choices if choice == value)
    return next(said, str(value))
