"""Let simulated parties visit the station: they check in for a slot, go in, and leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection

from kiosk import clock
from kiosk.booth.checkin import rules, service, slots
from kiosk.booth.checkin.records import Head
from kiosk.booth.checkin.slots import Room
from kiosk.content.catalog import Catalog
from kiosk.journal import this_device

ACTOR = "reception"
CLASSES = 0.08
"""Share of the parties that are a school class."""
WORTH_WHILE = timedelta(minutes=20)
"""Nobody joins a slot that ends sooner."""


def come(tx: Connection, catalog: Catalog, random: Random, language: str) -> None:
    """Let a party check in now, go in when its slot opens, and leave about when it ends.

    Nothing but counts is kept of it. Where no slot has room the party goes home.
    """
    heads, under_14 = _heads(catalog, random)
    room = _room(tx, catalog, sum(head.people for head in heads))
    if room is None:
        return
    held = service.check_in(
        tx,
        catalog,
        service.Party(heads=heads, under_14=under_14),
        tap=_tap(random),
        channel="group" if len(heads) > 1 else "walk-in",
        slot_id=room.slot.id,
        has_accepted_rules=True,
        language=language,
    )
    inside_from = clock.now()
    if held.state.status == "waiting":
        inside_from = room.begins + timedelta(minutes=random.uniform(-3, 3))
        with clock.pretend(inside_from):
            service.admit(tx, [held.visit], tap=_tap(random), actor=ACTOR)
    with clock.pretend(_leaves(room, inside_from, random)):
        service.leave(tx, [held.visit], tap=_tap(random), actor=ACTOR)


def _heads(catalog: Catalog, random: Random) -> tuple[list[Head], int]:
    """Draw who comes, and how many of them are under 14."""
    kinds = list(catalog.visitors) or [rules.GUEST]
    if {"pupil", "teacher"} <= set(kinds) and random.random() < CLASSES:
        children = random.randint(12, 24)
        return [Head(kind="pupil", people=children), Head(kind="teacher", people=2)], children
    people = random.choice((1, 1, 2, 2, 3, 4))
    return [Head(kind=random.choice(kinds), people=people)], random.randint(0, people - 1)


def _room(tx: Connection, catalog: Catalog, people: int) -> Room | None:
    """Return the first slot of today that has room and is worth while."""
    here = this_device.place(tx)
    rooms = slots.rooms(tx, catalog, here.event) if here else []
    now = clock.now()
    return next(
        (each for each in rooms if each.left >= people and each.ends - now >= WORTH_WHILE), None
    )


def _leaves(room: Room, inside_from: datetime, random: Random) -> datetime:
    """Return when a party has seen enough: mostly by the end of its slot."""
    ends = room.ends + timedelta(minutes=random.uniform(-8, 6))
    return max(ends, inside_from + timedelta(minutes=5))


def _tap(random: Random) -> str:
    return f"{random.getrandbits(128):032x}"
