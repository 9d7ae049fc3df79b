"""Each address has its own share of requests, and what is remembered of it stays small."""

from __future__ import annotations

import threading

from kiosk.shell import fair_limits
from kiosk.shell.fair_limits import DEBT, Buckets


def test_a_burst_is_free_and_then_requests_come_at_the_rate() -> None:
    buckets = Buckets(burst=5, rate=2)
    assert [buckets.take("a", 0.0) for _ in range(5)] == [0.0] * 5
    assert buckets.take("a", 0.0) > 0
    assert buckets.take("a", 2.0) == 0.0, "four tokens came back, one of them was owed"


def test_the_announced_wait_is_long_enough() -> None:
    buckets = Buckets(burst=1, rate=2)
    buckets.take("a", 0.0)
    wait = buckets.take("a", 0.0)
    assert buckets.take("a", wait) == 0.0


def test_one_address_takes_nothing_from_another() -> None:
    buckets = Buckets(burst=2, rate=1)
    for _ in range(50):
        buckets.take("hostile", 0.0)
    assert buckets.take("honest", 0.0) == 0.0


def test_whoever_asks_on_and_on_rests_and_is_then_heard_again() -> None:
    buckets = Buckets(burst=1, rate=4)
    assert not buckets.is_resting("a", 0.0)
    for _ in range(int(-DEBT) + 3):
        buckets.take("a", 0.0)
    assert buckets.is_resting("a", 0.0)
    assert buckets.is_resting("a", -DEBT / 4 - 0.1), "until what is owed has come back"
    assert not buckets.is_resting("a", -DEBT / 4 + 0.1)


def test_a_clock_that_goes_back_gives_and_takes_nothing() -> None:
    buckets = Buckets(burst=1, rate=1)
    buckets.take("a", 100.0)
    assert buckets.take("a", 50.0) > 0


def test_no_number_of_addresses_fills_the_memory() -> None:
    buckets = Buckets()
    for number in range(fair_limits.MOST_ADDRESSES * 2):
        buckets.take(str(number), 0.0)
    assert len(buckets) == fair_limits.MOST_ADDRESSES


def test_threads_that_ask_at_once_get_no_token_twice() -> None:
    buckets = Buckets(burst=100, rate=0.001)
    free: list[float] = []
    threads = [
        threading.Thread(target=lambda: free.extend(buckets.take("a") for _ in range(50)))
        for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert free.count(0.0) == 100
