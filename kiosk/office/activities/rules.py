"""Decide what an entry may hold, and what is different between two of its states."""

from __future__ import annotations

import msgspec

from kiosk import typed_text
from kiosk.clock import FIRST_YEAR, LAST_YEAR, typed_moment
from kiosk.errors import Refused
from kiosk.office.activities.records import ActivityTold

Words = tuple[str, str]
"""Chinese and English."""

KINDS: dict[str, Words] = {
    "plaza": ("广场宣传咨询", "Publicity on the plaza"),
    "open-house": ("警营开放体验", "Open house at a station"),
    "hand-back": ("集中发还财物", "Hand-back of recovered property"),
    "visits": ("走访家庭学校企业", "Visits to homes, schools and firms"),
    "windows": ("橱窗展板宣传", "Publicity windows and boards"),
    "other": ("其他", "Other"),
}
"""Kinds of activity that an Open Day has."""

FIELDS: dict[str, Words] = {
    "about_unit": ("单位", "unit"),
    "kind": ("活动类别", "kind"),
    "place": ("地点", "place"),
    "begins": ("开始时间", "beginning"),
    "ends": ("结束时间", "end"),
    "officers": ("民警人数", "officers"),
    "visitors": ("群众人数", "visitors"),
    "done": ("活动情况", "what was done"),
    "is_removed": ("是否移除", "whether it is removed"),
}
MOST_PLACE, MOST_DONE, MOST_CAPTION = 100, 4000, 80
MOST_OFFICERS, MOST_VISITORS = 9_999, 9_999_999
MOST_PHOTOS = 12


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a form says of an activity."""

    about_unit: str
    kind: str
    place: str
    begins: str
    ends: str
    officers: int
    visitors: int | None
    done: str


def plain(text: str, most: int) -> str:
    """Return text without what cannot be seen, such as marks that turn its direction, cut.

    Neither PostgreSQL nor a Word file takes control characters.
    """
    return typed_text.lines(text)[:most].rstrip()


def fit(given: Given) -> Given:
    """Return what was given, tidied. Raises Refused if something is absent or cannot be."""
    if given.kind not in KINDS:
        raise Refused("请选择活动类别。", "Choose the kind of activity.")
    place, done = plain(given.place, MOST_PLACE).replace("\n", " "), plain(given.done, MOST_DONE)
    if not place:
        raise Refused("请填写地点。", "Say where it took place.")
    if not done:
        raise Refused("请写活动情况，一两句话也可以。", "Say what was done; a sentence will do.")
    begins = read_time(given.begins)
    ends = read_time(given.ends)
    if ends < begins:
        raise Refused("结束时间早于开始时间。", "It ends before it begins.")
    return msgspec.structs.replace(given, place=place, done=done, begins=begins, ends=ends)


def read_time(text: str) -> str:
    """Return a local time as records carry it. Raises Refused."""
    moment = typed_moment(text)
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Refused(
            "请填写开始和结束的日期和时间，应像 2026-12-20 09:00。",
            "Give date and time of beginning and end, like 2026-12-20 09:00.",
        )
    return moment.strftime("%Y-%m-%dT%H:%M")


def read_count(text: str, most: int, what: Words) -> int | None:
    """Return a number that a form gives, None if the field is empty. Raises Refused."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 8 and int(text) <= most):
        raise Refused(
            f"{what[0]}应是 0～{most} 的整数。",
            f"{what[1].capitalize()}: a number from 0 to {most}.",
        )
    return int(text)


def differing(one: ActivityTold, other: ActivityTold) -> list[str]:
    """Name the fields in which two states of an entry differ."""
    return [name for name in FIELDS if getattr(one, name) != getattr(other, name)]
