"""What is wrong with a pack, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Report = Callable[..., None]
"""Take the path of a field, the fault in Chinese and in English, and `is_error`."""


@dataclass(frozen=True)
class Problem:
    """One fault, named by file, line (from 1) and field, in both languages.

    An error keeps the pack from being shown; a warning does not.
    """

    file: str
    line: int
    field: str
    zh: str
    en: str
    is_error: bool = True

    @classmethod
    def error(cls, file: str, line: int, field: str, zh: str, en: str) -> Problem:
        """Make a problem that keeps the pack from being shown."""
        return cls(file, line, field, zh, en)

    def __str__(self) -> str:
        """Return one line for a terminal."""
        mark = "错误 error" if self.is_error else "提醒 warning"
        words = self.zh if self.zh == self.en else f"{self.zh} / {self.en}"
        return f"{self.file}:{self.line}: {mark}: {self.field}: {words}"
