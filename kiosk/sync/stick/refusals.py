"""Files of a stick that could not be used: counted by reason, with the first names of each.

A stick may hold a hundred thousand of them; so only what is printed is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import KioskError

NAMES, REASONS = 3, 12
"""Names printed for each reason, and reasons printed."""
NAME_LETTERS = 60
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
_VARYING = re.compile(r"\d+")
"""Sizes and numbers, by which the words of one reason differ."""


@dataclass
class Reason:
    """One reason, in the words for its first file, with the first names and the files' count."""

    error: KioskError
    names: list[str] = field(default_factory=list)
    count: int = 0


@dataclass
class Refusals:
    """The files that could not be used. It is true where there are any."""

    count: int = 0
    reasons: dict[str, Reason] = field(default_factory=dict)
    others: int = 0
    """Files for further reasons than are kept."""

    def __bool__(self) -> bool:
        """Return True if any file could not be used."""
        return self.count > 0

    @property
    def first(self) -> KioskError | None:
        """Return why the first file could not be used."""
        return next((reason.error for reason in self.reasons.values()), None)

    def add(self, path: Path, error: KioskError) -> None:
        """Count a file, and remember its name if it is among the first of its reason."""
        self.count += 1
        words = _VARYING.sub("#", error.en.replace(str(path), ""))
        if words not in self.reasons and len(self.reasons) >= REASONS:
            self.others += 1
            return
        reason = self.reasons.setdefault(words, Reason(error))
        reason.count += 1
        if len(reason.names) < NAMES:
            reason.names.append(shown(path.name))

    def lines(self) -> list[str]:
        """Return what to print: each reason once, with its count and first names."""
        found = [_line(reason) for reason in self.reasons.values()]
        if self.others:
            found.append(
                f"另有 {self.others} 个文件因其他原因没有采用 / {self.others} other files."
            )
        return found


def _line(reason: Reason) -> str:
    names = "、".join(reason.names)
    if reason.count > len(reason.names):
        names += f" …（共 {reason.count} 个文件 / {reason.count} files in all）"
    return f"{names}: {reason.error}"


def shown(name: str) -> str:
    """Return a file's name as it can be printed: nothing in it steers a terminal or fills it."""
    plain = "".join(letter if letter.isprintable() else UNPRINTABLE for letter in name)
    return plain if len(plain) <= NAME_LETTERS else f"{plain[:NAME_LETTERS]}…"
