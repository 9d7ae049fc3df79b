"""Take the steps of the feedback desk: assign, answer, release, close, reopen, quote, undo."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any, cast, get_args

from sqlalchemy import Connection

from kiosk import clock
from kiosk.booth.feedback import answers, rules, states
from kiosk.booth.feedback.models import FeedbackState
from kiosk.booth.feedback.records import (
    RELEASED,
    STEP,
    Act,
    FeedbackStep,
    ReleasedState,
    ReleasedStep,
    State,
)
from kiosk.clock import local
from kiosk.errors import NotAllowed, Refused, Unknown
from kiosk.journal import sealed_box, taps
from kiosk.journal import service as journal
from kiosk.journal.records import canonical
from kiosk.journal.taps import Reopen
from kiosk.sealing import keys
from kiosk.storage.db import take_turn

ANSWER = "answer"
"""The field of the sealed part that holds an answer's text."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a form asks for.

    `tap` is the form's own random id, by which a form sent twice counts once. `seen` is the `tap`
    of the step that was the present one when the form was shown, empty without any: by it is known
    whether somebody changed the piece meanwhile.
    """

    act: Act
    tap: str
    seen: str
    actor: str
    unit: str = ""
    text: str = ""


class Overtaken(Refused):
    """Raised when others changed the piece after the form was shown."""


def read_act(text: str) -> Act:
    """Return the act that a form names. Raises Refused."""
    if text not in get_args(Act):
        raise Reopen
    return cast("Act", text)


def find(tx: Connection, device: str, form: str, *, key: str) -> Any:
    """Return a piece with its present state. Raises Unknown.

    At a desk only those of its event, which is what its `key` is called, are to be had.
    """
    is_id = device.isalnum() and form.isalnum()  # PostgreSQL takes no text with a zero byte.
    row = states.find(tx, device, form) if is_id else None
    if row is None or key not in (keys.PRIVACY, row.event):
        raise Unknown("没有这条意见。", "There is no such piece of feedback.")
    return row


def take_step(
    tx: Connection,
    order: Order,
    device: str,
    form: str,
    *,
    may: Container[str],
    units: Container[str],
    key: str,
) -> bool:
    """Take one step; return whether it is new. A form sent again changes nothing.

    `may` are the acts that the actor may do, and may undo; `units` those it may be assigned to;
    `key` names the key that seals what staff type. Raises Unknown, Overtaken, NotAllowed, and
    Refused where the step cannot be taken as things stand.
    """
    taps.require(order.tap)
    take_turn(tx, "feedback desk")
    if taps.is_known(tx, FeedbackState, order.tap):
        return False
    row = find(tx, device, form, key=key)
    history = states.history(tx, device, form)
    _check_seen(history, order.seen)
    undone = taps.undoable(history) if order.act == "undo" and order.act in may else None
    if order.act not in may or (undone and undone.act not in may):
        raise NotAllowed("您的角色不能做这一步。", "Your role may not do this.")
    if undone and undone.act == "release":
        _check_unread(tx, row, undone.tap)
    state = _after(row, history, order, units)
    sealed = _released(tx, row, history, order) or _sealed(tx, order, key)
    _append(tx, row, order, state, undone.tap if undone else None, sealed)
    return True


def _check_unread(tx: Connection, row: Any, release: str) -> None:
    """Raise Refused if a released answer was read: nobody can take that back."""
    read = answers.first_read(tx, row.mark, release)
    if read is None:
        return
    at = clock.time_of_day(local(read.made_at))
    raise Refused(
        f"来访者 {at} 已经看过这条答复，不能撤销；可以改写答复，再送出一次。",
        f"The visitor read this answer at {at}, so its release stands; change the answer and "
        "release it once more.",
    )


def _released(tx: Connection, row: Any, history: list[FeedbackState], order: Order) -> bytes | None:
    """Return the answer sealed so that the piece's code alone opens it, for a step of release.

    Raises Refused if the piece has no code, was erased by it, or this very answer is out already.
    """
    if order.act != "release":
        return None
    if row.mark is None or row.answer_key is None:
        raise Refused(
            "这一条没有回执码，送出的答复没有人能打开。",
            "This piece was left without a code: nobody could open what you release.",
        )
    if answers.is_erased(tx, row.event, row.mark):
        raise Refused(
            "来访者已经用回执码删除了这一条。", "The visitor has erased this piece by their code."
        )
    if is_out(row, history):
        raise Refused("这条答复已经送出了。", "This answer is released already.")
    text = rules.check_answer(order.text)
    return sealed_box.seal(bytes.fromhex(row.answer_key), text.encode())


def is_out(row: Any, history: list[FeedbackState]) -> bool:
    """Return True if the answer that stands is the one that was released last."""
    released = next((step for step in history if step.tap == row.released), None)
    return released is not None and released.answer == row.answer


def _check_seen(history: list[FeedbackState], seen: str) -> None:
    """Raise Overtaken, with who did what, where `seen` is not the last step any more."""
    said = [_said(step) for step in taps.steps_since(history, seen)]
    if not said:
        return
    zh, en = "；".join(zh for zh, _ in said), "; ".join(en for _, en in said)
    raise Overtaken(
        f"您打开这一页之后，别人改过这一条：{zh}。您这一步没有保存；请看现在的情况，再决定。",
        f"Others changed this piece after you opened it: {en}. Your step was not saved; see how "
        "it stands now, then decide.",
    )


def _said(step: FeedbackState) -> tuple[str, str]:
    """Return who did what when, in Chinese and English."""
    at = clock.time_of_day(local(step.made_at))
    zh, en = rules.ACTS[step.act]
    return f"{step.actor} {at} {zh}", f"{step.actor} at {at}: {en.lower()}"


def _after(row: Any, history: list[FeedbackState], order: Order, units: Container[str]) -> State:
    """Return the state after the step. Raises Refused if it cannot be taken."""
    held = states.state_of(row)
    match order.act:
        case "assign":
            if order.unit and order.unit not in units:
                raise Refused("请从列出的单位里选。", "Please choose one of the units shown.")
            return rules.assigned(held, order.unit or None)
        case "answer":
            return rules.answered(held, order.tap)
        case "release":
            return rules.released(held, order.tap)
        case "close":
            return rules.closed(held)
        case "reopen":
            return rules.reopened(held)
        case "quote":
            return rules.quoted(held, has_text=row.has_text)
        case "unquote":
            return rules.unquoted(held)
        case "undo":
            before = taps.before_undoable(history)
            return states.state_of(before) if before else rules.START


def _sealed(tx: Connection, order: Order, key: str) -> bytes | None:
    """Return the sealed text of an answer. Raises Refused if it cannot be sealed."""
    if order.act != "answer":
        return None
    text = rules.check_answer(order.text)
    public = keys.public_key_of(tx, key)
    if public is None:
        raise Refused(
            "这里还没有设置口令，答复不能密封，所以没有保存。",
            "There is no passphrase here yet, so the answer cannot be sealed and was not saved.",
        )
    return sealed_box.seal(public, canonical({ANSWER: text}))


def _append(
    tx: Connection, row: Any, order: Order, state: State, undoes: str | None, sealed: bytes | None
) -> None:
    is_released = isinstance(state, ReleasedState)
    step = (ReleasedStep if is_released else FeedbackStep)(
        of_device=row.device,
        form=row.form,
        number=(row.number or 0) + 1,
        tap=order.tap,
        act=order.act,
        actor=order.actor,
        undoes=undoes,
        state=state,  # type: ignore[arg-type]  # The state's type chose the step's.
    )
    journal.append(tx, RELEASED if is_released else STEP, step, sealed=sealed, event=row.event)
