"""Check parties in, let them in, check them out, move them, and take a step back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from kiosk import clock
from kiosk.booth.checkin import invitations, rules, slots, states
from kiosk.booth.checkin.models import Visit, VisitState
from kiosk.booth.checkin.records import BEGAN, STEP, Channel, Head, State, VisitBegan, VisitStep
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused, Unknown
from kiosk.journal import service as journal
from kiosk.journal import taps, this_device
from kiosk.sealing import keys
from kiosk.storage.session import load
from kiosk.typed_numbers import read_phone, refuse_identity_number

WITHDRAWAL_GROUPS, WITHDRAWAL_LETTERS = 2, 5
"""A withdrawal code has ten letters: 49 bits."""


@dataclass(frozen=True, kw_only=True)
class Party:
    """What a check-in form says: heads by kind, children under 14, and what is sealed.

    `name` is a surname or whole name (of the leader, for a group); all texts may be empty.
    """

    heads: Sequence[Head]
    under_14: int = 0
    name: str = ""
    phone: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class CheckedIn:
    """What came of a check-in; `withdrawal` is the plain code, which is kept nowhere.

    It is None if nothing was sealed, and where the form was sent a second time (`is_repeat`).
    """

    visit: str
    people: int
    state: State
    withdrawal: str | None
    is_repeat: bool = False


def check_in(
    tx: Connection,
    catalog: Catalog,
    party: Party,
    *,
    tap: str,
    channel: Literal["walk-in", "group"] = "walk-in",
    slot_id: str | None = None,
    has_accepted_rules: bool,
    language: str = "zh",
    actor: str | None = None,
) -> CheckedIn:
    """Check a party in: take its places, seal its names, and let it in where its slot has opened.

    Raises Refused and Unknown in words for the person at the screen. A form sent again (same
    `tap`) changes nothing.
    """
    held = _repeated(tx, tap)
    if held:
        return held
    known = list(catalog.visitors) or [rules.GUEST]
    people = rules.check_heads(party.heads, party.under_14, known)
    sealed = _personal(party, people)
    slot = slots.take_places(tx, catalog, _event(tx), slot_id, people)
    return _begin(
        tx,
        channel=channel,
        heads=list(party.heads),
        under_14=party.under_14,
        state=rules.arrived(people, slot, clock.today(), clock.now()),
        sealed=sealed,
        has=set(sealed),
        tap=tap,
        has_accepted_rules=has_accepted_rules,
        language=language,
        actor=actor,
    )


def check_in_invited(
    tx: Connection,
    catalog: Catalog,
    code: str,
    *,
    tap: str,
    slot_id: str | None = None,
    has_accepted_rules: bool,
    language: str = "zh",
    actor: str | None = None,
) -> CheckedIn:
    """Check an invited party in, into its own slot where `slot_id` names no other.

    Raises Unknown if this laptop has no such invitation, Refused where it was used before.
    """
    held = _repeated(tx, tap)
    if held:
        return held
    invited = invitations.find(tx, code)
    invitations.refuse_used(tx, invited)
    chosen = slot_id or invited.slot
    is_today = invited.day in (None, clock.today().isoformat())
    own = invited.people if chosen == invited.slot and is_today else 0
    slot = slots.take_places(tx, catalog, invited.event, chosen, invited.people, own=own)
    return _begin(
        tx,
        channel="invited",
        heads=[Head(kind=invited.kind, people=invited.people)],
        under_14=0,
        state=rules.arrived(invited.people, slot, clock.today(), clock.now()),
        sealed=invitations.take_sealed(tx, invited),
        has=invitations.sealed_fields(invited),
        tap=tap,
        has_accepted_rules=has_accepted_rules,
        language=language,
        actor=actor,
        invitation=invited.id,
    )


def _repeated(tx: Connection, tap: str) -> CheckedIn | None:
    taps.require(tap)
    visit = states.is_known_tap(tx, tap)
    if visit is None:
        return None
    row = find(tx, visit)
    return CheckedIn(visit, row.people, states.state_of(row), None, is_repeat=True)


def _personal(party: Party, people: int) -> dict[str, str]:
    """Return what is sealed. Raises Refused for identity numbers, and names of children."""
    refuse_identity_number(party.name, party.phone, party.organisation)
    texts = {
        "name": rules.clean(party.name, rules.NAME_LIMIT),
        "phone": read_phone(party.phone),
        "organisation": rules.clean(party.organisation, rules.ORGANISATION_LIMIT),
    }
    if party.under_14 == people and (texts["name"] or texts["phone"]):
        raise Refused(
            "14 岁以下的小朋友只计人数，不登记姓名和电话；请由监护人登记，或不填。",
            "Children under 14 are only counted: leave name and telephone empty, or let a guardian "
            "check in with them.",
        )
    return {name: text for name, text in texts.items() if text}


def _begin(
    tx: Connection,
    *,
    channel: Channel,
    heads: list[Head],
    under_14: int,
    state: State,
    sealed: dict[str, str] | bytes | None,
    has: set[str],
    tap: str,
    has_accepted_rules: bool,
    language: str,
    actor: str | None,
    invitation: str | None = None,
) -> CheckedIn:
    code = keys.new_code(WITHDRAWAL_GROUPS, WITHDRAWAL_LETTERS) if sealed else None
    visit = keys.new_code(1, rules.CODE_LETTERS)
    began = VisitBegan(
        visit=visit,
        tap=tap,
        channel=channel,
        heads=heads,
        under_14=under_14,
        invitation=invitation,
        has_name="name" in has,
        has_phone="phone" in has,
        has_organisation="organisation" in has,
        withdrawal=keys.code_mark(tx, code) if code else None,
        has_accepted_rules=has_accepted_rules,
        language=language,
        actor=actor,
        state=state,
    )
    journal.append(tx, BEGAN, began, sealed=sealed or None)
    return CheckedIn(visit, sum(head.people for head in heads), state, code)


def _event(tx: Connection) -> str:
    here = this_device.place(tx)
    assert here is not None
    return here.event


def find(tx: Connection, visit: str) -> Any:
    """Return a visit's row with its present state. Raises Unknown."""
    row = tx.execute(states.current(_event(tx)).where(Visit.visit == visit)).first()
    if row is None:
        raise Unknown("这台电脑上没有这份登记。", "This laptop has no such visit.")
    return row


def admit(tx: Connection, visits: Sequence[str], *, tap: str, actor: str) -> int:
    """Let waiting parties in; return how many people. Raises Refused, Unknown."""
    return -_step_all(tx, visits, "admit", rules.admitted, tap, actor)


def leave(
    tx: Connection,
    visits: Sequence[str],
    *,
    tap: str,
    actor: str | None = None,
    people: int | None = None,
) -> int:
    """Check out parties, whole or `people` of one; return how many left.

    Raises Refused if one is not inside, Unknown.
    """
    return _step_all(tx, visits, "leave", lambda held: rules.departed(held, people), tap, actor)


def move(
    tx: Connection, catalog: Catalog, visit: str, slot_id: str | None, *, tap: str, actor: str
) -> None:
    """Move a party to another slot of today. Raises Refused if it has no room, Unknown."""
    row = find(tx, visit)
    if slot_id == row.slot:
        return
    slot = slots.take_places(tx, catalog, row.event, slot_id, row.places)
    _step_all(tx, [visit], "move", lambda held: rules.moved(held, slot, clock.today()), tap, actor)


def undo(tx: Connection, catalog: Catalog, undone: str, *, tap: str, actor: str) -> int:
    """Take back all that one tap did, where nothing followed; return how many visits.

    Raises Refused if a later step stands in the way, others took the places, or it was too long
    ago.
    """
    taps.require(tap)
    if states.is_known_tap(tx, tap):
        return 0
    rows = load(tx, select(VisitState).where(VisitState.tap == undone))
    if not rows:
        raise Unknown("没有可以撤销的操作。", "There is nothing to undo.")
    for row in rows:
        held = states.history(tx, row.visit)
        _refuse_undo(held[-1], row)
        before = (
            states.state_of(held[-2]) if len(held) > 1 else rules.cancelled(states.state_of(row))
        )
        more = before.places - (row.places if _is_same_slot(before, row) else 0)
        if more > 0:
            slots.take_back(tx, catalog, row.event, before, more)
        _append(tx, held[-1], "undo", before, tap, actor)
    return len(rows)


def _is_same_slot(state: State, row: VisitState) -> bool:
    return (state.slot, state.day) == (row.slot, row.day)


def _refuse_undo(last: VisitState, row: VisitState) -> None:
    if last.number != row.number or row.act == "undo":
        raise Refused(
            "之后又有新的操作，不能再撤销这一步。", "Something was done since, so this stands."
        )
    if clock.now() - clock.parse(row.made_at) > rules.UNDO_WITHIN:
        raise Refused("已超过一小时，不能撤销。", "This was more than an hour ago and stands.")


def _step_all(
    tx: Connection,
    visits: Sequence[str],
    act: Literal["admit", "leave", "move"],
    change: Callable[[State], State],
    tap: str,
    actor: str | None,
) -> int:
    """Append one step a visit; return by how many people the building got emptier."""
    taps.require(tap)
    if states.is_known_tap(tx, tap):
        return 0
    gone = 0
    for visit in visits:
        last = find(tx, visit)
        held = states.state_of(last)
        after = change(held)
        _append(tx, last, act, after, tap, actor)
        gone += held.inside - after.inside
    return gone


def _append(
    tx: Connection,
    last: Any,
    act: Literal["admit", "leave", "move", "undo"],
    state: State,
    tap: str,
    actor: str | None,
) -> None:
    step = VisitStep(
        visit=last.visit, number=last.number + 1, tap=tap, act=act, actor=actor, state=state
    )
    journal.append(tx, STEP, step)
