"""Who sends slowly, does not read, or sends much without being known keeps nobody waiting."""

from __future__ import annotations

import http.client
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from kiosk.shell import server
from tests.faults.attackers import NOT_READING, SLOW, attackers
from tests.faults.people import SEE_OTHER, Person
from tests.process import BoothProcess, run

ELSEWHERE = "127.0.0.9"
"""An address of this machine that the server takes for another one's."""


@pytest.fixture
def open_booth(data: Path) -> Iterator[BoothProcess]:
    """Give a booth that listens to a network."""
    with BoothProcess(data, KIOSK_HOST="0.0.0.0") as booth:
        yield booth


def connect(booth: BoothProcess, source: str = ELSEWHERE) -> socket.socket:
    return socket.create_connection(
        ("127.0.0.1", booth.port), timeout=30, source_address=(source, 0)
    )


def test_the_screen_answers_while_slow_and_deaf_clients_hold_on(open_booth: BoothProcess) -> None:
    with attackers(open_booth.port, SLOW, NOT_READING):
        for _ in range(30):
            person = Person(open_booth.port, timeout=5)
            assert person.post("/start", language="zh") == SEE_OTHER
            assert person.post("/survey/rating", value="5") == SEE_OTHER
            person.close()


def test_half_a_head_is_cut_off_after_its_deadline(open_booth: BoothProcess) -> None:
    started = time.monotonic()
    with connect(open_booth) as half:
        half.sendall(b"GET /home HTTP/1.1\r\nHost: x\r\n")
        assert half.recv(1000) == b"", "it is closed without an answer"
    took = time.monotonic() - started
    assert took < server.HEAD_SECONDS + 3 * server.LOOK_SECONDS


def test_one_address_gets_no_more_than_its_share_and_this_machine_all(
    open_booth: BoothProcess,
) -> None:
    with ExitStack() as held:
        many = [held.enter_context(connect(open_booth)) for _ in range(server.MOST_OF_ADDRESS + 20)]
        closed = 0
        for each in many:
            each.settimeout(0.5)
            with suppress(TimeoutError, ConnectionResetError):
                closed += each.recv(1) == b""
        assert closed >= 15
        assert open_booth.get("/healthz")["status"] == "ok"


def post_much(booth: BoothProcess, path: str, size: int, cookie: str = "") -> int:
    """Send the head of an upload alone; return the status."""
    with connect(booth, "127.0.0.1") as wire:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{booth.port}\r\nContent-Length: {size}\r\n"
            f"Content-Type: application/octet-stream\r\nCookie: {cookie}\r\n\r\n"
        )
        wire.sendall(head.encode())
        wire.settimeout(5)
        with suppress(OSError):
            first = wire.recv(4096)
            return int(first.split(b" ")[1])
    return 0


@pytest.mark.parametrize(
    "path", ["/staff/activities/x/photos", "/feedback/send", "/sync/v1/bundles", "/nowhere"]
)
@pytest.mark.parametrize("cookie", ["", "staff=nonsense", "__Host-staff=nonsense; staff="])
def test_an_upload_by_nobody_is_refused_at_its_head(
    open_booth: BoothProcess, path: str, cookie: str
) -> None:
    status = post_much(open_booth, path, 255 * 2**20, cookie)
    assert status == 413, "before a byte of the body was sent"


def test_honest_slow_readers_get_all_of_a_long_answer(open_booth: BoothProcess) -> None:
    connection = http.client.HTTPConnection(
        "127.0.0.1", open_booth.port, timeout=30, source_address=(ELSEWHERE, 0)
    )
    connection.request("GET", "/fonts/NotoSansSC-Regular.otf", headers={"Host": "127.0.0.1"})
    with closing(connection), connection.getresponse() as answer:
        length, taken = int(answer.getheader("Content-Length") or 0), 0
        while piece := answer.read(2**20):
            taken += len(piece)
            time.sleep(0.05)
    assert taken == length > 2**20


def test_the_threads_of_the_screen_are_its_own(open_booth: BoothProcess) -> None:
    """As many long requests from elsewhere as there are threads leave the screen quick."""
    assert run("staff", "list", data=open_booth.data).returncode == 0
    held = [connect(open_booth) for _ in range(int(os.environ.get("KIOSK_THREADS", "8")) * 3)]
    try:
        for each in held:
            each.sendall(b"GET /fonts/NotoSansSC-Regular.otf HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        person = Person(open_booth.port, timeout=5)
        assert person.post("/start", language="zh") == SEE_OTHER
        person.close()
    finally:
        for each in held:
            each.close()
