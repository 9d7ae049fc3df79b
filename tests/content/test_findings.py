"""Test that what was looked at is known, and what could not be looked at is not."""

from __future__ import annotations

import pytest

from kiosk.content.findings import Findings


def test_each_thing_is_looked_at_once_until_there_are_too_many() -> None:
    looked: list[str] = []
    findings: Findings[str | None] = Findings(2)

    def find(mark: str) -> str | None:
        return findings.of(mark, lambda: looked.append(mark))

    for mark in ("a", "b", "a", "b", "c", "a"):
        assert find(mark) is None
    assert looked == ["a", "b", "c", "a"]
    findings.forget()
    find("a")
    assert looked == ["a", "b", "c", "a", "a"]


def test_what_could_not_be_looked_at_is_looked_at_again() -> None:
    findings: Findings[int] = Findings(2)
    with pytest.raises(ZeroDivisionError):
        findings.of("x", lambda: 1 // 0)
    assert findings.of("x", lambda: 7) == 7
