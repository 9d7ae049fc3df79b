"""Whoever floods the visitors' door is slowed down; other phones and the screen go on."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress

import pytest

from kiosk.shell import door
from kiosk.shell.fair_limits import BURST, DEBT
from tests.door.doors import DoorProcess
from tests.faults.people import SEE_OTHER, Person


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoorProcess]:
    with DoorProcess(tmp_path_factory.mktemp("floods") / "data") as process:
        yield process


def statuses(answer: bytes) -> list[bytes]:
    return re.findall(rb"^HTTP/1\.[01] (\d{3})", answer, re.MULTILINE)


def test_a_flood_is_told_to_wait_in_both_languages_and_then_cut_off(held: DoorProcess) -> None:
    """All requests are sent at once, one behind the other, on one connection."""
    many = int(BURST) * 3
    with suppress(ConnectionResetError):
        answer = held.send(held.head("GET", "/favicon.ico") * many, "127.5.0.1")
        found = statuses(answer)
        assert found[-1] == b"429"
        assert set(found[:-1]) == {b"301"}
        assert len(found) < many / 2
        page = answer.decode().rpartition("HTTP/1.1 ")[2]
        assert int(re.findall(r"Retry-After: (\d+)", page)[0]) >= 1
        assert "请稍等" in page
        assert "Please wait" in page


def test_a_flood_from_one_address_leaves_other_phones_and_the_screen_alone(
    held: DoorProcess,
) -> None:
    ended = threading.Event()

    def flood() -> None:
        while not ended.is_set():
            with suppress(OSError):
                held.send(held.head("GET", "/home", "Connection: close") * 9, "127.5.0.2")

    threads = [threading.Thread(target=flood) for _ in range(6)]
    for each in threads:
        each.start()
    try:
        for number in range(20):
            status, _ = held.ask("/home", source=f"127.5.1.{number + 1}")
            assert status == 200
            person = Person(held.port, timeout=5)
            assert person.post("/start", language="zh") == SEE_OTHER
            assert person.post("/survey/rating", value="5") == SEE_OTHER
            person.close()
    finally:
        ended.set()
        held.kill()
        for each in threads:
            each.join()
        held.start()


def test_whoever_rests_is_heard_again(held: DoorProcess) -> None:
    source = "127.5.0.3"
    for _ in range(int(BURST - DEBT) // 50 + 1):
        with suppress(OSError):
            held.send(held.head("GET", "/favicon.ico") * 50 + b"\r\n\r\nend\r\n\r\n", source)
    answers = (held.ask("/home", source=source)[0] for _ in range(50))
    assert 200 in answers, "it waits where nobody reads it, and is answered then"


def test_one_address_has_a_few_connections_and_others_have_theirs(held: DoorProcess) -> None:
    with ExitStack() as open_ones:
        wires = []
        for _ in range(door.MOST_OF_PHONE + 10):
            wire = socket.create_connection(
                ("127.0.0.1", held.door), timeout=10, source_address=("127.5.0.4", 0)
            )
            wires.append(open_ones.enter_context(closing(wire)))
        closed = 0
        for wire in wires:
            wire.settimeout(0.3)
            with suppress(TimeoutError, ConnectionResetError):
                closed += wire.recv(1) == b""
        assert closed >= 8
        assert held.ask("/home", source="127.5.0.5")[0] == 200


@pytest.mark.parametrize(
    "line",
    [
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /home HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET /home HTTP/1.1\r\n" + b"X: y\r\n" * 4000 + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 600,
        b"GET\x00 /home HTTP/1.1\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.0\r\n\r\n",
    ],
    ids=["long-path", "long-header", "many-headers", "tls", "nul", "ssh"],
)
def test_what_is_no_request_is_answered_shortly_or_not_at_all(
    held: DoorProcess, line: bytes
) -> None:
    with suppress(OSError):
        answer = held.send(line, "127.5.0.6")
        assert answer == b"" or statuses(answer)[0] in (b"400", b"431", b"414", b"501")
        assert b"Traceback" not in answer
    assert held.ask("/home", source="127.5.0.7")[0] == 200


def test_a_long_form_is_refused_at_its_head(held: DoorProcess) -> None:
    head = held.head("POST", "/feedback/praise", f"Content-Length: {10 * 2**20}")
    assert held.send(head, "127.5.0.8").startswith(b"HTTP/1.1 413")


def test_half_a_request_is_cut_off(held: DoorProcess) -> None:
    assert held.send(b"GET /home HTTP/1.1\r\nHost:", "127.5.0.9") == b""
