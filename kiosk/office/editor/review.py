"""Which parts of a pack a competent unit has signed off, and which wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kiosk.content.pack import Reviewed
from kiosk.content.writing import REVIEW
from kiosk.office.editor.differences import words
from kiosk.office.editor.fields import Field, fields_of
from kiosk.office.editor.sections import SECTIONS, Section, Spot, Tree, parts, title
from kiosk.office.editor.words import Pair

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

    @property
    def title(self) -> str:
        """Return the words by which people know the part."""
        return title(self.held)

    @property
    def says(self) -> list[tuple[Pair, str]]:
        """Return what the reviewer has to look at: each field that is filled in, in words."""
        shown = [each for each in fields_of(self.spot.section.part) if each.name not in REVIEW]
        said = ((each.label, _lines(each, self.held.get(each.name))) for each in shown)
        return [(label, text) for label, text in said if text not in ("—", "✗")]


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
            yield Entry(Spot(of, held["id"], outer["id"]), held, state(held, today))


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
