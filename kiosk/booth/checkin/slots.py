"""How full each slot is, and choose the one that fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from kiosk import clock
from kiosk.booth.checkin import rules, states
from kiosk.booth.checkin.records import State
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Slot
from kiosk.errors import Refused, Unknown
from kiosk.storage.db import take_turn


@dataclass(frozen=True)
class Room:
    """How full one slot of today is, as far as this laptop knows.

    `reserved` places are kept for invited guests until the slot begins.
    """

    slot: Slot
    taken: int
    reserved: int
    begins: datetime
    ends: datetime
    is_over: bool
    is_now: bool

    @property
    def left(self) -> int:
        """Return how many places anybody may still take."""
        return self.left_for(0)

    def left_for(self, own: int) -> int:
        """Return how many places those may take for whom `own` are reserved."""
        return max(0, self.slot.capacity - self.taken - max(0, self.reserved - own))


def rooms(tx: Connection, catalog: Catalog, event: str) -> list[Room]:
    """Return today's slots in the pack's order, with their places."""
    day, now = clock.today(), clock.now()
    taken, reserved = states.taken(tx, event, day), states.reserved(tx, event, day)
    return [_room(slot, day, now, taken, reserved) for slot in catalog.pack.tour.slots]


def _room(
    slot: Slot, day: date, now: datetime, taken: dict[str, int], reserved: dict[str, int]
) -> Room:
    begins, ends = rules.span(slot, day)
    return Room(
        slot=slot,
        taken=taken.get(slot.id, 0),
        reserved=reserved.get(slot.id, 0) if now < begins else 0,
        begins=begins,
        ends=ends,
        is_over=ends <= now,
        is_now=begins <= now < ends,
    )


def open_rooms(rooms: list[Room]) -> list[Room]:
    """Return the slots that have not ended."""
    return [room for room in rooms if not room.is_over]


def take_places(
    tx: Connection,
    catalog: Catalog,
    event: str,
    slot_id: str | None,
    people: int,
    *,
    own: int = 0,
) -> Slot | None:
    """Return the slot once it has room for `people`; `own` of its reserved places are theirs.

    Runs inside the transaction that takes the places, so two desks cannot take the last one twice.
    Raises Unknown, and Refused with the places left.
    """
    if slot_id is None:
        return None
    take_turn(tx, "slots")
    room = next((each for each in rooms(tx, catalog, event) if each.slot.id == slot_id), None)
    if room is None:
        raise Unknown("没有这个场次。", "There is no such slot.")
    if room.is_over:
        name = _name(room)
        raise Refused(
            f"{name} 这一场已经结束，请选后面的场次。",
            f"The slot {name} is over; choose a later one.",
        )
    _refuse_overfull(room, people, own)
    return room.slot


def take_back(tx: Connection, catalog: Catalog, event: str, state: State, places: int) -> None:
    """Check that a party which steps back into `state` finds `places` more there.

    A slot of today that has ended meanwhile takes it all the same. Raises Refused.
    """
    if state.day != clock.today().isoformat():
        return
    for room in rooms(tx, catalog, event):
        if room.slot.id == state.slot:
            _refuse_overfull(room, places, 0)


def _name(room: Room) -> str:
    return f"{room.slot.starts_at}–{room.slot.ends_at}"


def _refuse_overfull(room: Room, people: int, own: int) -> None:
    name = _name(room)
    left = room.left_for(own)
    if people > left:
        raise Refused(
            f"{name} 这一场只剩 {left} 个名额，你们有 {people} 人；请换一场，或到接待台。",
            f"Only {left} places are left at {name} and you are {people}; choose another slot or "
            "ask the reception.",
        )
