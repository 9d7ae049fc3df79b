"""Be clients that keep a booth waiting: some send slowly, others never read what they asked for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SLOW, NOT_READING = 200, 8
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
