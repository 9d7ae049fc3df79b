"""Slow down those who guess passwords, passphrases and codes."""

from __future__ import annotations

import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from kiosk.errors import Throttled

ATTEMPTS = parse("5 per minute"), parse("30 per hour")
"""Wrong tries allowed for one account, or one lock."""


class Throttle:
    """Wrong tries, counted in memory; further ones are refused for a while."""

    def __init__(self, limits: tuple[RateLimitItem, ...] = ATTEMPTS) -> None:
        """Start with no tries counted."""
        self._limits = limits
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, what: str) -> None:
        """Raise Throttled if `what` was tried too often."""
        for limit in self._limits:
            if not self._limiter.test(limit, what):
                reset = self._limiter.get_window_stats(limit, what).reset_time
                wait = max(1, round(reset - time.time()))
                raise Throttled(
                    f"尝试次数太多，请 {wait} 秒后再试。",
                    f"Too many attempts; try again in {wait} seconds.",
                    wait,
                )

    def count(self, what: str) -> None:
        """Count a wrong try at `what`."""
        for limit in self._limits:
            self._limiter.hit(limit, what)
