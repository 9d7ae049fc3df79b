"""What one sitting keeps in this process's memory only, for a few minutes at most."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Lock
from typing import Generic, TypeVar

from kiosk.shell import sitting

T = TypeVar("T")
KEEP = timedelta(minutes=5)


class SittingStore(Generic[T]):
    """One thing for each sitting; it goes when the sitting ends, and after `KEEP`."""

    def __init__(self) -> None:
        """Hold nothing, and hear of every sitting that ends."""
        self._held: dict[str, tuple[float, T]] = {}
        self._lock = Lock()
        sitting.on_end(self.drop)

    def keep(self, of_sitting: str, what: T) -> None:
        """Hold `what` in place of what was held of the sitting."""
        with self._lock:
            self._sweep()
            self._held[of_sitting] = (time.monotonic(), what)

    def get(self, of_sitting: str | None) -> T | None:
        """Return what is held of a sitting."""
        with self._lock:
            self._sweep()
            held = self._held.get(of_sitting or "")
        return held[1] if held else None

    def drop(self, of_sitting: str) -> None:
        """Forget what is held of a sitting."""
        with self._lock:
            self._held.pop(of_sitting, None)

    def _sweep(self) -> None:
        oldest = time.monotonic() - KEEP.total_seconds()
        for each in [name for name, (since, _) in self._held.items() if since < oldest]:
            del self._held[each]
