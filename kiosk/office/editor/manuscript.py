"""The manuscript: the pack as staff are changing it, part by part, before it is published.

It begins as the pack on screen with the first change. Each change is kept with what was there
before, so that it can be taken back; a part that somebody else changed meanwhile is never
overwritten unseen.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from kiosk import clock
from kiosk.content import editions
from kiosk.content import service as content
from kiosk.content.models import PackImage
from kiosk.errors import Refused
from kiosk.journal.records import canonical
from kiosk.office.editor import review
from kiosk.office.editor.fields import APART
from kiosk.office.editor.models import ManuscriptChange, ManuscriptFile, ManuscriptRow
from kiosk.office.editor.sections import Section, Spot, Tree, ids, index, new_id, part, parts, plain
from kiosk.storage.db import take_turn
from kiosk.storage.session import load

ONLY = 1
"""There is one manuscript; this is its row."""
SEVERAL = ""
"""The section of a change of several parts at once: before it the whole tree, after it which."""


class ChangedMeanwhile(Refused):
    """Somebody else changed this part after it was opened; `theirs` is how it is now."""

    def __init__(self, theirs: Tree, change: ManuscriptChange | None) -> None:
        """Keep how the part is now, and name who changed it."""
        who = change.who if change else "?"
        super().__init__(
            f"{who} 刚刚也改了这里；下面标出了现在的内容。再按一次保存，就以您的为准。",
            f"{who} changed this meanwhile; what is there now is shown below. Save once more to "
            "let your words stand.",
        )
        self.theirs = theirs


@dataclass(frozen=True)
class Manuscript:
    """The pack as it stands in the editor; `base` is the digest of the pack it began as."""

    tree: Tree
    base: str
    is_begun: bool


def read(tx: Connection) -> Manuscript:
    """Return the manuscript, or the pack on screen where nothing was changed yet."""
    row = tx.execute(select(ManuscriptRow.base, ManuscriptRow.body)).first()
    if row:
        return Manuscript(_decoded(row.body), row.base, is_begun=True)
    catalog = content.read_newest(tx)
    return Manuscript(plain(catalog.pack), catalog.digest, is_begun=False)


def _decoded(body: bytes) -> Tree:
    """Return the tree that is written in `body`.

    The garbage collector waits meanwhile: none of the 100,000 lists and dicts of 5,000 questions is
    garbage, and looking through them and the whole program would take four times as long.
    """
    gc.disable()
    try:
        tree: Tree = msgspec.json.decode(body)
        return tree
    finally:
        gc.enable()


def read_file(tx: Connection, name: str) -> bytes | None:
    """Return a picture or recording of the manuscript, or None."""
    files = _files(tx)
    query = select(files.data).where(files.name == name)
    return tx.execute(query).scalar()


def read_files(tx: Connection) -> dict[str, bytes]:
    """Return all pictures and recordings of the manuscript by name."""
    files = _files(tx)
    return {row.name: row.data for row in tx.execute(select(files.name, files.data))}


def file_sizes(tx: Connection) -> dict[str, int]:
    """Return the bytes of each picture and recording of the manuscript, by name."""
    files = _files(tx)
    query = select(files.name, func.length(files.data).label("size"))
    return {row.name: row.size for row in tx.execute(query)}


def _files(tx: Connection) -> Any:
    """Return the rows of the manuscript's files, or of the pack's on screen before it is begun."""
    if tx.execute(select(ManuscriptRow.id)).first():
        return select(ManuscriptFile.name, ManuscriptFile.data).subquery().c
    own = PackImage.digest == content.read_newest(tx).digest
    return select(PackImage.name, PackImage.data).where(own).subquery().c


def _open(tx: Connection) -> Tree:
    """Return the manuscript's tree to change; begin it with the first change."""
    take_turn(tx, "manuscript")
    held = read(tx)
    if not held.is_begun:
        pictures = read_files(tx)
        row = {"id": ONLY, "base": held.base, "body": canonical(held.tree)}
        tx.execute(insert(ManuscriptRow), row | {"begun_at": clock.stamp(clock.now())})
        if pictures:
            rows = [{"name": name, "data": data} for name, data in pictures.items()]
            tx.execute(insert(ManuscriptFile), rows)
    return held.tree


def _keep(tx: Connection, tree: Tree) -> None:
    tx.execute(update(ManuscriptRow).values(body=canonical(tree)))


def put_file(tx: Connection, name: str, data: bytes) -> None:
    """Keep a picture or recording under a name, which may be one that is there."""
    _open(tx)
    tx.execute(delete(ManuscriptFile).where(ManuscriptFile.name == name))
    tx.execute(insert(ManuscriptFile), {"name": name, "data": data})


def seal(held: Tree, spot: Spot) -> str:
    """Return a digest of a part's own fields, by which a form tells what it was opened on."""
    own = {key: value for key, value in held.items() if (spot.section.part, key) not in APART}
    return hashlib.sha256(canonical(own)).hexdigest()


def save(tx: Connection, spot: Spot, values: Tree, *, seen: str, who: str) -> None:
    """Change the fields of a part; other fields stay. `seen` is the seal of what was opened.

    Raises Unknown, or ChangedMeanwhile if the part is not what was opened any more.
    """
    tree = _open(tx)
    whole = canonical(tree)
    held = part(tree, spot)
    before = dict(held)
    if seal(held, spot) != seen:
        raise ChangedMeanwhile(held, last_change(tx, spot))
    held.update(values)
    review.lapse(spot.section.part, before, held)
    if held != before:
        number = index(tree, spot) if spot.section.is_list else 0
        if not _lapsed(tx, tree, whole, spot, who):
            _note(tx, spot, who, number, before=before, after=held)
        _keep(tx, tree)


def _lapsed(tx: Connection, tree: Tree, before: bytes, spot: Spot, who: str) -> bool:
    """Take the review off questions that a changed scene or call belongs to.

    Return True if there were any: then the change is kept as one of several parts.
    """
    lapsed = review.lapse_naming(tree, spot)
    if lapsed:
        _note_several(tx, before, [spot, *lapsed], who)
    return bool(lapsed)


def add(tx: Connection, at: Spot, values: Tree, *, who: str) -> Spot:
    """Add a part at the end of a section; return its spot, with the id that it was given."""
    tree = _open(tx)
    return _insert(tx, tree, at, values, len(parts(tree, at.section, at.parent)), who)


def copy(tx: Connection, spot: Spot, *, who: str) -> Spot:
    """Put a copy of a part behind it, with an id of its own; return its spot. Raises Unknown."""
    tree = _open(tx)
    return _insert(tx, tree, spot, part(tree, spot), index(tree, spot) + 1, who)


def _insert(tx: Connection, tree: Tree, at: Spot, values: Tree, number: int, who: str) -> Spot:
    spot = at.beside(new_id(tree, at, used_ids(tx, at.section)))
    held, whole = values | {"id": spot.id}, canonical(tree)
    for child in (name for kind, name in APART if kind is at.section.part):
        # Ids of turns are those of their call alone, so that a copy may keep them.
        held[child] = held.get(child, []) if child == "turns" else []
    parts(tree, at.section, at.parent).insert(number, held)
    if not _lapsed(tx, tree, whole, spot, who):
        _note(tx, spot, who, number, before=None, after=held)
    _keep(tx, tree)
    return spot


def used_ids(tx: Connection, of: Section) -> set[str]:
    """Return ids that parts had, here or in any pack ever shown: records name them."""
    query = select(ManuscriptChange.section, ManuscriptChange.key, ManuscriptChange.after)
    used = set()
    for section, key, after in tx.execute(query.where(_is_of(of))):
        keys = [key] if section else keys_within(after, of)
        used |= {each.rpartition("/")[2] for each in keys}
    for edition in editions.packs(tx).editions:
        used |= ids(plain(edition.pack), of)
    return used


def _is_of(of: Section) -> ColumnElement[bool]:
    """Select the changes of a section's parts, and those of several parts at once."""
    return ManuscriptChange.section.in_((of.name, SEVERAL))


def keys_within(after: str | None, of: Section) -> list[str]:
    """Return which parts of a section a change of several parts touched."""
    return [key for name, key in msgspec.json.decode(after or "[]") if name == of.name]


def replace(tx: Connection, tree: Tree, spots: Iterable[Spot], *, seen: str, who: str) -> None:
    """Put another tree in the place of the manuscript's, as one change, taken back as one.

    `spots` are the parts in which they differ, `seen` the seal of the tree from which the other
    was made. Raises Refused if the manuscript is not that any more.
    """
    held = _open(tx)
    if seal_all(held) != seen:
        raise Refused(
            "刚才有人改了修改稿，没有收；请再看一遍要改什么，然后再收。",
            "Somebody changed the manuscript meanwhile, nothing was taken in; look once more at "
            "what would change, then take it in.",
        )
    _note_several(tx, canonical(held), spots, who)
    _keep(tx, tree)


def _note_several(tx: Connection, before: bytes, spots: Iterable[Spot], who: str) -> None:
    """Keep a change of several parts as one; `before` is the whole tree."""
    row = {
        "changed_at": clock.stamp(clock.now()),
        "who": who,
        "section": SEVERAL,
        "key": "",
        "place": 0,
        "before": before.decode(),
        "after": canonical([(each.section.name, each.key) for each in spots]).decode(),
    }
    tx.execute(insert(ManuscriptChange), row)


def seal_all(tree: Tree) -> str:
    """Return a digest of a whole manuscript, which differs once anything was changed."""
    return hashlib.sha256(canonical(tree)).hexdigest()


def remove(tx: Connection, spot: Spot, *, who: str) -> None:
    """Delete a part, with all within it. Raises Unknown."""
    tree = _open(tx)
    whole = canonical(tree)
    number = index(tree, spot)
    held = parts(tree, spot.section, spot.parent).pop(number)
    if not _lapsed(tx, tree, whole, spot, who):
        _note(tx, spot, who, number, before=held, after=None)
    _keep(tx, tree)


def move(tx: Connection, spot: Spot, to: int, *, who: str) -> None:
    """Put a part at another spot of its list, from 0. Raises Unknown."""
    tree = _open(tx)
    number, every = index(tree, spot), parts(tree, spot.section, spot.parent)
    to = max(0, min(to, len(every) - 1))
    if to != number:
        held = every.pop(number)
        every.insert(to, held)
        _note(tx, spot, who, number, before=held, after=held, moved_to=to)
        _keep(tx, tree)


def changes(tx: Connection, most: int = 50) -> list[ManuscriptChange]:
    """Return the changes since the manuscript began, the newest first."""
    query = select(ManuscriptChange).order_by(ManuscriptChange.number.desc())
    return load(tx, query.limit(most))


def last_change(tx: Connection, spot: Spot) -> ManuscriptChange | None:
    """Return the latest change of one part."""
    query = (
        select(ManuscriptChange)
        .where(_is_of(spot.section), ManuscriptChange.key.in_((spot.key, "")))
        .order_by(ManuscriptChange.number.desc())
    )
    for each in load(tx, query):
        if each.section or spot.key in keys_within(each.after, spot.section):
            return each
    return None


def last_of(tx: Connection, who: str, field: str) -> Any:
    """Return what a person wrote last into a field of any part, or None."""
    for change in changes(tx, 200):
        if change.who == who and change.after and change.section != SEVERAL:
            held = msgspec.json.decode(change.after)
            if held.get(field):
                return held[field]
    return None


def undo(tx: Connection) -> ManuscriptChange:
    """Take the newest change back, and return it. Raises Refused if nothing was changed."""
    tree = _open(tx)
    newest = next(iter(changes(tx, 1)), None)
    if newest is None:
        raise Refused("没有可以撤销的修改。", "There is no change to take back.")
    before: Tree | None = msgspec.json.decode(newest.before) if newest.before else None
    if newest.section == SEVERAL and before is not None:
        tx.execute(delete(ManuscriptChange).where(ManuscriptChange.number == newest.number))
        _keep(tx, before)
        return newest
    spot = Spot.named(newest.section, newest.key)
    if not spot.section.is_list:
        held = part(tree, spot)
        held.clear()
        held.update(before or {})
    else:
        every = parts(tree, spot.section, spot.parent)
        if newest.after:
            every.pop(index(tree, spot))
        if before is not None:
            every.insert(newest.place, before)
    tx.execute(delete(ManuscriptChange).where(ManuscriptChange.number == newest.number))
    _keep(tx, tree)
    return newest


def discard(tx: Connection) -> None:
    """Drop the manuscript; the next change begins with the pack on screen."""
    for table in (ManuscriptRow, ManuscriptFile, ManuscriptChange):
        tx.execute(delete(table))


def _note(
    tx: Connection,
    spot: Spot,
    who: str,
    number: int,
    *,
    before: Any,
    after: Any,
    moved_to: int | None = None,
) -> None:
    """Keep a change, with the way back."""
    row = {
        "changed_at": clock.stamp(clock.now()),
        "who": who,
        "section": spot.section.name,
        "key": spot.key,
        "place": number,
        "moved_to": moved_to,
        "before": None if before is None else canonical(before).decode(),
        "after": None if after is None else canonical(after).decode(),
    }
    tx.execute(insert(ManuscriptChange), row)
