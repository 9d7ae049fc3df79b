"""Slow down those who guess passwords, passphrases and codes, and lock nobody out for long.

Five tries are free. Each further one has to wait: 15 seconds, then 30, then a minute, never longer,
and what is announced is what happens. A try counts before it is looked at, so that sixty at once
are five. Time is the monotonic clock's: a clock that is set ten years ahead and back changes
nothing.

Tries are counted by what is tried and by where they come from. At a booth everybody comes from the
same screen; at central one guesser does not lock others out, and one source that tries many names
is slowed down as a whole.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.errors import NotAllowed, Throttled

FREE, FREE_OF_SOURCE = 5, 20
"""Wrong tries before the first wait: at one lock, and of one source at all locks together."""
WAITS = (15.0, 30.0, 60.0)
FORGOTTEN_AFTER = 15 * 60.0
"""Seconds without a try after which the count begins again."""
MOST_KEPT = 10_000


@dataclass
class _Count:
    """The tries at one thing: how many, the last one's time, and when the next is possible."""

    tries: int = 0
    last: float = 0.0
    next: float = 0.0


class Throttle:
    """Tries that were not right, counted in memory."""

    def __init__(self) -> None:
        """Start with no tries counted."""
        self._counts: dict[str, _Count] = {}
        self._lock = threading.Lock()

    @contextmanager
    def trying(self, what: str, source: str = "") -> Iterator[None]:
        """Count a try at `what` from `source` while the block runs; a right one counts for nothing.

        NotAllowed, raised in the block, means that it was wrong. Raises Throttled where it has to
        wait.
        """
        limits = {f"{what} {source}": FREE}
        if source:
            limits[source] = FREE_OF_SOURCE
        self._reserve(limits)
        try:
            yield
        except NotAllowed:
            raise
        except BaseException:
            self._give_back(limits)
            raise
        self._give_back(limits)
        with self._lock:
            self._counts.pop(f"{what} {source}", None)

    def _reserve(self, limits: dict[str, int]) -> None:
        with self._lock:
            now = time.monotonic()
            self._forget(now)
            wait = max((self._wait(key, now) for key in limits), default=0.0)
            if wait > 0:
                raise _throttled(wait)
            for key, free in limits.items():
                count = self._counts.setdefault(key, _Count())
                count.tries, count.last = count.tries + 1, now
                if count.tries >= free:
                    count.next = now + WAITS[min(count.tries - free, len(WAITS) - 1)]

    def _wait(self, key: str, now: float) -> float:
        return self._counts[key].next - now if key in self._counts else 0.0

    def _give_back(self, limits: dict[str, int]) -> None:
        with self._lock:
            for key, free in limits.items():
                count = self._counts.get(key)
                if count is None:
                    continue
                count.tries -= 1
                if count.tries < free:
                    count.next = 0.0

    def _forget(self, now: float) -> None:
        """Drop counts that are old, and all of them before they fill the memory."""
        if len(self._counts) > MOST_KEPT:
            self._counts.clear()
        for key in [k for k, each in self._counts.items() if now - each.last > FORGOTTEN_AFTER]:
            del self._counts[key]


def _throttled(wait: float) -> Throttled:
    seconds = max(1, round(wait + 0.5))
    return Throttled(
        f"尝试次数太多，请 {seconds} 秒后再试。",
        f"Too many attempts; try again in {seconds} seconds.",
        seconds,
    )
