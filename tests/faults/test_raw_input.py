"""Send each address of a real booth, and of a real central, raw bytes in each place."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from werkzeug.routing import Rule

from kiosk.accounts import accounts
from kiosk.config import Settings
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.faults.portions import portion
from tests.process import BoothProcess, CentralProcess
from tests.staff.test_pages import PASSWORD

FORM = "application/x-www-form-urlencoded"
MARK = "FAKE-LINE"
GARBLED = (
    f"%00x%0a{MARK}",
    f"%1b[2J%0d{MARK}",
    f"%c2%85{MARK}",  # A line's end among the C1 controls.
    f"%e2%80%a8{MARK}",  # A line's end of Unicode.
    f"%ed%a0%80{MARK}",  # A lone surrogate.
    f"%c0%af{MARK}",  # An overlong slash.
    f"%ff%fe{MARK}",
    f"%zz{MARK}",
)
HUGE = ("99999999999999999999", "-99999999999999999999", "1e309", "9" * 1500)
ALLOWED_IN_TEXT = f"a%0d%0ab%09c{MARK}"
FIELDS = re.findall(
    r"\w+",
    "answer app booth code contact day event form kind language name next number option page q"
    " question reason since text topic undo unit until value",
)
ENDS = ("/staff/lock", "/staff/sign-out")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = ("default-src 'none'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'")


class Sender:
    """One connection to a real server, by somebody who is signed in."""

    def __init__(self, process: BoothProcess) -> None:
        """Sign in."""
        self.process = process
        self._line = http.client.HTTPConnection("127.0.0.1", process.port, timeout=60)
        self.cookie = ""
        answer = self.send("POST", "/staff/sign-in", f"name=li&password={quote(PASSWORD)}")
        assert answer.status == 303
        self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]

    def close(self) -> None:
        """Close the connection."""
        self._line.close()

    def send(
        self, method: str, path: str, form: str = "", kind: str = FORM, **headers: str
    ) -> http.client.HTTPResponse:
        """Send a request; return its answer, read to the end."""
        held = {"Cookie": self.cookie, "Content-Type": kind} | headers
        self._line.request(method, path, form.encode("latin-1") or None, held)
        answer = self._line.getresponse()
        answer.read()
        assert answer.status < 500, (method, path, form[:80], answer.status, self.process.log)
        return answer


@pytest.fixture(params=["booth", "central"])
def place(
    request: pytest.FixtureRequest, data: Path, tmp_path: Path
) -> Iterator[tuple[list[Rule], Sender]]:
    """Give the addresses of a real booth, then of a real central on PostgreSQL."""
    process: BoothProcess = BoothProcess(data)
    settings = Settings(data=data)
    if request.param == "central":
        database = request.getfixturevalue("empty_database")
        settings = Settings(data=tmp_path / "central", database=database, role="central")
        process = CentralProcess(settings.data, database=database)
    with opened(settings) as app, db.transaction() as tx:
        accounts.add(tx, "li", "admin", PASSWORD, actor="test")
        rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule in ENDS)
    with process:
        sender = Sender(process)
        yield rules, sender
        sender.close()


def path_of(rule: Rule, part: str) -> str:
    return re.sub(r"<[^>]+>", lambda _: part, rule.rule)


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST"})


def assert_log_is_plain(log: str) -> None:
    """Assert that each line of a log is the program's own, and none holds what cannot be seen."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffd]", log), log
    assert not [line for line in log.split("\n") if line.startswith((MARK, "x" + MARK))], log
    assert "Traceback" not in log, log


def test_no_address_takes_raw_bytes_in_its_path_query_or_cookie(
    place: tuple[list[Rule], Sender],
) -> None:
    rules, sender = place
    for rule in rules:
        for method in methods_of(rule):
            for value in portion(GARBLED, rule):
                path = path_of(rule, "1")
                sent = [sender.send(method, f"{path}?name={value}")]
                sent.append(sender.send(method, f"{path}?{value}=1"))
                if "<" in rule.rule:
                    sent.append(sender.send(method, path_of(rule, value)))
                assert [each.status for each in sent] == [400] * len(sent), (path, value)
            octal = sender.send(method, path_of(rule, "1"), Cookie='view="\\000\\012FAKE-LINE"')
            assert octal.status == 400
    assert_log_is_plain(sender.process.log)


def test_no_form_with_raw_bytes_breaks_any_address(place: tuple[list[Rule], Sender]) -> None:
    rules, sender = place
    for rule in rules:
        if "POST" not in methods_of(rule):
            continue
        path = path_of(rule, "1")
        for value in portion((*GARBLED, ALLOWED_IN_TEXT), rule):
            form = "&".join(f"{name}={value}" for name in FIELDS)
            sender.send("POST", path, form)
            sender.send("POST", path, f"{value}=1")
        sender.send("POST", path, '{"name": "\\u0000\\ud800"}', "application/json")
        part = f'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\na\x00{MARK}\r\n--x--\r\n'
        sender.send("POST", path, part, "multipart/form-data; boundary=x")
    assert_log_is_plain(sender.process.log)


def test_no_address_breaks_on_huge_numbers(place: tuple[list[Rule], Sender]) -> None:
    rules, sender = place
    for rule in rules:
        for method in methods_of(rule):
            for value in portion(HUGE, rule):
                fields = "&".join(
                    f"{name}={value}" for name in FIELDS[:: 3 if len(value) > 99 else 1]
                )
                path = path_of(rule, value)
                if method == "GET":
                    path = f"{path}?{fields}"
                sender.send(method, path, fields if method == "POST" else "")
    assert sender.send("GET", "/" + "9" * 5000).status == 414
    assert_log_is_plain(sender.process.log)


def test_each_answer_has_the_headers_that_browsers_obey(
    place: tuple[list[Rule], Sender],
) -> None:
    rules, sender = place
    for rule in rules:
        for method in ("GET", "POST", "PUT", "OPTIONS"):
            path = path_of(rule, "1")
            answer = sender.send(method, path, "x=1" if method == "POST" else "")
            assert_headed(dict(answer.getheaders()), path)
    assert_headed(dict(sender.send("GET", "/nowhere").getheaders()), "/nowhere")


def assert_headed(held: dict[str, str], path: str) -> None:
    for name, value in HEADERS.items():
        assert held.get(name) == value, (path, name)
    assert all(each in held["Content-Security-Policy"] for each in POLICY), path
    if held.get("Content-Type", "").startswith("text/"):
        assert "charset=utf-8" in held["Content-Type"].lower() or path.startswith("/static/"), path
    if path.startswith("/staff"):
        assert held["Cache-Control"] == "no-store", path
    assert "Server" not in held
    assert "Strict-Transport-Security" not in held


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\x00" + MARK.encode() + b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\n" + MARK.encode() + b"\r\n\r\n", 400),
        (b"get / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
)
def test_the_servers_own_refusals_have_words_and_headers(
    booth: BoothProcess, sent: bytes, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", booth.port), timeout=10) as line:
        line.sendall(sent)
        with http.client.HTTPResponse(line) as answer:
            answer.begin()
            words = answer.read().decode()
    assert answer.status == status
    assert "首页" in words
    assert "Go back to the start" in words
    assert MARK not in words
    held = dict(answer.getheaders())
    assert_headed(held, "/")
    assert held["Cache-Control"] == "no-store"
    assert_log_is_plain(booth.log)
