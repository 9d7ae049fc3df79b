"""Read the check-in forms, and keep what was chosen in one that has to be mended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.booth.checkin import rules
from kiosk.booth.checkin.records import Head
from kiosk.booth.checkin.service import Party
from kiosk.booth.checkin.slots import Room
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Slot
from kiosk.content.parts import Text
from kiosk.errors import KioskError, Refused
from kiosk.journal import taps
from kiosk.journal.service import new_id
from kiosk.shell.sitting_store import SittingStore
from kiosk.typed_numbers import read_phone, refuse_identity_number

Channel = Literal["walk-in", "group"]
Part = Literal["who", "many", "when", "rules"]
MOST_WALK_IN = 8
KIND = "heads-"
"""A group's fields for heads are named by this and the id of a kind of guest."""
_COUNT = re.compile(r"[0-9]{0,3}")


class Incomplete(Refused):
    """Raised when one part of a form has to be corrected."""

    def __init__(self, part: Part, zh: str, en: str) -> None:
        """Keep which part."""
        super().__init__(zh, en)
        self.part = part


@dataclass(frozen=True)
class RefusedForm:
    """A form that was sent and not taken: its fields, why, and the part to open."""

    channel: Channel
    values: dict[str, str]
    problem: Text | None = None
    part: Part = "who"


REFUSED: SittingStore[RefusedForm] = SittingStore()
"""Refused forms by sitting. They are shown again from here, so that no browser holds them."""


@dataclass(frozen=True)
class Sent:
    """What a form says."""

    party: Party
    slot: str | None
    tap: str


@dataclass(frozen=True)
class Choice:
    """One slot; `left` counts the places that this party may take."""

    slot: Slot
    left: int
    is_open: bool
    is_chosen: bool


@dataclass(frozen=True)
class Shown:
    """How a form is filled in when it is shown; `chosen` holds its fields."""

    tap: str
    chosen: Mapping[str, str]
    problem: Text | None = None
    part: Part = "who"
    choices: list[Choice] = field(default_factory=list)


def read_form(
    channel: Channel, values: Mapping[str, str], catalog: Catalog, *, has_slots: bool
) -> Sent:
    """Read a form. Raises Incomplete for what was left out, Refused for what is not offered."""
    read_party = _walk_in if channel == "walk-in" else _group
    party = read_party(values, catalog)
    slot = values.get("slot") or None
    if has_slots and slot is None:
        raise Incomplete("when", "请选一个场次。", "Please choose a time slot.")
    check_accepted(values)
    return Sent(party, slot, values.get("tap", ""))


def check_accepted(values: Mapping[str, str]) -> None:
    """Raise Incomplete if the rules of the visit were not accepted."""
    if "accept" not in values:
        raise Incomplete(
            "rules",
            "请看一下参观须知，再点“我知道了，会遵守”。",
            "Please read the rules of the visit, then tick “I will keep to these rules”.",
        )


def _walk_in(values: Mapping[str, str], catalog: Catalog) -> Party:
    surname = _surname(values)
    people = _count(values.get("people", "1"), "many")
    kinds = list(catalog.visitors) or [rules.GUEST]
    kind = values.get("kind") or (kinds[0] if len(kinds) == 1 else "")
    if not kind:
        raise Incomplete("many", "请选一下客人类别。", "Please choose the kind of guest.")
    if not 1 <= people <= MOST_WALK_IN:
        raise Incomplete(
            "many",
            f"这里登记 1～{MOST_WALK_IN} 人；人多请用“团体登记”。",
            f"This form takes 1 to {MOST_WALK_IN} people; larger parties use “Group”.",
        )
    return _checked(values, [Head(kind=kind, people=people)], surname, "")


def _group(values: Mapping[str, str], catalog: Catalog) -> Party:
    surname = _surname(values)
    heads = []
    for kind in list(catalog.visitors) or [rules.GUEST]:
        people = _count(values.get(KIND + kind, ""), "many")
        if people:
            heads.append(Head(kind=kind, people=people))
    if not heads:
        raise Incomplete(
            "many", "请先填各类客人有几位。", "Please give how many people of each kind there are."
        )
    return _checked(values, heads, surname, values.get("organisation", ""))


def _checked(
    values: Mapping[str, str], heads: list[Head], surname: str, organisation: str
) -> Party:
    """Return the party. Raises Incomplete with the part that is wrong, before anything is kept."""
    under_14 = _count(values.get("under_14", "0"), "many")
    people = sum(head.people for head in heads)
    if under_14 > people:
        raise Incomplete(
            "many",
            f"14 岁以下的 {under_14} 人，超过了总人数 {people} 人。",
            f"{under_14} children are more than {people} people.",
        )
    try:
        phone = read_phone(values.get("phone", ""))
    except Refused as wrong:
        refuse_identity_number(values.get("phone", ""))
        raise Incomplete("when", wrong.zh, wrong.en) from None
    return Party(
        heads=heads,
        under_14=under_14,
        name=surname,
        phone=phone,
        organisation=organisation,
    )


def _surname(values: Mapping[str, str]) -> str:
    """Return the surname chosen, `` for a guest. Raises Refused for any other name."""
    given = values.get("surname", "")
    refuse_identity_number(given)
    if given and given not in rules.SURNAMES:
        raise Incomplete(
            "who",
            "请从列出的姓里点一个，或选“不留姓氏”；不用写全名。",
            "Please touch a surname in the list, or “no name”; a whole name is not needed.",
        )
    return given


def _count(text: str, part: Part) -> int:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _COUNT.fullmatch(plain):
        raise Incomplete(part, "人数请填数字。", "Please give numbers of people as digits.")
    return int(plain or 0)


def mended(problem: KioskError, sent: Sent | None) -> Part:
    """Return the part of a form that a problem is about."""
    if isinstance(problem, Incomplete):
        return problem.part
    if sent is None:
        return "who"
    people = sum(head.people for head in sent.party.heads)
    is_of_children = sent.party.under_14 == people and bool(sent.party.name or sent.party.phone)
    return "who" if is_of_children else "when"


def fill_in(channel: Channel, kept: RefusedForm | None, rooms: list[Room]) -> Shown:
    """Return how to show a form: fresh, or as it was sent where it was kept."""
    fresh = {"people": "1", "under_14": "0"}
    first: Part = "who" if channel == "walk-in" else "many"
    if kept is None or kept.channel != channel:
        return Shown(new_id(), fresh, part=first, choices=choices(rooms, None))
    tap = kept.values.get("tap", "")
    return Shown(
        tap if taps.is_tap(tap) else new_id(),
        fresh | kept.values,
        kept.problem,
        kept.part,
        choices(rooms, kept.values.get("slot")),
    )


def choices(
    rooms: list[Room], chosen: str | None, *, people: int = 1, own: int = 0, own_slot: str = ""
) -> list[Choice]:
    """Return the slots to choose from; the first with room is chosen where `chosen` has none.

    `own` places of `own_slot` are reserved for this very party.
    """
    left = {room.slot.id: room.left_for(own if room.slot.id == own_slot else 0) for room in rooms}
    fitting = [name for name, places in left.items() if places >= people]
    taken = chosen if chosen in fitting else next(iter(fitting), None)
    return [
        Choice(room.slot, left[room.slot.id], room.slot.id in fitting, room.slot.id == taken)
        for room in rooms
    ]
