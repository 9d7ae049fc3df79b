"""List places, and take the steps at each: arrive, ask, show, note, leave, finish, undo."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast, get_args

from sqlalchemy import Connection

from kiosk import clock
from kiosk.booth.outreach import answers, rules, states
from kiosk.booth.outreach.models import PlaceState
from kiosk.booth.outreach.records import PLACE, STEP, Act, PlaceListed, PlaceStep, State
from kiosk.clock import local
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused
from kiosk.journal import sealed_box, taps
from kiosk.journal import service as journal
from kiosk.journal.records import canonical
from kiosk.journal.taps import Reopen
from kiosk.sealing import keys
from kiosk.storage.db import take_turn

REQUEST = "request"
"""The field of the sealed part that holds a request's text."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """One row of a list: what is called at, and where. `address` and `note` are listed sealed."""

    kind: str
    community: str
    address: str
    note: str = ""


Sealed = tuple[PlaceListed, bytes]


def seal_all(tx: Connection, places: Iterable[Address]) -> list[Sealed]:
    """Seal places, each with a random id, without listing them. Raises Refused without a key.

    A long list takes seconds, in which others should write.
    """
    public = keys.public_key(tx)
    return [
        (
            PlaceListed(place=journal.new_id(), kind=each.kind, community=each.community),
            sealed_box.seal(public, canonical({"address": each.address, "note": each.note})),
        )
        for each in places
    ]


def keep(tx: Connection, sealed: Iterable[Sealed]) -> int:
    """List places that `seal_all` sealed; return how many."""
    held = list(sealed)
    for listed, part in held:
        journal.append(tx, PLACE, listed, sealed=part)
    return len(held)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a form asks for.

    `tap` is the form's own random id, by which a form sent twice counts once. `seen` is the `tap`
    of the step that was the present one when the form was shown, empty without any. `day` is typed.
    """

    act: Act
    tap: str
    seen: str
    actor: str
    unit: str = ""
    text: str = ""
    points: tuple[str, ...] = ()
    day: date | None = None


def read_act(text: str) -> Act:
    """Return the act that a form names. Raises Reopen."""
    if text not in get_args(Act):
        raise Reopen
    return cast("Act", text)


def take_step(tx: Connection, catalog: Catalog, order: Order, place: str) -> bool:
    """Take one step at a place of this device; return whether it is new.

    A form sent again changes nothing. Raises Unknown, and Refused where the step cannot be taken as
    things stand or others changed them meanwhile.
    """
    taps.require(order.tap)
    take_turn(tx, "outreach")
    if taps.is_known(tx, PlaceState, order.tap):
        return False
    row = states.find(tx, place)
    history = states.history(tx, row)
    _check_seen(history, order.seen)
    undone = taps.undoable(history) if order.act == "undo" else None
    state = _after(row, history, order, catalog)
    sealed = {REQUEST: rules.check_request(order.text)} if order.act == "request" else None
    step = PlaceStep(
        of_device=row.device,
        place=row.place,
        number=(history[-1].number if history else 0) + 1,
        tap=order.tap,
        act=order.act,
        actor=order.actor,
        undoes=undone.tap if undone else None,
        state=state,
    )
    journal.append(tx, STEP, step, sealed=sealed, event=row.event)
    answers.release_former_days(tx)
    return True


def _check_seen(history: list[PlaceState], seen: str) -> None:
    """Raise Refused, with who did what, where `seen` is not the last step any more."""
    since = taps.steps_since(history, seen)
    if not since:
        return
    zh = "；".join(f"{_when(step)} {rules.ACTS[step.act][0]}" for step in since)
    en = "; ".join(f"{_when(step)} {rules.ACTS[step.act][1].lower()}" for step in since)
    raise Refused(
        f"您打开这一页之后，别人改过这里：{zh}。您这一步没有保存；请看现在的情况，再决定。",
        f"Others changed this place after you opened it: {en}. Your step was not saved; see how "
        "it stands now, then decide.",
    )


def _when(step: PlaceState) -> str:
    return f"{step.actor} {clock.time_of_day(local(step.made_at))}"


def _after(row: Any, history: list[PlaceState], order: Order, catalog: Catalog) -> State:
    """Return the state after the step. Raises Refused if it cannot be taken."""
    held = states.state_of(history[-1] if history else None)
    match order.act:
        case "arrive":
            return rules.arrived(held)
        case "survey":
            return rules.asked(held)
        case "points":
            kind = catalog.place_kinds.get(row.kind)
            return rules.shown(
                held, order.points, [each.id for each in kind.points] if kind else []
            )
        case "request":
            return rules.requested(held, order.tap, _unit(order, catalog.units))
        case "assign":
            return rules.assigned(held, _unit(order, catalog.units))
        case "leaflet":
            return rules.leaflet_left(held)
        case "card":
            return rules.card_left(held)
        case "absent":
            return rules.absent(held)
        case "refuse":
            return rules.refused(held)
        case "date":
            return rules.dated(held, order.day, clock.today())
        case "done":
            return rules.done(held)
        case "undo":
            return states.state_of(taps.before_undoable(history))


def _unit(order: Order, units: Container[str]) -> str | None:
    if order.unit and order.unit not in units:
        raise Refused("请从列出的单位里选。", "Please choose one of the units shown.")
    return order.unit or None
