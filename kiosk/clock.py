"""Tell the time, as a UTC text that sorts: `2026-12-20T01:02:03.000004Z`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return the device's clock in UTC, or the pretended moment inside `pretend`."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Let `now` return `moment` in this thread: for simulated people, and for tests."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def stamp(moment: datetime, *, whole_minute: bool = False) -> str:
    """Write `moment` as UTC text with microseconds, or cut down to its whole minute."""
    moment = moment.astimezone(UTC)
    if whole_minute:
        moment = moment.replace(second=0, microsecond=0)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse(text: str) -> datetime:
    """Read what `stamp` wrote. Raises ValueError for other text."""
    return datetime.fromisoformat(text)
