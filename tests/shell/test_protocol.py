"""Test what the server itself does with requests, by bytes sent to real ones."""

from __future__ import annotations

import http.client
import socket
from pathlib import Path

import pytest

from tests.process import BoothProcess

OWN = b"Host: 127.0.0.1\r\nConnection: close\r\n"
TEXTS = ("/", "/static/base.css", "/static/shell.js", "/static/mark.svg", "/staff/help", "/nowhere")


def send(port: int, data: bytes) -> bytes:
    """Send bytes and return all that is answered until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(data)
        answer = b""
        while block := connection.recv(65536):
            answer += block
        return answer


def statuses(answer: bytes) -> list[bytes]:
    """Return the status of each answer in a stream of them."""
    return [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]]


def content_type(port: int, path: str) -> str:
    """Return how the answer to a path calls itself."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.getheader("Content-Type") or ""
    finally:
        connection.close()


def test_a_request_of_two_lengths_is_refused_and_nothing_after_it_is_read(
    booth: BoothProcess,
) -> None:
    hidden = b"GET /healthz HTTP/1.1\r\n" + OWN + b"\r\n"
    head = b"POST /start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n"
    assert statuses(send(booth.port, head + b"\r\n" + hidden)) == [b"400"]


def test_chunks_count_and_a_length_beside_them_does_not(booth: BoothProcess) -> None:
    head = b"POST /start HTTP/1.1\r\n" + OWN
    both = b"Content-Length: 900\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert statuses(send(booth.port, head + both)) == [b"303"]


@pytest.mark.parametrize("coding", [b"gzip, chunked", b"xchunked", b"chunked, identity"])
def test_other_codings_are_refused(booth: BoothProcess, coding: bytes) -> None:
    head = b"POST /start HTTP/1.1\r\n" + OWN + b"Transfer-Encoding: " + coding
    assert statuses(send(booth.port, head + b"\r\n\r\n0\r\n\r\n")) == [b"501"]


@pytest.mark.parametrize("path", [b"/", b"/static/base.css", b"/staff/", b"/nowhere"])
def test_a_request_is_never_sent_back_as_it_came(booth: BoothProcess, path: bytes) -> None:
    head = b"TRACE " + path + b" HTTP/1.1\r\n" + OWN + b"Cookie: staff=secret-words\r\n\r\n"
    answer = send(booth.port, head)
    assert statuses(answer) in ([b"405"], [b"404"], [b"303"])
    assert b"secret-words" not in answer


@pytest.mark.parametrize(
    "path", ["/static/", "/static", "/.git/config", "/static/../kiosk/app.py", "/instance/kiosk.db"]
)
def test_no_folder_is_listed_and_nothing_beside_the_pages_is_sent(
    booth: BoothProcess, path: str
) -> None:
    answer = send(booth.port, b"GET " + path.encode() + b" HTTP/1.1\r\n" + OWN + b"\r\n")
    assert statuses(answer) == [b"404"]


@pytest.mark.parametrize("path", TEXTS)
def test_every_text_names_its_letters(booth: BoothProcess, path: str) -> None:
    assert content_type(booth.port, path).endswith("; charset=utf-8")


def test_a_sender_who_claims_to_come_from_elsewhere_is_not_believed(booth: BoothProcess) -> None:
    claims = b"X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\n"
    answer = send(booth.port, b"GET /staff/first HTTP/1.1\r\n" + OWN + claims + b"\r\n")
    assert statuses(answer) == [b"200"]  # Somebody from elsewhere would be refused: 403 or 421.


def test_only_the_named_proxy_is_believed(tmp_path: Path) -> None:
    claims = b"X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: http\r\n"
    ask = b"GET /staff/first HTTP/1.1\r\n" + OWN + claims + b"\r\n"
    for proxy, status in (("192.0.2.1", b"200"), ("127.0.0.1", b"403")):
        with BoothProcess(tmp_path / proxy, KIOSK_PROXY=proxy) as booth:
            assert statuses(send(booth.port, ask)) == [status]
