"""Phones that ask whether the Wi-Fi has the internet are led to our page, and then content."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.booth.phones.captive_views import MOST_KEPT, Keeping
from kiosk.booth.phones.rules import wifi_code
from kiosk.shell.captive import PROBES
from tests.door.doors import DoorProcess

ASKED = [(path, host) for path, probe in PROBES.items() for host in probe.hosts]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoorProcess]:
    folder = tmp_path_factory.mktemp("captive") / "data"
    with DoorProcess(folder, KIOSK_CAPTIVE="1") as process:
        yield process


def probe(booth: DoorProcess, path: str, host: str, source: str) -> str:
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    return booth.send(request.encode(), source).decode()


@pytest.mark.parametrize(("path", "host"), ASKED)
def test_each_system_is_led_to_our_page_and_content_once_it_keeps_the_wifi(
    held: DoorProcess, path: str, host: str
) -> None:
    source = f"127.7.{ASKED.index((path, host)) + 1}.1"
    answer = probe(held, path, host, source)
    assert answer.startswith("HTTP/1.1 302")
    assert f"Location: {held.door_address}/wifi" in answer
    assert "一直连着这个 Wi-Fi" in held.ask("/wifi", source=source)[1]
    form = held.head("POST", "/wifi", "Connection: close", "Content-Length: 0")
    assert held.send(form, source).startswith(b"HTTP/1.1 303")
    answer = probe(held, path, host, source)
    assert answer.startswith(f"HTTP/1.1 {PROBES[path].status}")
    assert answer.partition("\r\n\r\n")[2] == PROBES[path].body
    other = probe(held, path, host, source.replace("127.7.", "127.8."))
    assert other.startswith("HTTP/1.1 302"), "each phone chooses for itself"


def test_a_systems_host_counts_for_its_own_question_alone(held: DoorProcess) -> None:
    for path in ("/home", "/wifi", "/staff/", "/generate_204"):
        answer = probe(held, path, "captive.apple.com", "127.7.99.1")
        assert answer.startswith("HTTP/1.1 421"), path


def test_without_the_switch_nothing_is_answered(tmp_path_factory: pytest.TempPathFactory) -> None:
    with DoorProcess(tmp_path_factory.mktemp("off") / "data") as booth:
        for path, host in ASKED:
            assert probe(booth, path, host, "127.7.98.1").startswith("HTTP/1.1 421")
            assert booth.ask(path)[0] == 404
        assert booth.ask("/wifi")[0] == 404


def test_the_screen_has_no_such_page(held: DoorProcess) -> None:
    person = f"GET /wifi HTTP/1.1\r\nHost: 127.0.0.1:{held.port}\r\nConnection: close\r\n\r\n"
    held.door, door = held.port, held.door
    try:
        assert held.send(person.encode()).startswith(b"HTTP/1.1 404")
    finally:
        held.door = door


def test_no_number_of_phones_fills_the_memory() -> None:
    keeping = Keeping()
    for number in range(MOST_KEPT + 5):
        keeping.add(str(number))
    assert "0" not in keeping
    assert str(MOST_KEPT + 4) in keeping


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("Booth", "open day", "WIFI:T:WPA;S:Booth;P:open day;;"),
        ("展位", "", "WIFI:T:nopass;S:展位;;"),
        ('a;b,c:d"e\\f', "p;w", 'WIFI:T:WPA;S:a\\;b\\,c\\:d\\"e\\\\f;P:p\\;w;;'),
        ("cafe", "12345678", 'WIFI:T:WPA;S:"cafe";P:"12345678";;'),
    ],
)
def test_the_wifis_code_is_escaped_as_cameras_read_it(name: str, password: str, code: str) -> None:
    assert wifi_code(name, password) == code
