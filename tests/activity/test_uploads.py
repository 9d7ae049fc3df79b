"""A real booth refuses far too large uploads in words, holds none in memory, and goes on."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import pytest

from kiosk.config import Settings
from kiosk.shell import server
from kiosk.startup import opened
from tests.activity.pictures import END, MULTIPART, head_of, photo
from tests.activity.test_views import GIVEN, LIST
from tests.factories import held_rows
from tests.process import BoothProcess
from tests.staff.test_pages import PASSWORD, add

MB = 2**20
FORM = "application/x-www-form-urlencoded"
HEAD, TAIL = head_of("huge.jpg"), END


class Staff:
    """Be a browser, signed in at a real booth, with an entry."""

    def __init__(self, booth: BoothProcess) -> None:
        """Sign in, and write an entry."""
        self.booth, self.cookie = booth, ""
        answer, _ = self.post("/staff/sign-in", FORM, form(name="li", password=PASSWORD))
        self.cookie = "; ".join(
            each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie") or []
        )
        self.entry = f"{LIST}/{'a' * 32}"
        answer, _ = self.post(self.entry, FORM, form(**GIVEN, base="0"))
        assert answer.status == 303

    def post(self, path: str, kind: str, body: Any, length: int | None = None) -> tuple[Any, str]:
        """Post a form, and return the answer with its page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.booth.port, timeout=60)
        size = len(body) if length is None else length
        headers = {"Content-Type": kind, "Content-Length": str(size), "Cookie": self.cookie}
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer, page


def form(**given: str) -> bytes:
    return urlencode(given).encode()


@pytest.fixture
def staff(data: Path) -> Iterator[Staff]:
    """Give a real booth with somebody signed in."""
    with opened(Settings(data=data)):
        add("li", "analyst")
    with BoothProcess(data) as process:
        yield Staff(process)


class Watch(threading.Thread):
    """Watch how much memory a process holds at the most."""

    def __init__(self, pid: int) -> None:
        """Take the memory as it is now."""
        super().__init__(daemon=True)
        self._process = psutil.Process(pid)
        self._before = self._most = self._process.memory_info().rss
        self._is_over = threading.Event()

    def run(self) -> None:
        """Look again and again."""
        while not self._is_over.wait(0.01):
            self._most = max(self._most, self._process.memory_info().rss)

    def grown(self) -> int:
        """Stop, and return by how much it had grown."""
        self._is_over.set()
        self.join()
        return self._most - self._before


def zeros(size: int) -> Iterator[bytes]:
    yield HEAD
    for _ in range(size // MB):
        yield bytes(MB)
    yield TAIL


def test_a_photo_of_200_mb_is_refused_in_words_and_never_held_in_memory(staff: Staff) -> None:
    size = 200 * MB
    watch = Watch(staff.booth.pid)
    watch.start()
    answer, page = staff.post(
        f"{staff.entry}/photos", MULTIPART, zeros(size), size + len(HEAD) + len(TAIL)
    )
    grown = watch.grown()
    assert answer.status == 413
    assert "传的文件太大：一次最多 64 MB，每张最多 20 MB" in page
    assert grown < 40 * MB
    answer, _ = staff.post(f"{staff.entry}/photos", MULTIPART, HEAD + photo() + TAIL)
    assert answer.status == 303


def test_more_than_the_server_reads_at_all_and_other_pages_are_refused_at_once(
    staff: Staff,
) -> None:
    too_long = server.MOST_READ_BYTES + 1
    for path, length in ((f"{staff.entry}/photos", too_long), (staff.entry, 10 * MB)):
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", staff.booth.port), timeout=10) as connection:
            connection.sendall(head.encode())
            assert b" 413 " in connection.recv(4096)


def test_an_upload_that_breaks_off_leaves_nothing_and_the_booth_goes_on(
    staff: Staff, data: Path
) -> None:
    body = HEAD + photo() + TAIL
    head = (
        f"POST {staff.entry}/photos HTTP/1.1\r\nHost: 127.0.0.1:{staff.booth.port}\r\n"
        f"Cookie: {staff.cookie}\r\nContent-Type: {MULTIPART}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", staff.booth.port), timeout=10) as connection:
        connection.sendall(head.encode() + body[: len(body) // 2])
    assert staff.booth.get("/healthz")["role"] == "booth"
    staff.booth.kill()
    with opened(Settings(data=data)):
        assert held_rows("activity") != []
        assert held_rows("activity_photo") == []
