"""The progress of sending on a terminal: counts, rate and time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.sync.booth.sender import SendingProgress, Tell

EVERY_SECONDS = 0.2
MINUTE = 60


@contextmanager
def progress_line() -> Iterator[Tell]:
    """Provide a function that rewrites one line; it writes nothing unless a person watches."""
    if not sys.stderr.isatty():
        yield lambda _progress: None
        return
    line = ProgressLine()
    try:
        yield line.tell
    finally:
        sys.stderr.write("\n" if line.is_begun else "")


class ProgressLine:
    """A line of progress on a terminal, with the time that its rate is computed from."""

    def __init__(self) -> None:
        """Begin to count time."""
        self._begun = time.monotonic()
        self._written = 0.0
        self.is_begun = False

    def tell(self, progress: SendingProgress) -> None:
        """Write how far it is, not more often than an eye can read."""
        now = time.monotonic()
        if now - self._written < EVERY_SECONDS and not progress.is_complete:
            return
        self._written, self.is_begun = now, True
        sys.stderr.write(f"\r{words(progress, now - self._begun):<72}")
        sys.stderr.flush()


def words(progress: SendingProgress, seconds: float) -> str:
    """Return one line: `120 / 312 · 85/s · 0:02`."""
    line = f"{progress.held} / {progress.total}"
    rate = progress.sent / seconds if seconds > 0 else 0.0
    if not rate:
        return line
    left = round((progress.total - progress.held) / rate)
    return f"{line} · {rate:.0f}/s · {left // MINUTE}:{left % MINUTE:02d}"
