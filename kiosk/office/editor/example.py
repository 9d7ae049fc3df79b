"""What a manuscript still has of the example bureau, whose pack comes with the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from kiosk.content import service as content
from kiosk.content.check import PLACEHOLDER
from kiosk.office.editor.fields import APART, REFERS
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import SECTIONS, Section, Spot, Tree, every, title

_KIND = re.compile(r"(?:[市县区]|街道|镇|乡)?(?:公安局)?$")
"""What a place is, behind its name."""


@dataclass(frozen=True)
class Leftover:
    """One part that still shows the example bureau: where it is, and what shows it."""

    spot: Spot
    title: str
    what: Pair


def leftovers(tree: Tree) -> list[Leftover]:
    """Return what is still the example's, in the order of the sections."""
    return [each for of in SECTIONS.values() for each in _in_section(tree, of)]


def _in_section(tree: Tree, of: Section) -> Iterator[Leftover]:
    for spot, held in every(tree, of).items():
        said = " ".join(_words(held, of))
        found = [name for name in names() if name in said]
        if found:
            what = Pair(f"写着示例单位的“{found[0]}”", f"names the example's {found[-1]}")
            yield Leftover(spot, title(held), what)
        elif of.name == "cards" and _is_sample(held):
            what = Pair("电话是示例", "its telephone number is a sample")
            yield Leftover(spot, title(held), what)


def _is_sample(card: Tree) -> bool:
    number = str(card.get("phone", ""))
    return bool(card.get("is_placeholder") or PLACEHOLDER.search(number))


@cache
def names() -> list[str]:
    """Return the names of the example's bureau and of its towns, Chinese ones first."""
    pack = content.require_whole(content.bundled())
    places = [pack.event.bureau, *(town.name for town in pack.towns)]
    return [*(_KIND.sub("", each.zh) for each in places), *(each.en.split()[0] for each in places)]


def _words(held: Any, of: Section) -> Iterator[str]:
    """Yield the words of a part that people see: no ids, and nothing of other parts."""
    if isinstance(held, str):
        yield held
    elif isinstance(held, list):
        for each in held:
            yield from _words(each, of)
    elif isinstance(held, dict):
        for name, value in held.items():
            is_id = name == "id" and of.name != "event"
            if not is_id and not {(of.part, name)} & {*APART, *REFERS}:
                yield from _words(value, of)
