"""Remember what was found in files that were looked at, so that looking again takes no time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Findings(Generic[Found]):
    """What was found in things, by a mark from which it follows, such as a digest.

    Once there are `most`, all are forgotten. Threads may look at the same thing at once; both find
    the same.
    """

    def __init__(self, most: int) -> None:
        """Begin without any."""
        self._most = most
        self._held: dict[Hashable, Found] = {}

    def of(self, mark: Hashable, look: Callable[[], Found]) -> Found:
        """Return what was found before, or else what `look` finds; what it raises is not kept."""
        try:
            return self._held[mark]
        except KeyError:  # Found may be None.
            pass
        found = look()
        if len(self._held) >= self._most:
            self._held.clear()
        self._held[mark] = found
        return found

    def forget(self) -> None:
        """Forget all, as a program that was just started."""
        self._held.clear()
