"""What a check found."""

from __future__ import annotations

from typing import Literal, NamedTuple

Words = tuple[str, str]
"""What people read, in Chinese and in English."""
State = Literal["ok", "attention", "unknown"]
STATES: dict[State, Words] = {
    "ok": ("好", "ok"),
    "attention": ("注意", "attention"),
    "unknown": ("不清楚", "unknown"),
}


class Finding(NamedTuple):
    """What a check found: its state, what is there, and what to do where there is something."""

    state: State
    found: Words
    advice: Words | None = None


class Unanswered(Exception):
    """A check cannot be done here; it holds the reason in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both."""
        super().__init__(zh, en)
        self.words = zh, en


def ok(zh: str, en: str) -> Finding:
    """Return that all is well."""
    return Finding("ok", (zh, en))


def attention(found: Words, advice: Words) -> Finding:
    """Return what should be put right before the day."""
    return Finding("attention", found, advice)


def unknown(found: Words, advice: Words | None = None) -> Finding:
    """Return what could not be found out, and how to find it out by hand."""
    return Finding("unknown", found, advice)
