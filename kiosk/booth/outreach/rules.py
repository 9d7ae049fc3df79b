"""Decide what each step makes of a place, what counts as an answer, and which place is near."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from kiosk.booth.outreach.records import DoorAnswer, State
from kiosk.content.outreach import DoorItem
from kiosk.errors import Refused
from kiosk.typed_text import comparable, lines

START = State(
    status="open",
    calls=0,
    is_asked=False,
    points=[],
    has_leaflet=False,
    has_card=False,
    request=None,
    unit=None,
    next_day=None,
)
"""How things stand at a place where nobody has been."""

STATUSES: dict[str, tuple[str, str]] = {
    "open": ("未走访", "Not called at"),
    "here": ("正在走访", "Being called at"),
    "absent": ("没人在", "Nobody there"),
    "refused": ("谢绝", "Refused"),
    "done": ("已走访", "Called at"),
}
ACTS: dict[str, tuple[str, str]] = {
    "arrive": ("到了", "Arrived"),
    "survey": ("问卷", "Survey asked"),
    "points": ("安全要点", "Safety points shown"),
    "request": ("记下诉求", "Request noted"),
    "assign": ("分派诉求", "Request assigned"),
    "leaflet": ("留下宣传单", "Leaflet left"),
    "card": ("留下联系卡", "Card left"),
    "absent": ("没人在", "Nobody there"),
    "refuse": ("谢绝", "Refused"),
    "date": ("下次日期", "Next date set"),
    "done": ("走访完毕", "Finished"),
    "undo": ("撤销", "Undone"),
}
CLOSED = frozenset({"refused", "done"})
REQUEST_LIMIT = 500
LEAST_TOGETHER = 5
"""Answers to one survey enter the journal at least so many at once."""
_NUMBER = re.compile(r"\d+")


def arrived(held: State) -> State:
    """Return the state once staff stand at the door. Raises Refused."""
    if held.status == "here":
        raise Refused("已经记下到了，没有改动。", "You have arrived already; nothing was changed.")
    if held.status in CLOSED and held.next_day is None:
        raise Refused(
            "这里已经结束；要再来，请先定下次日期，或撤销上一步。",
            "This place is finished; to call again set a next date, or undo the last step.",
        )
    return replace(held, status="here", calls=held.calls + 1, next_day=None)


def asked(held: State) -> State:
    """Return the state once the survey was begun. Raises Refused."""
    _require_here(held)
    if held.is_asked:
        raise Refused("这里已经问过问卷了。", "The survey was asked here already.")
    return replace(held, is_asked=True)


def shown(held: State, points: Iterable[str], known: Collection[str]) -> State:
    """Return the state once exactly these safety points were shown. Raises Refused."""
    _require_here(held)
    picked = set(points)
    if not picked <= set(known):
        raise Refused("请从列出的要点里选。", "Please choose from the points shown.")
    if picked == set(held.points):
        raise Refused("没有改动。", "Nothing was changed.")
    return replace(held, points=[each for each in known if each in picked])


def requested(held: State, tap: str, unit: str | None) -> State:
    """Return the state once a request is noted by the step of `tap`. Raises Refused."""
    _require_here(held)
    return replace(held, request=tap, unit=unit)


def assigned(held: State, unit: str | None) -> State:
    """Return the state once the request is with `unit`, or with none. Raises Refused."""
    if held.request is None:
        raise Refused("这里没有诉求。", "No request was noted here.")
    if unit == held.unit:
        raise Refused(
            "已经是这个单位了，没有改动。", "It is with that unit already; nothing was changed."
        )
    return replace(held, unit=unit)


def leaflet_left(held: State) -> State:
    """Return the state once a leaflet was left, also where nobody is. Raises Refused."""
    _require_called(held)
    if held.has_leaflet:
        raise Refused("已经记下宣传单了。", "The leaflet is noted already.")
    return replace(held, has_leaflet=True)


def card_left(held: State) -> State:
    """Return the state once a contact card was left, also where nobody is. Raises Refused."""
    _require_called(held)
    if held.has_card:
        raise Refused("已经记下联系卡了。", "The card is noted already.")
    return replace(held, has_card=True)


def absent(held: State) -> State:
    """Return the state where nobody was there. Raises Refused."""
    _require_unfinished(held)
    calls = held.calls if held.status == "here" else held.calls + 1
    return replace(held, status="absent", calls=calls, next_day=None)


def refused(held: State) -> State:
    """Return the state once people said no. Raises Refused."""
    _require_unfinished(held)
    calls = held.calls if held.status == "here" else held.calls + 1
    return replace(held, status="refused", calls=calls, next_day=None)


def dated(held: State, day: date | None, today: date) -> State:
    """Return the state once the next call has a date. Raises Refused."""
    if day is None:
        raise Refused("请写日期，如 2026-12-20。", "Give a date, such as 2026-12-20.")
    if day < today:
        raise Refused("下次日期不能早于今天。", "The next date cannot lie before today.")
    status = "open" if held.status == "here" else held.status
    return replace(held, status=status, next_day=day.isoformat())


def done(held: State) -> State:
    """Return the state once the call is finished. Raises Refused."""
    _require_here(held)
    return replace(held, status="done", next_day=None)


def _require_here(held: State) -> None:
    if held.status != "here":
        raise Refused("请先点“到了”。", "Tap “Arrived” first.")


def _require_called(held: State) -> None:
    if held.status not in ("here", "absent"):
        raise Refused("请先点“到了”或“没人在”。", "Tap “Arrived” or “Nobody there” first.")


def _require_unfinished(held: State) -> None:
    if held.status in CLOSED:
        raise Refused(
            "这里已经结束；要改，请撤销上一步。",
            "This place is finished; to change that, undo the last step.",
        )


def check_request(text: str) -> str:
    """Return a request as it is kept. Raises Refused if it is empty or too long."""
    plain = lines(text).strip()
    if not plain:
        raise Refused("请写下诉求。", "Please write the request.")
    if len(plain) > REQUEST_LIMIT:
        raise Refused(
            f"诉求有 {len(plain)} 个字，最多 {REQUEST_LIMIT} 个；请写短一些，没有保存。",
            f"The request has {len(plain)} characters of at most {REQUEST_LIMIT}; shorten it. "
            "Nothing was saved.",
        )
    return plain


def read_answer(item: DoorItem, chosen: Sequence[str]) -> DoorAnswer:
    """Turn what a form sent into an answer. Raises Refused if it is none of the choices."""
    options = {option.id: option for option in item.options}
    picked = list(dict.fromkeys(chosen))
    is_too_many = item.kind == "single" and len(picked) > 1
    if not picked or is_too_many or any(each not in options for each in picked):
        raise Refused("请从列出的选项里选。", "Please choose one of the options shown.")
    alone = next((options[each].text for each in picked if options[each].is_exclusive), None)
    if alone and len(picked) > 1:
        raise Refused(
            f"“{alone.zh}”不能和别的一起选，请只选一样。",
            f"“{alone.en}” cannot be chosen together with others; choose one or the other.",
        )
    return DoorAnswer(item=item.id, options=picked)


Key = tuple[tuple[int, int, str], ...]
"""By what addresses follow one another: texts as they are, numbers by their value."""


def address_key(address: str) -> Key:
    """Return by what an address is sorted: street, then numbers as people count, 9 before 10."""
    plain = unicodedata.normalize("NFKC", address)
    found: list[tuple[int, int, str]] = []
    end = 0
    for number in _NUMBER.finditer(plain):
        found.append((1, 0, comparable(plain[end : number.start()])))
        found.append((0, int(number[0]), ""))
        end = number.end()
    found.append((1, 0, comparable(plain[end:])))
    return tuple(found)


def distance(one: Key, other: Key) -> tuple[int, ...] | None:
    """Return how far two addresses of one street are apart, number by number; None elsewhere.

    An address alone has no street: both begin with the same text.
    """
    if one[0] != other[0]:
        return None
    ours, theirs = _numbers(one), _numbers(other)
    length = max(len(ours), len(theirs))
    ours, theirs = (each + [0] * (length - len(each)) for each in (ours, theirs))
    return tuple(abs(a - b) for a, b in zip(ours, theirs, strict=True))


def _numbers(key: Key) -> list[int]:
    return [number for is_text, number, _ in key if not is_text]
