"""Print how long verifying a passport takes, as a ratio to Ed25519's own verification.

Run `python -m tests.bench.passport`. It reads the digits of a passport with six stamps among the
keys of a hundred booths, and beside that verifies one signature by the library alone; medians.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date

from nacl.signing import SigningKey, VerifyKey

from kiosk.booth.stamps import code, passports
from kiosk.content.stamp_rule import mark

ROUNDS, BOOTHS = 500, 100
EVENT, DAY = "pinghu/2026", date(2026, 12, 20)


def seconds(work: Callable[[], object]) -> float:
    """Return the median of the seconds that a piece of work takes."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    key = SigningKey.generate()
    keys = [bytes(SigningKey.generate().verify_key) for _ in range(BOOTHS - 1)]
    keys.append(bytes(key.verify_key))
    marks = [mark(f"stop-{number}") for number in range(6)]
    text = code.signed(passports.new(), marks, event=EVENT, last_day=DAY, key=key)
    signed = key.sign(bytes(100))
    bare = seconds(lambda: VerifyKey(keys[-1]).verify(signed))
    ours = seconds(lambda: code.read(text, event=EVENT, today=DAY, keys=keys))
    print(f"verifying a passport: {1000 * ours:.3f} ms, {ours / bare:.2f} × one signature")


if __name__ == "__main__":
    main()
