"""Guessing becomes slow, for nobody else and for no longer than is announced."""

from __future__ import annotations

import threading
import time

import pytest

from kiosk.errors import NotAllowed, Throttled
from kiosk.shell.throttle import FREE, FREE_OF_SOURCE, WAITS, Throttle

SCREEN, OTHER = "127.0.0.1", "10.0.0.9"


def fail(throttle: Throttle, what: str = "sign-in zhang", source: str = SCREEN) -> None:
    """Give wrong words."""
    with pytest.raises(NotAllowed), throttle.trying(what, source):
        raise NotAllowed("不对。", "Wrong.")


def wait_of(throttle: Throttle, what: str = "sign-in zhang", source: str = SCREEN) -> int:
    """Return the seconds that are announced, 0 where a try may be made."""
    try:
        with throttle.trying(what, source):
            return 0
    except Throttled as error:
        return error.wait if str(error.wait) in error.en else -1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Give the monotonic time, to be set."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_guessing_becomes_slow_for_that_name_and_place_only(clock: list[float]) -> None:
    throttle = Throttle()
    for _ in range(FREE):
        fail(throttle)
    assert wait_of(throttle, "sign-in li") == 0
    assert wait_of(throttle, source=OTHER) == 0
    assert WAITS[0] <= wait_of(throttle) <= WAITS[0] + 1


def test_what_is_announced_is_what_happens_and_never_more_than_a_minute(
    clock: list[float],
) -> None:
    throttle = Throttle()
    for _ in range(FREE):
        fail(throttle)
    for _ in range(30):
        announced = wait_of(throttle)
        assert 0 < announced <= WAITS[-1] + 1
        clock[0] += announced
        fail(throttle)
    clock[0] += wait_of(throttle)
    assert wait_of(throttle) == 0, "the honest one is in after the announced wait"


def test_a_clock_set_ten_years_ahead_and_back_locks_nobody_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    throttle, now = Throttle(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 10 * 365 * 86400)
    for _ in range(FREE):
        fail(throttle)
    monkeypatch.setattr(time, "time", lambda: now)
    assert wait_of(throttle) <= WAITS[0] + 1


def test_sixty_guesses_at_once_get_five_tries() -> None:
    throttle, tries, start = Throttle(), [], threading.Barrier(60)

    def guess() -> None:
        start.wait()
        try:
            with throttle.trying("unlock", SCREEN):
                tries.append(1)
                raise NotAllowed("不对。", "Wrong.")
        except (NotAllowed, Throttled):
            pass

    threads = [threading.Thread(target=guess) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tries) == FREE


def test_one_source_that_tries_many_names_is_slowed_down(clock: list[float]) -> None:
    throttle = Throttle()
    for number in range(FREE_OF_SOURCE):
        fail(throttle, f"sign-in {number}", OTHER)
    assert wait_of(throttle, "sign-in new", OTHER) > 0
    assert wait_of(throttle, "sign-in new", SCREEN) == 0


def test_a_right_try_counts_for_nothing_and_an_error_of_ours_neither(clock: list[float]) -> None:
    throttle = Throttle()
    for _ in range(100):
        assert wait_of(throttle) == 0
        with pytest.raises(ValueError, match="ours"), throttle.trying("sign-in zhang", SCREEN):
            raise ValueError("ours")
    for _ in range(FREE - 1):
        fail(throttle)
    assert wait_of(throttle) == 0
    for _ in range(FREE - 1):
        fail(throttle)
    assert wait_of(throttle) == 0, "a right one forgives the wrong ones before it"


def test_after_a_quarter_of_an_hour_the_count_begins_again(clock: list[float]) -> None:
    throttle = Throttle()
    for _ in range(FREE):
        fail(throttle)
    clock[0] += 16 * 60
    for _ in range(FREE - 1):
        fail(throttle)
    assert wait_of(throttle) == 0
