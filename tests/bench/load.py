"""Send requests over kept-alive connections from several threads, and time each."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Timing:
    """Hold how fast requests were answered: per second, and latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


def get(path: str, cookie: str = "") -> bytes:
    """Return the bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{_cookie(cookie)}\r\n".encode()


def post(path: str, body: str, cookie: str = "") -> bytes:
    """Return the bytes of a form."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{_cookie(cookie)}"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _cookie(cookie: str) -> str:
    return f"Cookie: {cookie}\r\n" if cookie else ""


def fire(port: int, requests: Sequence[bytes], clients: int, status: int) -> Timing:
    """Send all `requests`, shared out among `clients`; each must be answered with `status`."""
    latencies: list[float] = []
    threads = [
        threading.Thread(target=_client, args=(port, requests[n::clients], status, latencies))
        for n in range(clients)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    if len(latencies) != len(requests):
        raise RuntimeError(f"{len(requests) - len(latencies)} requests were not answered as meant")
    latencies.sort()
    p50, p99 = latencies[len(latencies) // 2], latencies[int(len(latencies) * 0.99)]
    return Timing(len(requests) / spent, 1000 * p50, 1000 * p99)


def _client(port: int, requests: Sequence[bytes], status: int, latencies: list[float]) -> None:
    start = f"HTTP/1.1 {status}".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            begun = time.perf_counter()
            connection.sendall(request)
            answer = _read(connection)
            if not answer.startswith(start):
                raise RuntimeError(answer[:300].decode(errors="replace"))
            latencies.append(time.perf_counter() - begun)


def _read(connection: socket.socket) -> bytes:
    """Return one whole answer, whose head gives its length."""
    held = connection.recv(65536)
    while END_OF_HEAD not in held:
        held += connection.recv(65536)
    head = held.index(END_OF_HEAD) + len(END_OF_HEAD)
    length = int(held[:head].lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(held) < head + length:
        held += connection.recv(65536)
    return held
