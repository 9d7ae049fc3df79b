"""What the fields of a part may name: other parts, pictures, what only one part has of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.content.pack import Item
from kiosk.content.questions import Question, Turn
from kiosk.office.editor.sections import SECTIONS, Spot, Tree, index, part, parts

MOST_SAID = 40
"""Letters of what a turn says that stand in a list of turns."""


def names(tree: Tree, spot: Spot, pictures: Sequence[str]) -> dict[str, list[Any]]:
    """Return the ids and words that a form offers, by what its fields refer to."""
    found: dict[str, list[Any]] = {
        of.name: [(each.get("id", ""), each.get("name") or {}) for each in parts(tree, of)]
        for of in SECTIONS.values()
        if of.is_list and of.within is None
    }
    found["pictures"] = [(each, {}) for each in pictures]
    if spot.section.part is Question:
        found["areas"] = _areas(tree)
    if spot.section.part is Turn and spot.id:
        turns = parts(tree, spot.section, spot.parent)
        found["turns"] = [(each["id"], _turn_name(each)) for each in turns if each["id"] != spot.id]
    if spot.section.part is Item and spot.id:
        before = [each for each in _asked_before(tree, spot) if each["options"]]
        found["items"] = [(each["id"], each.get("prompt")) for each in before]
        found["options"] = [
            (each["id"], each.get("prompt"), [(one["id"], one["text"]) for one in each["options"]])
            for each in before
        ]
    return found


def chosen(tree: Tree, values: Tree) -> dict[str, Any]:
    """Return what a form has chosen already: a question's kind, its scene and the areas there."""
    here = dict(_areas(tree)).get(values.get("scene") or "", [])
    return {"kind": values.get("kind"), "scene": values.get("scene"), "here": here}


def _areas(tree: Tree) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the areas of each scene, by its id."""
    return [
        (each["id"], [(one["id"], one.get("name")) for one in each.get("areas") or ()])
        for each in parts(tree, SECTIONS["scenes"])
    ]


def _turn_name(turn: Tree) -> Tree:
    """Return what a turn is called among others: its id, and how it begins."""
    says = turn.get("says") or {}
    return {each: f"{turn['id']} · {str(says.get(each, ''))[:MOST_SAID]}" for each in ("zh", "en")}


def _asked_before(tree: Tree, spot: Spot) -> list[Tree]:
    """Return the items that people answer before this one, those of blocks among them."""
    every = parts(tree, spot.section, spot.parent)
    before = every[: index(tree, spot)]
    if spot.section.within != "surveys":
        return before
    survey = part(tree, Spot(SECTIONS["surveys"], spot.parent))
    blocks = {each["id"]: each["items"] for each in parts(tree, SECTIONS["blocks"])}
    first = [item for name in survey.get("begins_with", ()) for item in blocks.get(name, ())]
    return first + before
