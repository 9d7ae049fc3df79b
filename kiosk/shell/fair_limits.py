"""Fair limits for many phones: a bucket of tokens for each address, in memory, of bounded size.

Each request takes a token, and tokens come back at a steady rate. Whoever has none gets 429
and the time to wait; whoever goes on all the same is not listened to until the bucket fills again.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

BURST, RATE = 300.0, 20.0
"""Requests that an address may make at once, and each second. A first page takes about 25, with its
style sheets and drawings; a person who taps quickly makes two a second."""
DEBT = -10.0
"""As many requests beyond are answered with "wait"; after that nothing is read for a while."""
MOST_ADDRESSES = 4096
"""More than a Wi-Fi has guests; the address that asked least lately is forgotten."""


@dataclass
class Bucket:
    """The tokens of one address, when they were counted, and whether it has to rest."""

    tokens: float
    counted: float
    is_resting: bool = False


class Buckets:
    """The tokens of all addresses."""

    def __init__(self, burst: float = BURST, rate: float = RATE) -> None:
        """Start with nobody known."""
        self._burst, self._rate = burst, rate
        self._held: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many addresses are remembered."""
        return len(self._held)

    def take(self, address: str, now: float | None = None) -> float:
        """Take a token; return 0, or the seconds to wait if the bucket is empty."""
        with self._lock:
            bucket = self._fill(address, time.monotonic() if now is None else now)
            is_empty = bucket.tokens < 1
            bucket.tokens = max(bucket.tokens - 1, DEBT)
            bucket.is_resting = bucket.tokens == DEBT
            return (1 - bucket.tokens) / self._rate if is_empty else 0.0

    def is_resting(self, address: str, now: float | None = None) -> bool:
        """Return True if an address asked on and on in spite of being asked to wait."""
        held = self._held.get(address)
        if held is None or not held.is_resting:
            return False
        with self._lock:
            bucket = self._fill(address, time.monotonic() if now is None else now)
            bucket.is_resting = bucket.tokens < 0
            return bucket.is_resting

    def _fill(self, address: str, now: float) -> Bucket:
        """Return the bucket of an address with the tokens that came back since it was counted."""
        bucket = self._held.get(address)
        if bucket is None:
            bucket = self._held[address] = Bucket(self._burst, now)
            if len(self._held) > MOST_ADDRESSES:
                self._held.popitem(last=False)
            return bucket
        self._held.move_to_end(address)
        gained = max(0.0, now - bucket.counted) * self._rate
        bucket.tokens, bucket.counted = min(self._burst, bucket.tokens + gained), now
        return bucket
