"""Behind the visitors' door are visitors' pages, and nothing else."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kiosk.accounts.pages import PREFIX
from kiosk.config import Settings
from kiosk.errors import SetupFailed
from kiosk.shell import visitors
from kiosk.startup import opened
from tests.door.doors import OPENING_SECONDS, DoorProcess
from tests.process import BoothProcess, free_port, run

VARIABLE = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<first>\w+)[^)]*\))?:)?\w+>")
NOT_HERE = "手机上没有这一页"
VISITORS = {"home", "quiz", "survey", "feedback", "cards", "tour", "stamps", "captive"}
"""Features whose pages phones may open."""
FORBIDDEN = (
    *("/staff/", "/staff/first", "/staff/sign-in", "/staff/machine", "/healthz", "/stand-in.js"),
    *("/sync/v1/bundles", "/checkin/", "/checkin/withdraw", "/quiz/duel/", "/quiz/class/"),
    *("/phones/", "/fonts/NotoSansSC-Regular.otf", "/nowhere"),
)
TRICKS = (
    *("//staff/", "/%2e%2e/staff/", "/static/..%2f..%2fstaff/", "/./staff/", "/home/../staff/"),
    *(
        "/%73taff/",
        "/STAFF/",
        "/staff;/",
        "/staff%2f",
        "/staff%00",
        "/\\staff/",
        "/quiz/..;/staff/",
    ),
    *("/static/../kiosk/app.py", "/static/%2e%2e/kiosk/app.py", "/pack/../../instance/kiosk.db"),
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoorProcess]:
    """Run one booth with a door for the tests of this module."""
    with DoorProcess(tmp_path_factory.mktemp("door") / "data") as process:
        yield process


@pytest.fixture
def booth_app(data: Path) -> Iterator[Flask]:
    with opened(Settings(data=data, visitors="127.0.0.1:1")) as app:
        yield app


def value_of(variable: re.Match[str]) -> str:
    """Return something that fits a variable of a rule."""
    return variable["first"] or ("1" if variable["kind"] == "int" else "x")


def test_every_address_of_the_app_is_a_visitors_page_or_not_there(
    held: DoorProcess, booth_app: Flask
) -> None:
    """Every rule, by every method, from an address of its own, so that no limit answers first."""
    open_ones, closed = set(), set()
    for number, rule in enumerate(booth_app.url_map.iter_rules()):
        path = VARIABLE.sub(value_of, rule.rule)
        for method in sorted(rule.methods or ()):
            request = held.head(method, path, "Connection: close", "Content-Length: 0")
            answer = held.send(request, f"127.1.{number // 250}.{number % 250 + 1}").decode()
            is_closed = answer.startswith("HTTP/1.1 404") and (
                NOT_HERE in answer or method == "HEAD"
            )
            (closed if is_closed else open_ones).add((rule.endpoint, method))
    named = {endpoint for endpoint, _ in open_ones}
    assert {each.partition(".")[0] for each in named} <= VISITORS | {"static", "shell"}
    assert named - {each for each in named if "." in each} == {"static"}
    assert {each for each in named if each.startswith("shell.")} <= visitors.SHELL
    assert not {each for each in named if each.startswith((f"{PREFIX}.", "sync", "checkin"))}
    assert {f"{PREFIX}.sign_in", f"{PREFIX}.overview"} <= {each for each, _ in closed}
    for endpoint in ("home.home", "quiz.start", "survey.rate", "feedback.send", "tour.tour"):
        assert endpoint in named, endpoint


@pytest.mark.parametrize("path", FORBIDDEN)
def test_other_pages_are_not_there_and_say_so_kindly(held: DoorProcess, path: str) -> None:
    status, page = held.ask(path)
    assert status == 404
    assert NOT_HERE in page
    assert "Location" not in page


@pytest.mark.parametrize("target", TRICKS)
def test_no_way_of_writing_a_path_leads_elsewhere(held: DoorProcess, target: str) -> None:
    status, page = held.ask(target)
    assert status in (400, 404)
    assert "one-time" not in page
    assert "staff/sign-in" not in page


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.0.0.1:1", "evil.example", "", "captive.apple.com"]
)
def test_another_name_of_this_machine_is_refused(held: DoorProcess, host: str) -> None:
    request = f"GET /home HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    assert held.send(request).split(b" ", 2)[1] in (b"421", b"400")


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: localhost",
        "Forwarded: for=127.0.0.1;proto=https",
        "X-Real-IP: 127.0.0.1",
        "kiosk.visitors: no",
        "Kiosk-Visitors: ",
        "X-Original-URL: /staff/first",
        "X-HTTP-Method-Override: POST",
    ],
)
def test_no_header_opens_anything(held: DoorProcess, header: str) -> None:
    status, page = held.ask("/staff/first", header)
    assert (status, NOT_HERE in page) == (404, True)


def test_requests_behind_one_another_are_each_looked_at(held: DoorProcess) -> None:
    chain = held.head("GET", "/home") + held.head("GET", "/staff/first") * 2
    answer = held.send(chain + held.head("GET", "/home", "Connection: close"), "127.2.0.1")
    statuses = [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"404", b"404", b"200"]


def test_an_absolute_target_names_no_other_host(held: DoorProcess) -> None:
    status, _ = held.ask("http://localhost/staff/first")
    assert status in (400, 404, 421)


def test_a_form_of_another_site_is_refused(held: DoorProcess) -> None:
    for header in ("Sec-Fetch-Site: cross-site", "Origin: http://evil.example"):
        request = held.head("POST", "/start", header, "Connection: close", "Content-Length: 0")
        assert held.send(request, "127.2.0.2").startswith(b"HTTP/1.1 403")


def test_the_screens_own_address_serves_the_screen_as_before(held: DoorProcess) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", held.port, timeout=10)
    connection.request("GET", "/staff/first")
    assert connection.getresponse().status == 200
    connection.close()


def test_a_sitting_of_the_screen_is_none_on_a_phone_and_the_other_way_round(
    held: DoorProcess,
) -> None:
    """So nobody passes a phone's answers off as the screen's."""
    for port, host in ((held.door, held.door_host), (held.port, f"127.0.0.1:{held.port}")):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        other = "f" * 32 if port == held.door else "phone" + "f" * 31
        headers = {"Host": host, "Cookie": f"sitting={other}"}
        connection.request("POST", "/start", "", headers)
        answer = connection.getresponse()
        given = answer.getheader("Set-Cookie") or ""
        assert answer.status == 303
        assert given.startswith("sitting=phone") == (port == held.door)
        assert other not in given
        connection.close()


def test_no_cookie_outlives_the_sitting(held: DoorProcess) -> None:
    request = held.head("POST", "/start", "Connection: close", "Content-Length: 0")
    page = held.send(request, "127.2.0.3").decode()
    cookies = [each for each in page.splitlines() if each.lower().startswith("set-cookie")]
    assert cookies
    for each in cookies:
        assert each.split(":")[1].strip().split("=")[0] in ("sitting", "view")
        assert "HttpOnly" in each
        assert "SameSite=Strict" in each
        assert "max-age" not in each.lower()
        assert "expires" not in each.lower()


@pytest.mark.parametrize(
    "address", ["0.0.0.0:8090", "192.0.2.7", "192.0.2.7:x", "[::]:80", "a/b:80", ":8090", "x@y:80"]
)
def test_an_address_that_phones_cannot_reach_is_refused_at_the_start(
    data: Path, address: str
) -> None:
    with pytest.raises(SetupFailed):
        visitors.read_address(Settings(data=data, visitors=address))
    if address == "192.0.2.7":
        done = run("serve", "--visitors", address, "--port", str(free_port()), data=data)
        assert done.returncode != 0
        assert "手机入口" in done.stdout + done.stderr


def test_a_door_on_the_screens_port_is_refused(data: Path) -> None:
    with pytest.raises(SetupFailed):
        visitors.read_address(Settings(data=data, port=8090, visitors="192.0.2.7:8090"))


def test_without_its_address_the_booth_runs_and_the_door_opens_when_it_can(tmp_path: Path) -> None:
    """The Wi-Fi may come up after the booth: the port is taken first, and given back."""
    port = free_port()
    taken = socket.socket()
    taken.bind(("127.0.0.1", port))
    taken.listen()
    with BoothProcess(tmp_path / "data", KIOSK_VISITORS=f"127.0.0.1:{port}") as booth:
        assert booth.get("/healthz")["status"] == "ok"
        connection = http.client.HTTPConnection("127.0.0.1", booth.port, timeout=10)
        connection.request("GET", "/phones/")
        answer = connection.getresponse()
        assert answer.status == 404, "no code leads to a door that is not open"
        answer.read()
        taken.close()
        deadline = time.monotonic() + OPENING_SECONDS
        while time.monotonic() < deadline:
            connection.request("GET", "/phones/")
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                break
            time.sleep(0.05)
        assert answer.status == 200
        connection.close()
        assert "cannot open yet" in booth.log
