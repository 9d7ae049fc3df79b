"""Which parts of a pack a competent unit has signed off, and which wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kiosk.content.parts import Reviewed
from kiosk.content.questions import Question
from kiosk.content.writing import REVIEW
from kiosk.office.editor.differences import words
from kiosk.office.editor.fields import Field, fields_of
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import (
    SECTIONS,
    Section,
    Spot,
    Tree,
    children,
    every,
    parts,
    title,
)

SIGNED_WITH = ("scenes", "calls", "cases")
"""Sections whose parts are signed off with the questions that name them."""
State = Literal["unreviewed", "overdue", "reviewed"]
STATES: dict[State, Pair] = {
    "unreviewed": Pair("未审核", "not reviewed"),
    "overdue": Pair("审核到期", "review overdue"),
    "reviewed": Pair("已审核", "reviewed"),
}


@dataclass(frozen=True)
class Entry:
    """One part that may be signed off, and how far it is."""

    spot: Spot
    held: Tree
    state: State
    named: tuple[tuple[Section, Tree], ...] = ()
    """The scene or the call that a question names, which is signed off with it."""

    @property
    def title(self) -> str:
        """Return the words by which people know the part."""
        return title(self.held)

    @property
    def says(self) -> list[tuple[Pair, str]]:
        """Return what the reviewer has to look at: each field that is filled in, in words."""
        shown = [each for each in fields_of(self.spot.section.part) if each.name not in REVIEW]
        said = ((each.label, _lines(each, self.held.get(each.name))) for each in shown)
        found = [(label, text) for label, text in said if text not in ("—", "✗")]
        return found + [each for of, held in self.named for each in _of_named(of, held)]

    @property
    def pictures(self) -> list[str]:
        """Return the names of the pictures that belong to the part."""
        return [str(held["picture"]) for _, held in self.named if held.get("picture")]


def _of_named(of: Section, held: Tree) -> Iterator[tuple[Pair, str]]:
    """Yield the words of a scene or a call, its turns among them."""
    for field in fields_of(of.part):
        if (text := _lines(field, held.get(field.name))) != "—":
            zh, en = field.label
            yield Pair(f"{of.zh}·{zh}", f"{of.en}: {en}"), text
    for inner in children(of):
        for each in held.get(inner.path[-1]) or ():
            own = (_lines(field, each.get(field.name)) for field in fields_of(inner.part))
            words_of = "\n".join(text for text in own if text != "—")
            yield Pair(f"{inner.zh} {each['id']}", f"{inner.en} {each['id']}"), words_of


def _lines(field: Field, value: Any) -> str:
    """Return a field's words; rows such as options have a line each."""
    if field.way in ("rows", "texts") and isinstance(value, list):
        return "\n".join(words(field, each) for each in value)
    return words(field, value)


def entries(tree: Tree, today: date) -> Iterator[Entry]:
    """Yield every part of a manuscript that may be signed off."""
    for of in SECTIONS.values():
        if issubclass(of.part, Reviewed):
            yield from _of_section(tree, of, today)


def _of_section(tree: Tree, of: Section, today: date) -> Iterator[Entry]:
    above = parts(tree, SECTIONS[of.within]) if of.within else [{"id": ""}]
    for outer in above:
        for held in parts(tree, of, outer["id"]):
            named = tuple(_named(tree, of, held))
            yield Entry(Spot(of, held["id"], outer["id"]), held, state(held, today), named)


def _named(tree: Tree, of: Section, held: Tree) -> Iterator[tuple[Section, Tree]]:
    """Yield the scene and the call that a question names."""
    for field in fields_of(of.part):
        if field.refers in SIGNED_WITH:
            other = SECTIONS[field.refers]
            found = (each for each in parts(tree, other) if each["id"] == held.get(field.name))
            yield from ((other, each) for each in found)


def lapse_naming(tree: Tree, spot: Spot) -> list[Spot]:
    """Take the review off the questions whose scene or call was changed; return which they were.

    `spot` is the scene, the call, or a turn of one.
    """
    of = spot.section
    name, own = (of.within, spot.parent) if of.within in SIGNED_WITH else (of.name, spot.id)
    if name not in SIGNED_WITH:
        return []
    lapsed = []
    for field in fields_of(Question):
        if field.refers == name:
            for at, held in every(tree, SECTIONS["questions"]).items():
                if held.get(field.name) == own and held.get("reviewed_on"):
                    held.update(reviewed_by=None, reviewed_on=None)
                    lapsed.append(at)
    return lapsed


def state(held: Tree, today: date) -> State:
    """Return how far the review of a part is."""
    if not held.get("reviewed_on"):
        return "unreviewed"
    due = held.get("review_due")
    return "overdue" if isinstance(due, str) and due < today.isoformat() else "reviewed"


def signed(post: str, today: date, due: str) -> Tree:
    """Return the fields of a part that a post signs off today; `due` is the next review."""
    return {
        "reviewed_by": {"zh": post, "en": post},
        "reviewed_on": today.isoformat(),
        "review_due": due or None,
    }


def lapse(part: type[Any], before: Tree, after: Tree) -> None:
    """Take the review off a part whose words changed: what was signed off is not what it says."""
    if not issubclass(part, Reviewed) or not before.get("reviewed_on"):
        return
    changed = {name for name in after if after[name] != before.get(name)}
    if changed and changed.isdisjoint(REVIEW):
        after.update(reviewed_by=None, reviewed_on=None)
