"""How quick the screen is while others hold connections: `python -m tests.bench.slow`.

200 connections send half a head or drip a body, and 8 ask for a long answer and do not read it, on
a booth that listens to a network. Meanwhile people at the screen answer; the median and the slowest
twentieth of their requests are compared with those before.
"""

from __future__ import annotations

import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.people import Person
from tests.process import BoothProcess

SLOW, NOT_READING = 200, 8
ROUNDS = 300
DRIP_SECONDS = 0.5


@contextmanager
def attackers(port: int, slow: int, deaf: int) -> Iterator[None]:
    """Hold connections from several addresses while the block runs; those that end begin again."""
    ended = threading.Event()
    threads = [
        threading.Thread(target=_hold, args=(port, number, number < deaf, ended), daemon=True)
        for number in range(slow + deaf)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _hold(port: int, number: int, is_deaf: bool, ended: threading.Event) -> None:
    source = f"127.0.1.{number % 20 + 2}"
    while not ended.is_set():
        with suppress(OSError):
            address = ("127.0.0.1", port)
            with socket.create_connection(address, 5, source_address=(source, 0)) as wire:
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                _send(wire, number, ended, is_deaf=is_deaf)
        ended.wait(DRIP_SECONDS)


def _send(wire: socket.socket, number: int, ended: threading.Event, *, is_deaf: bool) -> None:
    host = b"Host: 127.0.0.1\r\n"
    if is_deaf:
        wire.sendall(b"GET /fonts/NotoSansSC-Regular.otf HTTP/1.1\r\n" + host + b"\r\n")
    elif number % 2:
        wire.sendall(b"POST /start HTTP/1.1\r\n" + host + b"Content-Length: 60000\r\n\r\n")
    else:
        wire.sendall(b"GET /home HTTP/1.1\r\n" + host)
    while not ended.wait(DRIP_SECONDS):
        if not is_deaf:
            wire.sendall(b"x")


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
