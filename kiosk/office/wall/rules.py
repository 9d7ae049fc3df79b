"""Decide what may stand on the wall: words that fit and are nobody's secret, times of today."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from typing import Literal

from kiosk.errors import Refused
from kiosk.typed_text import one_line

Kind = Literal["notice", "quote"]
MOST: dict[Kind, tuple[int, int]] = {"notice": (48, 110), "quote": (90, 200)}
"""Chinese and English letters that fit on a slide at the size that is read from eight metres."""
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_PRIVATE = re.compile(r"\d{7,}|1\d\d[ -]\d{4}[ -]\d{4}|\d{17}[xX]")
"""Telephone and identity numbers; hotlines are shorter."""
LAST = time(23, 59)


def read_kind(text: str) -> Kind:
    """Return the kind that a form names. Raises Refused."""
    if text not in MOST:
        raise Refused("没有这个操作。", "There is no such act.")
    return text


def read_words(kind: Kind, zh: str, en: str) -> tuple[str, str]:
    """Return the words in both languages, tidied; the English may be left out. Raises Refused."""
    said = one_line(zh), one_line(en)
    if not said[0]:
        raise Refused("请写中文，英文可以不写。", "Write it in Chinese; English may be left out.")
    for text, most in zip(said, MOST[kind], strict=True):
        if len(text) > most:
            raise Refused(
                f"太长了：这里最多 {most} 个字，现在是 {len(text)} 个；再长，远处就看不清。",
                f"Too long: {most} letters at the most, this has {len(text)}. More could not be "
                "read from afar.",
            )
        if _PRIVATE.search(unicodedata.normalize("NFKC", text)):
            raise Refused(
                "里面像是有电话或证件号码。大屏谁都看得见，请去掉。",
                "There seems to be a telephone or identity number in it. Everybody sees the wall: "
                "please take it out.",
            )
    return said


def read_times(begins: str, ends: str, now: datetime) -> tuple[datetime, datetime]:
    """Return from when until when it is shown today; empty means from now, and all day.

    `now` is local, with its zone. Raises Refused.
    """
    since = _moment(begins, now.date()) if begins.strip() else now
    until = _moment(ends, now.date()) if ends.strip() else _at(LAST, now.date())
    if until <= since or until <= now:
        raise Refused(
            "结束时间要晚于开始时间，也要晚于现在。",
            "It must end after it begins, and later than now.",
        )
    return since, until


def _moment(text: str, day: date) -> datetime:
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        raise Refused("时间请写成 14:20 这样。", "Write the time like this: 14:20.")
    return _at(time(int(found[1]), int(found[2])), day)


def _at(moment: time, day: date) -> datetime:
    return datetime.combine(day, moment).astimezone()
