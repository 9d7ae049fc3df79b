"""Write an entry on an activity, remove it, take a change back; add and change its photos.

A form names the change it was made from. Where another one came since, it is refused, so that
nobody overwrites what they have not seen.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Literal

import msgspec
from sqlalchemy import Connection

from kiosk.errors import Refused, Unknown
from kiosk.journal import service as journal
from kiosk.journal import taps
from kiosk.journal.service import new_id
from kiosk.office.activities import report, rules
from kiosk.office.activities.models import ActivityPhoto
from kiosk.office.activities.records import ENTRY, PHOTO, Act, ActivityTold, PhotoTold
from kiosk.office.activities.rules import Given
from kiosk.shell.picture import Picture

Change = Literal["save", "remove", "restore", "earlier", "later"]


class Stale(Refused):
    """Raised when an entry was changed after a form was opened; `now` is how it stands."""

    def __init__(self, now: ActivityTold, fields: list[str]) -> None:
        """Name who changed what."""
        zh = "、".join(rules.FIELDS[name][0] for name in fields) or "内容"
        en = ", ".join(rules.FIELDS[name][1] for name in fields) or "its content"
        super().__init__(
            f"{now.actor} 刚刚改过这份填报（{zh}），所以没有保存。请看一下改成了什么，再保存一次。",
            f"{now.actor} changed this entry meanwhile ({en}), so it was not saved. Look at what "
            "it says now, then save again.",
        )
        self.now = now
        self.fields = fields


def save(
    tx: Connection, given: Given, *, entry: str, base: int, event: str, units: set[str], actor: str
) -> None:
    """Write an entry; `base` is the number of the state that the form showed, 0 for a new one.

    A form sent twice changes nothing the second time. Raises Refused, and Stale.
    """
    taps.require(entry)
    given = rules.fit(given)
    states = report.history(tx, entry)
    now = states[-1].told if states else None
    if given.about_unit not in units and (now is None or given.about_unit != now.about_unit):
        raise Refused("请从列表里选单位。", "Choose the unit from the list.")
    wanted = ActivityTold(
        entry=entry,
        number=base + 1,
        of_event=now.of_event if now else event,
        is_removed=False,
        act="save",
        actor=actor,
        **msgspec.structs.asdict(given),
    )
    if now and not rules.differing(now, wanted):
        return
    _require_fresh(tx, entry, base)
    journal.append(tx, ENTRY, wanted)


def remove(tx: Connection, entry: str, base: int, actor: str) -> None:
    """Remove an entry from lists and reports; its records stay. Raises Unknown, Stale."""
    now = report.find(tx, entry).told
    if not now.is_removed:
        _require_fresh(tx, entry, base)
        _append(tx, now, now, "remove", actor)


def undo(tx: Connection, entry: str, base: int, actor: str) -> None:
    """Take the last change of an entry back, a removal as well. Raises Unknown, Refused, Stale."""
    states = report.history(tx, entry)
    now = report.find(tx, entry).told
    _require_fresh(tx, entry, base)
    if len(states) < 2:
        raise Refused(
            "这是第一版，没有可撤销的。", "This is its first state; nothing to take back."
        )
    _append(tx, states[-2].told, now, "undo", actor)


def _append(tx: Connection, wanted: ActivityTold, now: ActivityTold, act: Act, actor: str) -> None:
    is_removed = act == "remove" or (act == "undo" and wanted.is_removed)
    told = msgspec.structs.replace(
        wanted, number=now.number + 1, is_removed=is_removed, act=act, actor=actor
    )
    journal.append(tx, ENTRY, told)


def _require_fresh(tx: Connection, entry: str, base: int) -> None:
    states = [each.told for each in report.history(tx, entry)]
    number = states[-1].number if states else 0
    if base == number:
        return
    if not states:
        raise Unknown("没有这份活动填报。", "There is no such entry.")
    seen = next((each for each in states if each.number == base), None)
    raise Stale(states[-1], rules.differing(seen, states[-1]) if seen else list(rules.FIELDS))


def add_photo(tx: Connection, entry: str, picture: Picture, caption: str, actor: str) -> bool:
    """Add a photo to an entry; return whether it is new. Raises Unknown, and Refused when full."""
    report.find(tx, entry)
    held = report.photos(tx, entry)
    shown = [each for each in held if not each.is_removed]
    digest = hashlib.sha256(picture.jpeg).hexdigest()
    if any(each.digest == digest for each in shown):
        return False
    if len(shown) >= rules.MOST_PHOTOS:
        raise Refused(
            f"一份填报最多 {rules.MOST_PHOTOS} 张照片；请先移除一张。",
            f"An entry has at most {rules.MOST_PHOTOS} photos; remove one first.",
        )
    told = PhotoTold(
        photo=new_id(),
        entry=entry,
        number=1,
        caption=rules.plain(caption, rules.MOST_CAPTION).replace("\n", " "),
        position=max((each.position for each in held), default=0) + 1,
        width=picture.width,
        height=picture.height,
        digest=digest,
        is_removed=False,
        actor=actor,
        jpeg=base64.b64encode(picture.jpeg).decode(),
    )
    journal.append(tx, PHOTO, told)
    return True


def change_photo(
    tx: Connection, entry: str, photo: str, change: Change, caption: str, actor: str
) -> None:
    """Give a photo its caption, move it, remove it or put it back. Raises Unknown, Refused."""
    held = {each.photo: each for each in report.photos(tx, entry)}
    now = held.get(photo)
    if now is None:
        raise Unknown("没有这张照片。", "There is no such photo.")
    if change == "save":
        caption = rules.plain(caption, rules.MOST_CAPTION).replace("\n", " ")
        if caption != now.caption:
            _append_photo(tx, now, actor, caption=caption)
    elif change in ("remove", "restore"):
        _show_photo(tx, list(held.values()), now, actor, is_removed=change == "remove")
    else:
        shown = [each for each in held.values() if not each.is_removed]
        _move_photo(tx, shown, now, -1 if change == "earlier" else 1, actor)


def _show_photo(
    tx: Connection, held: list[ActivityPhoto], now: ActivityPhoto, actor: str, *, is_removed: bool
) -> None:
    if is_removed == now.is_removed:
        return
    if not is_removed and sum(not each.is_removed for each in held) >= rules.MOST_PHOTOS:
        raise Refused(
            f"一份填报最多 {rules.MOST_PHOTOS} 张照片；请先移除一张。",
            f"An entry has at most {rules.MOST_PHOTOS} photos; remove one first.",
        )
    _append_photo(tx, now, actor, is_removed=is_removed)


def _move_photo(
    tx: Connection, shown: list[ActivityPhoto], now: ActivityPhoto, step: int, actor: str
) -> None:
    """Change places with the photo before or behind."""
    place = shown.index(now) + step if now in shown else -1
    if 0 <= place < len(shown):
        other = shown[place]
        _append_photo(tx, now, actor, position=other.position)
        _append_photo(tx, other, actor, position=now.position)


def _append_photo(
    tx: Connection,
    now: ActivityPhoto,
    actor: str,
    *,
    caption: str | None = None,
    position: int | None = None,
    is_removed: bool | None = None,
) -> None:
    told = PhotoTold(
        photo=now.photo,
        entry=now.entry,
        number=now.number + 1,
        caption=now.caption if caption is None else caption,
        position=now.position if position is None else position,
        width=now.width,
        height=now.height,
        digest=now.digest,
        is_removed=now.is_removed if is_removed is None else is_removed,
        actor=actor,
        jpeg=None,
    )
    journal.append(tx, PHOTO, told)
