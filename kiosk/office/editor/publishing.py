"""Check the manuscript, make a pack of it, and put it on screens; go back to a former one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.content import check, shape
from kiosk.content import service as content
from kiosk.content.findings import Findings
from kiosk.content.load import Loaded, digest
from kiosk.content.models import StoredPack
from kiosk.content.pack import Pack
from kiosk.content.yaml_tree import Path
from kiosk.errors import Refused
from kiosk.office.editor import manuscript
from kiosk.office.editor.sections import SECTIONS, Section, Spot, Tree


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field of the manuscript, by its path in the pack."""

    path: Path
    zh: str
    en: str
    is_error: bool

    def is_within(self, path: Path) -> bool:
        """Return True if it is a fault of the part at `path`, or of something in it."""
        return self.path[: len(path)] == path


FOUND: Findings[Sequence[Fault]] = Findings(20)
"""The faults of manuscripts that were looked at, by what they follow from."""


class Faults:
    """The faults of a manuscript, gathered as the check finds them."""

    def __init__(self) -> None:
        """Start without any."""
        self.found: list[Fault] = []

    def report(self, path: Path, zh: str, en: str, *, is_error: bool = True) -> None:
        """Take a fault."""
        self.found.append(Fault(path, zh, en, is_error))

    def is_unread(self, _path: Path) -> bool:
        """Return False: every field of a manuscript is there to be read."""
        return False


def faults(tree: Tree, pictures: dict[str, bytes]) -> Sequence[Fault]:
    """Return what is wrong with a manuscript, errors and warnings.

    What was found is known while nobody changes anything: to look through the bundled pack takes
    0.3 s, and each page of the editor asks.
    """
    return FOUND.of(_mark(tree, pictures), lambda: _find(tree, pictures))


def _mark(tree: Tree, pictures: dict[str, bytes]) -> bytes:
    """Return a digest of all that faults follow from: some parts are to be reviewed by a day."""
    mark = hashlib.sha256(clock.today().isoformat().encode())
    mark.update(msgspec.json.encode(tree))
    for name, data in sorted(pictures.items()):
        mark.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return mark.digest()


def _find(tree: Tree, pictures: dict[str, bytes]) -> Sequence[Fault]:
    found = Faults()
    shape.check(found, Pack, tree)
    if not found.found:
        check.check(msgspec.convert(tree, Pack), pictures, found.report)
    return tuple(found.found)


def spot_of(tree: Tree, path: Path) -> Spot | None:
    """Return the part that a path of the pack leads to, the innermost one; None outside any."""
    best: Spot | None = None
    for of in SECTIONS.values():
        found = _within(tree, of, path)
        if found and (best is None or _is_within(of, best.section)):
            best = found
    return best


def _is_within(of: Section, outer: Section) -> bool:
    """Return True if the parts of a section stand within those of another."""
    return of.within == outer.name or of.path[: len(outer.path)] == outer.path


def _within(tree: Tree, of: Section, path: Path) -> Spot | None:
    """Return the part of a section that a path leads to."""
    rest, parent, held = path, "", tree
    if of.within:
        outer = SECTIONS[of.within]
        above = _within(tree, outer, path)
        if above is None:
            return None
        rest, parent = path[len(outer.path) + 1 :], above.id
        held = _at(tree, path[: len(outer.path) + 1])
    if rest[: len(of.path)] != of.path:
        return None
    if not of.is_list:
        return Spot(of)
    if len(rest) <= len(of.path):
        return None
    each = _at(held, rest[: len(of.path) + 1])
    return Spot(of, str(each.get("id", "")), parent) if isinstance(each, dict) else None


def _at(held: Any, path: Path) -> Any:
    for step in path:
        held = held[step]
    return held


def publish(tx: Connection, *, who: str) -> Pack:
    """Make the next version of the manuscript, put it on screens, and end the manuscript.

    The pack is named after the event, so that a bureau's own pack has a name of its own.
    Screens show it from their next sitting on; a central hands it to its booths. Raises Refused
    if nothing was changed, or if there are errors.
    """
    held, pictures = manuscript.read(tx), manuscript.read_files(tx)
    if not held.is_begun:
        raise Refused(
            "还没有修改，不用发布。", "Nothing was changed, so there is nothing to publish."
        )
    errors = [each for each in faults(held.tree, pictures) if each.is_error]
    if errors:
        raise Refused(
            f"还有 {len(errors)} 处错误，改好再发布。",
            f"There are {len(errors)} errors; mend them, then publish.",
        )
    name = held.tree["event"]["id"].partition("/")[0]
    numbered = held.tree | {"id": name, "version": _next_version(tx, name)}
    pack = msgspec.convert(numbered, Pack)
    content.publish(tx, Loaded(pack, pictures, digest(pack, pictures), []))
    accounts.note(tx, who, "content-publish", f"{pack.id} {pack.version}")
    manuscript.discard(tx)
    return pack


def _next_version(tx: Connection, name: str) -> int:
    """Return a version that no pack of this name here has; the first is 1."""
    query = select(func.max(StoredPack.version)).where(StoredPack.name == name)
    latest: int | None = tx.execute(query).scalar()
    return (latest or 0) + 1


def go_back(tx: Connection, beginning: str, *, who: str) -> None:
    """Put a former pack on screens again; the manuscript stays. Raises Unknown, Refused."""
    entry = content.use(tx, beginning)
    accounts.note(tx, who, "content-use", f"{entry.name} {entry.version}")
