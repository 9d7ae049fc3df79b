"""Keep the list of belongings, and take the steps of handing one back."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

from sqlalchemy import Connection, select

from kiosk import clock
from kiosk.booth.handback import rules, states
from kiosk.booth.handback.models import Belonging, BelongingState
from kiosk.booth.handback.records import KIND, STEP, Act, BelongingListed, BelongingStep, State
from kiosk.clock import local
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused, Unknown
from kiosk.journal import sealed_box, taps
from kiosk.journal import service as journal
from kiosk.journal.models import Desk
from kiosk.journal.records import canonical
from kiosk.journal.taps import Reopen
from kiosk.sealing import keys
from kiosk.storage.db import take_turn

SIGNATURE, PHOTO = "signature", "photo"
"""The fields of sealed parts that hold a signature's strokes, as JSON, and a JPEG, in base64."""
TEXTS = ("what", "claimant", "case", "phone", "note")
"""The fields of an item that are kept sealed."""
TURN = "handback desk"
Sealed = tuple[BelongingListed, bytes]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One row of a list: what a unit has to hand back, to whom, when; `TEXTS` are kept sealed."""

    number: str
    category: str
    what: str
    claimant: str
    case: str = ""
    phone: str = ""
    note: str = ""
    day: str | None = None
    time: str | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a form asks for.

    `tap` is the form's own random id, by which a form sent twice counts once. `seen` is the `tap`
    of the step that was the present one when the form was shown, empty without any. `signature` is
    what `rules.read_signature` reads, `photo` a JPEG of few bytes.
    """

    act: Act
    tap: str
    seen: str
    actor: str
    proofs: Sequence[str] = ()
    reason: str = ""
    signature: str = ""
    photo: bytes = b""


class Overtaken(Refused):
    """Raised when others changed the belonging after the form was shown."""


def read_act(text: str) -> Act:
    """Return the act that a form names. Raises Refused."""
    if text not in get_args(Act):
        raise Reopen
    return cast("Act", text)


def numbers_here(tx: Connection) -> set[str]:
    """Return the numbers that this desk holds for its present event."""
    query = select(Belonging.number).join(
        Desk, (Desk.device == Belonging.device) & (Desk.event == Belonging.event)
    )
    return set(tx.execute(query).scalars())


def seal_all(tx: Connection, catalog: Catalog, items: Iterable[Item]) -> list[Sealed]:
    """Seal the texts of belongings, without listing them: a long list takes seconds.

    Raises Refused for a kind of belonging that the pack does not have, or without a desk key.
    """
    public = keys.public_key(tx)
    return [_sealed_item(public, catalog, item) for item in items]


def _sealed_item(public: bytes | None, catalog: Catalog, item: Item) -> Sealed:
    if item.category not in catalog.belongings:
        raise Refused("没有这种物品。", "There is no such kind of belonging.")
    listed = BelongingListed(
        number=item.number, category=item.category, day=item.day, time=item.time
    )
    texts = {name: text for name in TEXTS if (text := getattr(item, name))}
    return listed, sealed_box.seal(public, canonical(texts))


def keep(tx: Connection, sealed: Iterable[Sealed]) -> int:
    """List belongings that `seal_all` sealed; return how many are new.

    A number that this desk holds already is left as it is, so that a list may be loaded again.
    """
    take_turn(tx, TURN)
    held = numbers_here(tx)
    count = 0
    for listed, part in sealed:
        if listed.number in held:
            continue
        held.add(listed.number)
        journal.append(tx, KIND, listed, sealed=part)
        count += 1
    return count


def find(tx: Connection, number: str) -> Any:
    """Return a belonging that this desk holds, with its present state. Raises Unknown."""
    row = states.find_here(tx, number) if "\0" not in number else None
    if row is None:
        raise Unknown("这台电脑的清单里没有这件物品。", "This laptop's list has no such belonging.")
    return row


def take_step(tx: Connection, catalog: Catalog, order: Order, number: str) -> bool:
    """Take one step; return whether it is new. A form sent again changes nothing.

    One transaction at a time does so: a belonging at two screens at once is handed out once. Raises
    Unknown, Overtaken, and Refused where the step cannot be taken as things stand.
    """
    taps.require(order.tap)
    take_turn(tx, TURN)
    if taps.is_known(tx, BelongingState, order.tap):
        return False
    row = find(tx, number)
    history = states.history(tx, row.device, row.event, number)
    _check_seen(history, order.seen)
    undone = taps.undoable(history) if order.act == "undo" else None
    step = BelongingStep(
        number=number,
        step=history[-1].step + 1 if history else 1,
        tap=order.tap,
        act=order.act,
        actor=order.actor,
        undoes=undone.tap if undone else None,
        state=_after(tx, catalog, history, order),
    )
    journal.append(tx, STEP, step, sealed=_sealed(order))
    return True


def _sealed(order: Order) -> dict[str, str] | None:
    """Return what of a step is kept sealed. Raises Refused for what is no signature or photo."""
    if order.act == "sign":
        strokes = rules.read_signature(order.signature)
        return {SIGNATURE: json.dumps(strokes, separators=(",", ":"))}
    if order.act != "photo":
        return None
    if not order.photo:
        raise Refused("请先选照片。", "Choose a photo first.")
    return {PHOTO: base64.b64encode(order.photo).decode()}


def _after(
    tx: Connection, catalog: Catalog, history: Sequence[BelongingState], order: Order
) -> State:
    """Return the state after the step. Raises Refused if it cannot be taken."""
    held = states.state_of(tx, history[-1]) if history else rules.START
    match order.act:
        case "check":
            return rules.checked(held, order.proofs, catalog.proofs)
        case "read":
            return rules.read(held)
        case "sign":
            return rules.signed(held, order.tap)
        case "hand":
            return rules.handed(held)
        case "stay":
            return rules.staying(held, order.reason, catalog.reasons)
        case "photo":
            return rules.photographed(held, len(photos(history)))
        case "undo":
            before = taps.before_undoable(history)
            return states.state_of(tx, before) if before else rules.START


def photos(history: Iterable[BelongingState]) -> list[BelongingState]:
    """Return the steps that took the photos which stand."""
    return [step for step in taps.standing(history) if step.act == "photo"]


def handed_out(history: Iterable[BelongingState]) -> BelongingState | None:
    """Return the step that handed a belonging out, None unless that stands."""
    return next((step for step in taps.standing(history) if step.act == "hand"), None)


def _check_seen(history: Sequence[BelongingState], seen: str) -> None:
    """Raise Overtaken, with who did what, where `seen` is not the last step any more."""
    if not taps.steps_since(history, seen):
        return
    last = history[-1]
    at = clock.time_of_day(local(last.made_at))
    zh, en = rules.ACTS[last.act]
    raise Overtaken(
        f"您打开这一页之后，{last.actor} {at} 已经“{zh}”。您这一步没有保存；"
        "请看现在的情况，再决定。",
        f"After you opened this page, {last.actor} changed it at {at}: {en.lower()}. Your step was "
        "not saved; see how it stands now, then decide.",
    )
