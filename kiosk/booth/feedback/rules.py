"""Decide what each step makes of a piece of feedback, and which step an undo takes back."""

from __future__ import annotations

from msgspec.structs import asdict, replace

from kiosk.booth.feedback.records import ReleasedState, State, Status
from kiosk.errors import Refused

START = State(status="open", unit=None, answer=None, is_quote=False)
"""How every piece stands before anybody took a step."""

STATUSES: dict[str, tuple[str, str]] = {
    "open": ("待处理", "Open"),
    "assigned": ("已分派", "Assigned"),
    "answered": ("已答复", "Answered"),
    "closed": ("已办结", "Closed"),
}
ACTS: dict[str, tuple[str, str]] = {
    "assign": ("分派", "Assigned"),
    "answer": ("答复", "Answered"),
    "release": ("送出答复", "Answer released"),
    "close": ("办结", "Closed"),
    "reopen": ("重新办理", "Reopened"),
    "quote": ("选为引用", "Chosen as a quotation"),
    "unquote": ("取消引用", "No longer a quotation"),
    "undo": ("撤销", "Undone"),
}
ANSWER_LIMIT = 1000


def assigned(held: State, unit: str | None) -> State:
    """Return the state once it is given to `unit`, or to none. Raises Refused."""
    _check_not_closed(held)
    if unit == held.unit:
        raise Refused(
            "已经是这个单位了，没有改动。", "It is with that unit already; nothing was changed."
        )
    return replace(held, unit=unit, status=_underway(unit, held.answer))


def answered(held: State, tap: str) -> State:
    """Return the state once it is answered by the step of `tap`, again or again. Raises Refused."""
    _check_not_closed(held)
    return replace(held, answer=tap, status="answered")


def released(held: State, tap: str) -> ReleasedState:
    """Return the state once its answer is released by the step of `tap`. Raises Refused."""
    if held.answer is None:
        raise Refused("还没有答复，不能送出。", "There is no answer yet that could be released.")
    return ReleasedState(**asdict(held) | {"released": tap})


def closed(held: State) -> State:
    """Return the state once nothing more is to be done. Raises Refused if it is so already."""
    _check_not_closed(held)
    return replace(held, status="closed")


def reopened(held: State) -> State:
    """Return the state before it was closed. Raises Refused if it is not."""
    if held.status != "closed":
        raise Refused("这一条没有办结，不用重新办理。", "It is not closed, so it stands open.")
    return replace(held, status=_underway(held.unit, held.answer))


def quoted(held: State, *, has_text: bool) -> State:
    """Return the state once it is chosen as a quotation. Raises Refused if it says nothing."""
    if not has_text:
        raise Refused(
            "这一条没有留言，不能引用。", "Nobody wrote any text here that could be quoted."
        )
    if held.is_quote:
        raise Refused("已经选为引用了。", "It is a quotation already.")
    return replace(held, is_quote=True)


def unquoted(held: State) -> State:
    """Return the state once it is no quotation any more. Raises Refused if it is not one."""
    if not held.is_quote:
        raise Refused("这一条没有选为引用。", "It is no quotation.")
    return replace(held, is_quote=False)


def check_answer(text: str) -> str:
    """Return an answer as it is kept. Raises Refused if it is empty or too long."""
    plain = text.replace("\r\n", "\n").strip()
    if not plain:
        raise Refused("请写下答复。", "Please write the answer.")
    if len(plain) > ANSWER_LIMIT:
        raise Refused(
            f"答复有 {len(plain)} 个字，最多 {ANSWER_LIMIT} 个；请写短一些，没有保存。",
            f"The answer has {len(plain)} characters of at most {ANSWER_LIMIT}; shorten it. "
            "Nothing was saved.",
        )
    return plain


def _underway(unit: str | None, answer: str | None) -> Status:
    return "answered" if answer else "assigned" if unit else "open"


def _check_not_closed(held: State) -> None:
    if held.status == "closed":
        raise Refused(
            "这一条已经办结；要改，请先点“重新办理”。",
            "It is closed; to change anything, reopen it first.",
        )
