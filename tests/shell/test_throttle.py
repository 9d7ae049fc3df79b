"""Test that guessing becomes slow."""

from __future__ import annotations

import time

import pytest

from kiosk.errors import Throttled
from kiosk.shell.throttle import Throttle


def test_guessing_becomes_slow_for_that_name_only() -> None:
    throttle = Throttle()
    for _ in range(5):
        throttle.check("sign-in zhang")
        throttle.count("sign-in zhang")
    with pytest.raises(Throttled) as error:
        throttle.check("sign-in zhang")
    assert 1 <= error.value.wait <= 60
    assert str(error.value.wait) in error.value.en
    throttle.check("sign-in li")


def test_guessing_for_an_hour_stays_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    throttle = Throttle()
    start, tries = time.time(), 0
    for minute in range(59):
        monkeypatch.setattr(time, "time", lambda now=start + 61 * minute: now)
        try:
            for _ in range(5):
                throttle.check("unlock")
                throttle.count("unlock")
                tries += 1
        except Throttled:
            continue
    assert tries <= 35
