"""What stands in the way of deleting: parts that others name, and those that take their place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kiosk.office.editor.fields import fields_of
from kiosk.office.editor.sections import SECTIONS, Section, Spot, Tree, every, ids, parts
from kiosk.office.editor.workbook.sheets import Remark


@dataclass(frozen=True)
class Named:
    """Parts of one section that would be deleted, were they not named by others.

    `by` are the parts that name them, `heirs` those that stay and could be named instead.
    """

    of: Section
    by: tuple[Spot, ...]
    heirs: tuple[Tree, ...]

    @property
    def why(self) -> Remark:
        """Return the refusal to delete these parts: what names them."""
        return Remark(
            "",
            None,
            "",
            f"没有删去别的{self.of.zh}：还有 {len(self.by)} 处写着它们",
            f"the other {self.of.en.lower()} were not deleted: {len(self.by)} parts name them",
        )


def named(tree: Tree, gone: Collection[Spot]) -> list[Named]:
    """Return which deleted parts are still named in a manuscript that is without them."""
    found: dict[str, list[Spot]] = {}
    for of, spot, _, _ in _naming(tree, gone):
        found.setdefault(of.name, []).append(spot)
    return [
        Named(SECTIONS[name], tuple(spots), tuple(parts(tree, SECTIONS[name])))
        for name, spots in found.items()
    ]


def give(tree: Tree, gone: Collection[Spot], heirs: Mapping[str, str]) -> list[Spot]:
    """Let parts name the heir of a section instead of what is deleted; return these parts."""
    given = []
    for of, spot, held, field in list(_naming(tree, gone)):
        heir = heirs.get(of.name, "")
        if heir in ids(tree, of):
            held[field] = heir
            given.append(spot)
    return given


def _naming(tree: Tree, gone: Collection[Spot]) -> Iterator[tuple[Section, Spot, Tree, str]]:
    """Yield the section of what is deleted, the part that names it, and in which field."""
    deleted = {(each.section.name, each.id) for each in gone}
    for of in SECTIONS.values():
        refers = {each.name: each.refers for each in fields_of(of.part) if each.way == "reference"}
        for spot, held in every(tree, of).items() if refers else ():
            for field, section in refers.items():
                if (section, held.get(field)) in deleted:
                    yield SECTIONS[section], spot, held, field
