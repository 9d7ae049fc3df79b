"""Put notices and quotations on the wall, take them down, and put them back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.errors import Unknown
from kiosk.journal.service import new_id
from kiosk.office.wall import rules
from kiosk.office.wall.models import WallLine
from kiosk.storage.session import load


def add(tx: Connection, given: Mapping[str, str], *, event: str, who: str) -> None:
    """Put a notice or a quotation on the wall, as a form gives it. Raises Refused.

    What was there on former days is dropped: it stood in clear, and nobody needs it any more.
    """
    kind = rules.read_kind(given.get("kind", ""))
    zh, en = rules.read_words(kind, given.get("zh", ""), given.get("en", ""))
    now = clock.local_now()
    begins, ends = rules.read_times(given.get("begins", ""), given.get("ends", ""), now)
    tx.execute(delete(WallLine).where(WallLine.ends < clock.stamp(clock.midnight(now.date()))))
    tx.execute(
        insert(WallLine).values(
            id=new_id(),
            kind=kind,
            event=event,
            zh=zh,
            en=en,
            begins=clock.stamp(begins),
            ends=clock.stamp(ends),
            made_at=clock.stamp(now),
            is_up=True,
        )
    )
    act = "wall-notice" if kind == "notice" else "wall-quote"
    accounts.note(tx, who, act, f"{begins:%H:%M}–{ends:%H:%M}")


def move(tx: Connection, line: str, *, is_up: bool, who: str) -> None:
    """Take a line down, or put it back; doing so again changes nothing. Raises Unknown."""
    held = tx.execute(select(WallLine.is_up, WallLine.kind).where(WallLine.id == line)).first()
    if held is None:
        raise Unknown("大屏上没有这一条了。", "This is not on the wall any more.")
    if held.is_up == is_up:
        return
    tx.execute(update(WallLine).where(WallLine.id == line).values(is_up=is_up))
    accounts.note(tx, who, "wall-up" if is_up else "wall-down", held.kind)


def drop(tx: Connection, event: str) -> None:
    """Drop an event's lines when its sealed parts are erased: quotations come from them."""
    tx.execute(delete(WallLine).where(WallLine.event == event))


def of_today(tx: Connection, event: str) -> list[WallLine]:
    """Return what staff put on the wall today, the newest first, also what they took down."""
    today = clock.stamp(clock.midnight(clock.today()))
    query = select(WallLine).where(WallLine.event == event, WallLine.ends >= today)
    return load(tx, query.order_by(WallLine.made_at.desc(), WallLine.id))


def shown(tx: Connection, event: str) -> list[WallLine]:
    """Return what stands on the wall now, in the order of its hours."""
    now = clock.stamp(clock.now())
    query = select(WallLine).where(
        WallLine.event == event, WallLine.is_up, WallLine.begins <= now, WallLine.ends > now
    )
    return load(tx, query.order_by(WallLine.begins, WallLine.made_at, WallLine.id))
