"""Decide what a check-in may hold, when a slot lets people in, and what each step leads to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from kiosk import typed_text
from kiosk.booth.checkin.records import Head, State
from kiosk.content.pack import Slot
from kiosk.errors import Refused
from kiosk.sealing.keys import ALPHABET, plain_code

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
"""The hundred commonest surnames (Ministry of Public Security, report on names for 2020)."""
GUEST = "visitor"
"""The kind of guests where the pack tells none apart."""
MOST_PEOPLE = 200
NAME_LIMIT, ORGANISATION_LIMIT = 40, 60
OPENS_BEFORE = timedelta(minutes=15)
"""Who comes so early for a slot goes in at once; who comes earlier waits for the reception."""
LATE_AFTER = timedelta(minutes=15)
"""Who is still inside so long after the slot's end is a late leaver."""
LONGEST = timedelta(hours=2)
"""Who came without a slot is a late leaver after this time."""
UNDO_WITHIN = timedelta(hours=1)
CODE_LETTERS = 12
INVITED, BADGE = "OD-I-", "OD-V-"
"""What the QR codes of invitations and badges begin with."""
_LINE = re.compile(rf"(?:OD([IV]))?([{ALPHABET}]{{{CODE_LETTERS}}})")


def clean(text: str, limit: int) -> str:
    """Return typed words on one line, without control characters, cut to `limit` letters.

    Private-use letters stay: offices have names that they write with them.
    """
    return typed_text.one_line(unicodedata.normalize("NFC", text))[:limit]


def check_heads(heads: Sequence[Head], under_14: int, known: Sequence[str]) -> int:
    """Return how many people there are. Raises Refused if the counts cannot be right."""
    people = sum(head.people for head in heads)
    kinds = [head.kind for head in heads]
    if not heads or any(kind not in known for kind in kinds) or len(set(kinds)) < len(kinds):
        raise Refused("请从列出的类别里选。", "Please choose the kind of guest from the list.")
    if any(head.people < 1 for head in heads) or not 1 <= people <= MOST_PEOPLE:
        raise Refused(
            f"人数应在 1～{MOST_PEOPLE} 之间。", f"A party has 1 to {MOST_PEOPLE} people."
        )
    if not 0 <= under_14 <= people:
        raise Refused(
            "14 岁以下的人数不能超过总人数。", "There cannot be more children than people."
        )
    return people


def read_scan(text: str) -> tuple[str | None, str] | None:
    """Return what a scanned or typed code is: (`I`, `V` or None if it does not say, the code).

    None is returned for anything else that a scanner may send.
    """
    plain = plain_code(unicodedata.normalize("NFKC", text[:200]))
    found = _LINE.fullmatch(plain)
    return (found[1], found[2]) if found else None


def span(slot: Slot, day: date) -> tuple[datetime, datetime]:
    """Return when a slot begins and ends on a local day, as moments with their zone."""
    begins, ends = (
        datetime.combine(day, time.fromisoformat(at)).astimezone()
        for at in (slot.starts_at, slot.ends_at)
    )
    return begins, ends


def is_over(slot: Slot, day: date, now: datetime) -> bool:
    """Return True if a slot has ended."""
    return span(slot, day)[1] <= now


def has_opened(slot: Slot | None, day: date, now: datetime) -> bool:
    """Return True if those who come for a slot may go in; without a slot they always may."""
    return slot is None or span(slot, day)[0] - OPENS_BEFORE <= now


def arrived(people: int, slot: Slot | None, day: date, now: datetime) -> State:
    """Return the state of a party that checks in now."""
    is_inside = has_opened(slot, day, now)
    return State(
        status="inside" if is_inside else "waiting",
        inside=people if is_inside else 0,
        places=people,
        slot=slot.id if slot else None,
        day=day.isoformat(),
    )


def admitted(held: State) -> State:
    """Return the state after a waiting party is let in. Raises Refused."""
    if held.status != "waiting":
        raise Refused("这批客人不在等候。", "This party is not waiting.")
    return replace(held, status="inside", inside=held.places)


def departed(held: State, people: int | None = None) -> State:
    """Return the state after some people of a party (None: all of them) left. Raises Refused.

    Who leaves without having gone in gives the places back.
    """
    if held.status == "waiting" and people is None:
        return replace(held, status="cancelled", places=0)
    if held.status != "inside":
        raise Refused(
            "这批客人不在里面，可能已经签退。", "This party is not inside; it may have left before."
        )
    leaving = held.inside if people is None else people
    if not 1 <= leaving <= held.inside:
        raise Refused(
            f"里面有 {held.inside} 人，离开的人数应在 1～{held.inside} 之间。",
            f"{held.inside} are inside, so 1 to {held.inside} can leave.",
        )
    rest = held.inside - leaving
    return replace(held, status="inside" if rest else "left", inside=rest)


def moved(held: State, slot: Slot | None, day: date) -> State:
    """Return the state after a move to another slot. Raises Refused if the visit is over."""
    if held.status not in ("waiting", "inside"):
        raise Refused(
            "这批客人已经离开，不能再换场次。", "This party has left and cannot change its slot."
        )
    return replace(held, slot=slot.id if slot else None, day=day.isoformat())


def cancelled(held: State) -> State:
    """Return the state after a check-in is undone: nobody came."""
    return replace(held, status="cancelled", inside=0, places=0)


def is_late(held: State, slot: Slot | None, since: datetime, now: datetime) -> bool:
    """Return True if a party should have left by now; `since` is when it came."""
    if held.inside == 0:
        return False
    if slot is None:
        return now - since > LONGEST
    return now - span(slot, date.fromisoformat(held.day))[1] > LATE_AFTER
