"""How quick the screen is while others hold connections: `python -m tests.bench.slow`.

200 connections send half a head or drip a body, and 8 ask for a long answer and do not read it, on
a booth that listens to a network. Meanwhile people at the screen answer; the median and the slowest
twentieth of their requests are compared with those before.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.attackers import NOT_READING, SLOW, attackers
from tests.faults.people import Person
from tests.process import BoothProcess

ROUNDS = 300


def measure(port: int) -> list[float]:
    """Return the seconds of each request of people at the screen."""
    took = []
    person = Person(port)
    for _ in range(ROUNDS):
        for path, form in (("/start", {"language": "zh"}), ("/survey/rating", {"value": "5"})):
            begun = time.perf_counter()
            person.ask("POST", path, form)
            took.append(time.perf_counter() - begun)
    person.close()
    return took


def main() -> None:
    """Measure without and with the others, and print both."""
    with (
        tempfile.TemporaryDirectory() as folder,
        BoothProcess(Path(folder, "data"), KIOSK_HOST="0.0.0.0") as booth,
    ):
        alone = measure(booth.port)
        with attackers(booth.port, SLOW, NOT_READING):
            time.sleep(2)
            crowded = measure(booth.port)
    for name, took in (("alone", alone), (f"{SLOW} slow and {NOT_READING} deaf", crowded)):
        p95 = statistics.quantiles(took, n=20)[-1]
        sys.stdout.write(
            f"{name}: median {statistics.median(took) * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms\n"
        )


if __name__ == "__main__":
    main()
