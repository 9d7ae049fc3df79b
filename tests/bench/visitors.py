"""How quick the screen is while 200 phones play rounds: `python -m tests.bench.visitors`.

Each phone has an address of its own and the pace of a person who taps quickly; one of them is
hostile, and floods the visitors' door by several connections. Stretches without and with the phones
take turns, each measured at the screen in the same way; the ratio of the two p95 is what counts.
"""

from __future__ import annotations

import argparse
import http.client
import socket
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from random import Random

from tests.door.doors import DoorProcess
from tests.faults.people import GONE, Person

PHONES, STRETCHES, ROUNDS = 200, 4, 12
LEAST_PAUSE, MOST_PAUSE = 2.0, 6.0
"""Seconds between two taps on a phone: reading a question, and why the answer is right."""
BETWEEN = 0.05
"""Seconds between two taps at the screen, far fewer than a person takes."""
FLOODS = 6
"""Connections by which the hostile phone floods."""


class Phone(Person):
    """A person with a phone, which has an address of its own."""

    def __init__(self, port: int, number: int) -> None:
        """Join the Wi-Fi."""
        super().__init__(port, timeout=60)
        source = (f"127.9.{number // 200}.{number % 200 + 1}", 0)
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=60, source_address=source
        )


class Crowd:
    """The phones, and what they were answered."""

    def __init__(self, booth: DoorProcess) -> None:
        """Start with nobody."""
        self.booth = booth
        self.statuses: Counter[int] = Counter()
        self.refused = self.turned_away = 0
        self._ended = threading.Event()

    @contextmanager
    def here(self) -> Iterator[None]:
        """Let everybody play while the block runs."""
        self._ended.clear()
        threads = [threading.Thread(target=self._play, args=(n,)) for n in range(PHONES - 1)]
        threads += [threading.Thread(target=self._flood) for _ in range(FLOODS)]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            self._ended.set()
            for each in threads:
                each.join()

    def _pause(self, random: Random) -> None:
        self._ended.wait(random.uniform(LEAST_PAUSE, MOST_PAUSE))

    def _play(self, number: int) -> None:
        """Play rounds, and look at other pages between them."""
        random = Random(number)
        self._ended.wait(random.uniform(0, MOST_PAUSE))
        while not self._ended.is_set():
            phone = Phone(self.booth.door, number)
            try:
                phone.begin_quiz()
                for place in range(1, 7):
                    self._pause(random)
                    self.statuses[phone.answer(place, random)[0]] += 1
                    if self._ended.is_set():
                        break
                for path in ("/quiz/result", "/home", "/cards/traffic-desk"):
                    self._pause(random)
                    self.statuses[phone.ask("GET", path)[0]] += 1
            except (*GONE, AssertionError):  # A page other than the one that was asked for.
                self.turned_away += 1
            phone.close()

    def _flood(self) -> None:
        """Ask as fast as one address can, on and on."""
        request = self.booth.head("GET", "/home") * 400
        while not self._ended.is_set():
            with (
                suppress(OSError),
                socket.create_connection(
                    ("127.0.0.1", self.booth.door), 5, source_address=("127.9.9.9", 0)
                ) as wire,
            ):
                wire.sendall(request)
                while block := wire.recv(65536):
                    self.refused += block.count(b" 429 ")


def at_the_screen(booth: DoorProcess) -> list[float]:
    """Return the seconds of each request of people who play rounds at the screen."""
    took: list[float] = []
    random = Random(1)
    for _ in range(ROUNDS):
        person = Person(booth.port, timeout=60)
        person.begin_quiz()
        for number in range(1, 7):
            time.sleep(BETWEEN)
            begun = time.perf_counter()
            person.ask("GET", f"/quiz/{number}")
            took.append(time.perf_counter() - begun)
            time.sleep(BETWEEN)
            begun = time.perf_counter()
            person.answer(number, random)
            took.append(time.perf_counter() - begun)
        person.close()
    return took


def p95(took: list[float]) -> float:
    """Return the time that one request in twenty exceeds, in milliseconds."""
    return 1000 * statistics.quantiles(took, n=20)[-1]


def main() -> None:
    """Measure by turns, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stretches", type=int, default=STRETCHES, help="of each sort")
    stretches = parser.parse_args().stretches
    alone, crowded = [], []
    with tempfile.TemporaryDirectory() as folder, DoorProcess(Path(folder, "data")) as booth:
        crowd = Crowd(booth)
        at_the_screen(booth)
        for _ in range(stretches):
            alone.append(at_the_screen(booth))
            with crowd.here():
                time.sleep(MOST_PAUSE)
                begun, before = time.monotonic(), crowd.statuses.total()
                crowded.append(at_the_screen(booth))
                rate = (crowd.statuses.total() - before) / (time.monotonic() - begun)
                print(f"  answers and pages of phones: {rate:.0f} a second")
    ratios = [p95(two) / p95(one) for one, two in zip(alone, crowded, strict=True)]
    for name, stretches_of in (("screen alone", alone), (f"beside {PHONES} phones", crowded)):
        took = list(chain.from_iterable(stretches_of))
        median = 1000 * statistics.median(took)
        print(f"{name}: median {median:.1f} ms, p95 {p95(took):.1f} ms")
    each_ratio = ", ".join(f"{each:.2f}" for each in ratios)
    print(f"ratio of the p95: {statistics.median(ratios):.2f} ({each_ratio})")
    print(f"phones were answered {dict(crowd.statuses)}, turned away {crowd.turned_away} times")
    print(f"the hostile phone heard 429 {crowd.refused} times")


if __name__ == "__main__":
    main()
