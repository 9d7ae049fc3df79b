"""What a workbook would change in the manuscript: which rows are taken, and which are refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import msgspec

from kiosk.content import check
from kiosk.content.pack import Pack
from kiosk.errors import Unknown
from kiosk.office.editor.fields import APART
from kiosk.office.editor.manuscript import seal_all
from kiosk.office.editor.publishing import Fault, Faults, spot_of
from kiosk.office.editor.sections import SECTIONS, Section, Spot, Tree, part, parts, section
from kiosk.office.editor.workbook import heirs
from kiosk.office.editor.workbook.heirs import Named
from kiosk.office.editor.workbook.names import Names
from kiosk.office.editor.workbook.parts import Line, SectionReader, Used
from kiosk.office.editor.workbook.sheets import Remark, SheetRead, find
from kiosk.shell.spreadsheets.sheets import Sheet

Progress = Callable[[int], None]
NAMED_BEFORE = ("blocks", "scenes", "calls")
"""Sections that others name which stand before them."""


@dataclass
class Proposal:
    """What a workbook would change: `tree` is the manuscript as it would be.

    `seen` is the seal of the manuscript from which it was made, `given` are the parts that name an
    heir instead of what is deleted, `named` says which parts are not deleted for others name them.
    """

    tree: Tree
    seen: str
    sheets: list[SheetRead]
    lines: list[Line] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    removed: list[Spot] = field(default_factory=list)
    moved: list[Spot] = field(default_factory=list)
    given: list[Spot] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)

    @property
    def added(self) -> list[Line]:
        """Return the rows that make a new part."""
        return [each for each in self.lines if not each.faults and each.held is None]

    @property
    def changed(self) -> list[Line]:
        """Return the rows that change a part which is there."""
        return [each for each in self._taken if each.held is not None and not each.is_same]

    @property
    def same(self) -> list[Line]:
        """Return the rows that are there already, word for word."""
        return [each for each in self._taken if each.is_same]

    @property
    def refused(self) -> list[Line]:
        """Return the rows that are not taken."""
        return [each for each in self.lines if each.faults]

    @property
    def faults(self) -> list[Remark]:
        """Return what is wrong with the refused rows."""
        return [fault for line in self.refused for fault in line.faults]

    @property
    def spots(self) -> list[Spot]:
        """Return the parts that would be other than they are."""
        lines = [*self.added, *self.changed]
        return [*(each.spot for each in lines), *self.removed, *self.moved, *self.given]

    @property
    def _taken(self) -> list[Line]:
        return [each for each in self.lines if not each.faults]


def count_rows(sheets: Sequence[Sheet]) -> int:
    """Return how many rows there are to read."""
    return sum(len(each.rows) for each in sheets)


def read(
    sheets: Sequence[Sheet],
    file_name: str,
    tree: Tree,
    pictures: Collection[str],
    used: Used,
    *,
    deletes: bool = False,
    given_to: Mapping[str, str] = MappingProxyType({}),
    progress: Progress = lambda _count: None,
) -> Proposal:
    """Return what a workbook's sheets would change in a manuscript. Raises Refused.

    `deletes`: parts that a section's sheet does not have are deleted. `given_to` names, by section,
    the part that others name from then on instead of those.
    """
    found, remarks = find(sheets, file_name)
    remarks += [each for sheet in found for each in sheet.remarks]
    proposal = Proposal(tree, seal_all(tree), found, remarks=remarks)
    names, count = Names(tree), 0

    def one_more() -> None:
        nonlocal count
        count += 1
        progress(count)

    # The order in which they refer to one another; some name what stands behind them.
    for of in sorted(SECTIONS.values(), key=lambda each: each.name not in NAMED_BEFORE):
        own = [each for each in found if each.of is of]
        if own:
            proposal.lines += SectionReader(of, tree, names, used).read(own, one_more)
    _settle(proposal, tree, pictures, given_to, deletes=deletes)
    return proposal


def _settle(
    proposal: Proposal,
    tree: Tree,
    pictures: Collection[str],
    given_to: Mapping[str, str],
    *,
    deletes: bool,
) -> None:
    """Refuse rows that the check of the whole finds at fault, until no more are."""
    while True:
        built = _build(proposal, tree, deletes=deletes)
        proposal.given = heirs.give(built, proposal.removed, given_to)
        pack = _converted(built)
        if pack is None and _blame_shapes(proposal):
            continue
        errors = _errors(built, pack, pictures)
        is_settled = not _blame(proposal, built, errors)
        if is_settled and deletes and proposal.removed:
            broken = _broken(tree, built, errors, pictures)
            if broken:
                proposal.named = heirs.named(built, proposal.removed)
                proposal.remarks += [each.why for each in proposal.named] or [broken]
                deletes = is_settled = False
        if is_settled:
            proposal.tree = built
            return


def _blame(proposal: Proposal, built: Tree, errors: Sequence[Fault]) -> bool:
    """Take errors to the rows that made the parts; return True if any row is refused by it."""
    by_spot = {line.spot: line for line in proposal.lines if not line.faults and not line.is_same}
    blamed = {}
    for each in errors:
        spot = spot_of(built, each.path)
        line = by_spot.get(spot) if spot else None
        if line is None or spot is None:
            continue
        line.fault_at(_own_path(each, spot), each.zh, each.en)
        blamed[line.spot] = line
    return bool(blamed)


def _own_path(fault: Fault, spot: Spot) -> Any:
    """Return the path of a fault within its part."""
    of = spot.section
    outer = len(section(of.within).path) + 1 if of.within else 0
    return fault.path[outer + len(of.path) + (1 if of.is_list else 0) :]


def _broken(
    tree: Tree,
    built: Tree,
    errors: Sequence[Fault],
    pictures: Collection[str],
) -> Remark | None:
    """Return why nothing is deleted: what would be wrong only for that."""
    former = _errors(tree, _converted(tree), pictures)
    before = {(str(spot_of(tree, each.path)), each.zh) for each in former}
    for each in errors:
        spot = spot_of(built, each.path)
        if (str(spot), each.zh) not in before:
            where = f"{spot.section.zh} {spot.key}" if spot else ""
            return Remark(
                "",
                None,
                "",
                f"没有删去工作簿里没有的内容：那样“{where}”会出错（{each.zh}）",
                f"nothing was deleted: “{where}” would be at fault ({each.en})",
            )
    return None


def _converted(tree: Tree) -> Pack | None:
    """Return a manuscript as a pack, None if it does not have the shape of one."""
    try:
        return msgspec.convert(tree, Pack)
    except msgspec.ValidationError:
        return None


def _blame_shapes(proposal: Proposal) -> bool:
    """Refuse the rows whose parts do not have their shape; return True if there are any."""
    taken = [each for each in proposal.lines if not each.faults and not each.is_same]
    for line in taken:
        line.check_shape()
    return any(line.faults for line in taken)


def _errors(tree: Tree, pack: Pack | None, pictures: Collection[str]) -> list[Fault]:
    """Return the errors of a manuscript that its parts' shapes do not say."""
    found = Faults()
    if pack is None:
        tree = _sound(tree)
        pack = _converted(tree)
    if pack is None:
        return []  # Nothing can be checked until the manuscript's own faults are mended.
    check.check_parts(pack, pictures, found.report)
    return [each for each in found.found if each.is_error and not _is_of_others(tree, each)]


def _is_of_others(tree: Tree, fault: Fault) -> bool:
    """Return True if a fault is that a part has too few within it; their rows come one by one."""
    spot = spot_of(tree, fault.path)
    own = _own_path(fault, spot) if spot else ()
    return bool(spot and own and (spot.section.part, own[0]) in APART)


def _sound(tree: Tree) -> Tree:
    """Return a manuscript without the parts that are at fault already."""
    sound: Tree = msgspec.json.decode(msgspec.json.encode(tree))
    for of in reversed(SECTIONS.values()):  # Questions before their topics.
        above = parts(sound, SECTIONS[of.within]) if of.within else [{}]
        for outer in above if of.is_list else ():
            held = parts(sound, of, str(outer.get("id", "")))
            held[:] = [each for each in held if _fits(of, each)]
    return sound


def _fits(of: Section, held: Tree) -> bool:
    try:
        msgspec.convert(held, of.part)
    except msgspec.ValidationError:
        return False
    return True


def _build(proposal: Proposal, base: Tree, *, deletes: bool) -> Tree:
    """Return the manuscript with the rows that are taken."""
    tree: Tree = msgspec.json.decode(msgspec.json.encode(base))
    proposal.removed, proposal.moved = [], []
    by_section: dict[str, list[Line]] = {name: [] for name in SECTIONS}
    for line in proposal.lines:
        by_section[line.spot.section.name].append(line)
    for name, of in SECTIONS.items():
        lines = by_section[name]
        if not of.is_list:
            for line in lines:
                if not line.faults:
                    part(tree, line.spot).update(line.values)
            continue
        by_parent: dict[str, list[Line]] = {}
        for line in lines:
            by_parent.setdefault(line.spot.parent, []).append(line)
            if line.former_parent != line.spot.parent and not line.faults:
                former = parts(tree, of, line.former_parent)
                former[:] = [each for each in former if each["id"] != line.spot.id]
        is_read = any(each.of is of for each in proposal.sheets)
        if deletes and is_read:
            for outer in parts(tree, SECTIONS[of.within]) if of.within else [{"id": ""}]:
                by_parent.setdefault(str(outer["id"]), [])
        for parent, own in by_parent.items():
            _put(proposal, tree, of, parent, own, deletes=deletes and is_read)
    return tree


def _put(
    proposal: Proposal, tree: Tree, of: Section, parent: str, lines: list[Line], *, deletes: bool
) -> None:
    """Put rows into one list, each where it belongs."""
    try:
        every = parts(tree, of, parent)
    except Unknown:
        outer = section(str(of.within))
        for line in lines:
            if not line.faults:
                line.fault(
                    ("^",),
                    f"它的{outer.zh}没有收下；先改好那一行",
                    f"its own {outer.en} was not taken in; mend that row first",
                )
        return
    held = {each["id"]: each for each in every}
    before = list(held)
    if deletes:
        named = {line.spot.id for line in lines}
        gone = [own for own in held if own not in named]
        proposal.removed += [Spot(of, own, parent) for own in gone]
        for own in gone:
            del held[own]
    for line in lines:
        if not line.faults:
            apart: Tree = {name: [] for kind, name in APART if kind is of.part}
            held[line.spot.id] = apart | held.get(line.spot.id, line.held or {}) | line.values
    after = list(_in_order(held, before, lines))
    every[:] = [held[own] for own in after]
    if [own for own in after if own in before] != [own for own in before if own in held]:
        proposal.moved.append(Spot(of, "", parent))


def _in_order(held: Tree, before: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    """Yield the ids of a list: in the sheet's order, if it has all that are there.

    Otherwise what is there keeps its order, and a new part follows the one above it in the sheet.
    """
    named = list(dict.fromkeys(line.spot.id for line in lines if line.spot.id in held))
    if set(named) == set(held):
        yield from named
        return
    there = set(before)
    follows: dict[str, list[str]] = {}
    last = ""
    for own in named:
        if own in there:
            last = own
        else:
            follows.setdefault(last, []).append(own)
    for own in before:
        if own in held:
            yield own
            yield from follows.get(own, ())
    yield from follows.get("", ())
