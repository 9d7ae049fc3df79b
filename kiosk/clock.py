"""The time. Records hold it as UTC text that sorts: `2026-12-20T01:02:03.000004Z`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from time import time_ns

from kiosk.config import LASTS_YEARS, WRITTEN
from kiosk.errors import Refused

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Days outside make no sense here, and the day before the first one does not exist."""
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d\d)(\d\d))")
_TIME = re.compile(r"(\d{1,2})[:.时点](\d\d)分?")
_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return the device's clock in UTC, or the pretended moment inside `pretend`."""
    return _pretended.get() or datetime.now(UTC)


def milliseconds() -> int:
    """Return the device's own clock in milliseconds, by which the time of an answer is measured."""
    return time_ns() // 1_000_000


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Make `now` return `moment` in this context, for simulated people and for tests."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def stamp(moment: datetime, *, whole_minute: bool = False) -> str:
    """Return `moment` as UTC text with microseconds, truncated to the minute if asked."""
    moment = moment.astimezone(UTC)
    if whole_minute:
        moment = moment.replace(second=0, microsecond=0)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse(text: str) -> datetime:
    """Parse what `stamp` wrote. Raises ValueError for any other text."""
    return datetime.fromisoformat(text)


def local(made_at: str) -> datetime:
    """Return a record's time in this machine's time zone, to the second, as a naive datetime."""
    return parse(made_at).astimezone().replace(tzinfo=None, microsecond=0)


def local_now() -> datetime:
    """Return the present time in this machine's time zone."""
    return now().astimezone()


def is_plausible(newest: str = "") -> bool:
    """Return True if this machine's clock may be right.

    It is wrong before the day on which this version was written, years after it, and more than a
    day before the `newest` record that this machine itself made.
    """
    day, a_day = local_now().date(), timedelta(days=1)
    if not WRITTEN - a_day <= day <= WRITTEN.replace(year=WRITTEN.year + LASTS_YEARS):
        return False
    return not newest or parse(newest) - now() < a_day


def today() -> date:
    """Return this machine's date."""
    return local_now().date()


def day_of(made_at: str) -> date:
    """Return the day of a record's time in this machine's time zone."""
    return parse(made_at).astimezone().date()


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in this machine's time zone."""
    return datetime.combine(day, time()).astimezone()


def to_minute(moment: datetime) -> str:
    """Format a moment with its date, to the minute: `2026-12-20 09:30`."""
    return f"{moment:%Y-%m-%d %H:%M}"


def to_minute_short(moment: datetime) -> str:
    """Format a moment without the year: `12-20 09:30`."""
    return f"{moment:%m-%d %H:%M}"


def time_of_day(moment: datetime) -> str:
    """Format a moment without the date: `09:30`."""
    return f"{moment:%H:%M}"


def typed_day(text: str) -> date | None:
    """Return a date as people type it, or None: `2026-12-20`, `2026年12月20日`, `20261220`.

    Letters of full width, as Chinese keyboards give them, are read like the others.
    """
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


def typed_moment(text: str) -> datetime | None:
    """Return a local day and time as people type them, such as `2026-12-20 9:00`, or None."""
    day, _, rest = unicodedata.normalize("NFKC", text).strip().replace("T", " ").partition(" ")
    typed, found = typed_day(day), _TIME.fullmatch(rest.strip())
    try:
        moment = time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None
    return datetime.combine(typed, moment) if typed and moment else None


def read_day(text: str | None) -> date | None:
    """Return a date as forms send it, or None if the field is empty. Raises Refused."""
    if not text or not text.strip():
        return None
    day = typed_day(text)
    if day is None:
        raise Refused(
            f"{text[:20]} 不是日期，应像 2026-12-20。", f"{text[:20]} is no date like 2026-12-20."
        )
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(
            f"日期应在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间。",
            f"Days lie between {FIRST_YEAR} and {LAST_YEAR}.",
        )
    return day
