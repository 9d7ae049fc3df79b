"""Nobody gets out of the kiosk screen, by real keys and clicks on a real display."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psutil
import pytest
from PIL import Image

from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.startup import opened
from tests.apart import KIOSK, apart
from tests.browser.chromium import chromium_path
from tests.browser.display import FLAGS, HEIGHT, WIDTH, Display, Kiosk, wait_until
from tests.browser.keys import KEYS, leaving
from tests.browser.monkey import let_loose
from tests.conftest import FULL
from tests.factories import put_on_screen
from tests.process import ROOT, BoothProcess, free_port, run

BELOW_ADDRESS = (120, 200, 900, 700)
"""The part of an ordinary window that shows the page."""
TRIES = 3
MONKEY_ACTS = 5000 if FULL else 500
HELD = ["ctrl", "shift", "alt", "super", "ctrl+shift"]
FOREIGN = [
    "file:///etc/passwd",
    "file:///",
    "chrome://settings",
    "chrome://downloads",
    "chrome://history",
    "chrome://version",
    "view-source:{ours}",
    "https://www.example.com/",
    "http://127.0.0.1:1/",
    "data:text/html,hello",
]
"""Addresses that somebody could type, if a window with an address bar were to open."""
BETWEEN_PAGES = "key Tab\nkey Return\n{wait}key ctrl+n ctrl+n ctrl+t F1 ctrl+j\n"
OPENING = ("ctrl+n", "ctrl+shift+n", "ctrl+t", "ctrl+j", "ctrl+shift+o", "F1", "ctrl+u")


@pytest.fixture
def display() -> Iterator[Display]:
    with Display() as display:
        yield display


@pytest.fixture(scope="module")
def still_booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth whose idle screen stands still: what moves on it is not the kiosk's doing."""
    data = tmp_path_factory.mktemp("still") / "data"
    with opened(Settings(data=data)) as app:
        put_on_screen(app, content.current(), panels=(), cases=())
    with BoothProcess(data) as process:
        yield process


@pytest.fixture(scope="module")
def shut(still_booth: BoothProcess) -> Iterator[Kiosk]:
    """Open the screen with everything that keeps people in."""
    with Display() as display, Kiosk(display, still_booth.port) as kiosk:
        yield kiosk


def test_no_key_leaves_our_pages(shut: Kiosk) -> None:
    assert "managed/open-day-kiosk.json" in shut.said()
    assert {key: what for key in KEYS if (what := leaving(shut, key))} == {}
    shut.stands()


def test_no_click_with_a_key_or_another_button_leaves_our_pages(shut: Kiosk) -> None:
    shut.display.press("Return")
    wait_until(lambda: shut.look().pages[0].endswith("/home"), "the home page")
    for place in (1, 2, 3):  # A button that sends a form, and two links.
        x, y = shut.go_to(place)
        for held in HELD:
            shut.display.click(x, y, held=held)
            assert shut.look() == shut.rest, (place, held)
        for button in (2, 3, 8, 9):
            shut.display.click(x, y, button)
            assert shut.look() == shut.rest, (place, button)
        shut.display.drag(x, y, WIDTH - 2, HEIGHT - 2)
        assert shut.is_alone()
    for key in ("ctrl+Return", "shift+Return", "alt+Return", "ctrl+shift+Return"):
        shut.display.press(key)
    wait_until(shut.is_alone, shut.look, 0.1)


def test_windows_that_open_between_two_pages_are_closed_at_once(shut: Kiosk) -> None:
    """Between two pages no script is there to swallow keys."""
    for step in range(12):
        wait = f"sleep {step * 0.01}\n"
        shut.display.run("xdotool", "-", stdin=BETWEEN_PAGES.format(wait=wait))
        wait_until(shut.is_alone, shut.look, 10)


def test_a_window_that_is_closed_is_opened_again(shut: Kiosk) -> None:
    shut.display.press("alt+F4")  # The window manager closes it, whatever the page says.
    wait_until(lambda: not shut.look().windows, "the end")
    wait_until(shut.is_alone, shut.said)


def test_a_monkey_never_leaves_our_pages(shut: Kiosk, still_booth: BoothProcess) -> None:
    """As `python -m tests.browser.monkey` does, which goes on for 20,000."""
    seen = let_loose(shut, MONKEY_ACTS, seed=1)
    assert seen.left == []
    assert still_booth.get("/healthz")["status"] == "ok"
    verified = run("journal", "verify", data=still_booth.data)
    assert verified.returncode == 0, verified.stderr


def test_without_policies_the_page_alone_keeps_every_key(
    display: Display, still_booth: BoothProcess
) -> None:
    with Kiosk(display, still_booth.port, has_policies=False) as kiosk:
        assert "an address bar" in kiosk.said()
        assert {key: what for key in KEYS if (what := leaving(kiosk, key))} == {}
        kiosk.stands()
        still_booth.kill()
        display.press("Return")
        wait_until(lambda: kiosk.look().pages[0].endswith("/start"), "the page that stands in")
        wait_until(display.stands_still, "the page that stands in")
        kiosk.rest, kiosk.picture = kiosk.look(), display.picture()
        for key in KEYS:
            display.press(key)
            assert kiosk.look() == kiosk.rest, key
        kiosk.stands()
        still_booth.start()
        wait_until(lambda: kiosk.look().pages[0] == kiosk.address, "the booth")


def test_an_error_page_leads_nowhere_either(display: Display) -> None:
    """Policies and the closing of windows alone: no script of the booth is there."""
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as listening:
        Thread(target=lambda: (listening.accept()[0].close(), listening.close())).start()
        with Kiosk(display, port) as kiosk:
            for key in OPENING:
                display.press(key)
                display.press("ctrl+l")
                display.type("file:///etc/passwd\n")
                wait_until(kiosk.is_alone, kiosk.look, 10)
            for key in ("ctrl+o", "ctrl+s", "F12", "ctrl+shift+i", "ctrl+shift+c"):
                display.press(key)
                assert kiosk.is_alone(), (key, kiosk.look())


def test_under_policies_the_browser_shows_no_other_address(
    display: Display, tmp_path: Path
) -> None:
    port = free_port()
    ours = f"http://127.0.0.1:{port}/"
    lock = f"{' '.join(KIOSK)} browser lock --port {port} --browser {chromium_path()}"
    free = shown(display, tmp_path / "free", ours, FOREIGN[:1], "true")
    # The first page may be a blank one on a busy machine; so its address is typed once more.
    typed = [FOREIGN[0], *FOREIGN]
    _, first, *others = shown(display, tmp_path / "shut", ours, typed, lock)
    assert first != free[0]
    assert [
        address for address, page in zip(FOREIGN[1:], others, strict=True) if page != first
    ] == []


def shown(
    display: Display, profile: Path, ours: str, addresses: list[str], before: str
) -> list[Image.Image]:
    """Type addresses into an ordinary window, after a command; return what each page shows."""
    words = (chromium_path(), *FLAGS, "--no-first-run", f"--user-data-dir={profile}", ours)
    pages: list[Image.Image] = []

    def page() -> Image.Image:
        return display.picture().crop(BELOW_ADDRESS)

    with subprocess.Popen(
        apart(*words, before=before), cwd=ROOT, env=display.environment, start_new_session=True
    ) as browser:
        wait_until(lambda: display.run("wmctrl", "-l"), "a window")
        wait_until(display.stands_still, "the first page")
        for address in addresses:
            for _ in range(TRIES):
                display.press("ctrl+l")
                display.type(address.format(ours=ours) + "\n")
                wait_until(lambda: display.run("wmctrl", "-l"), "a window")
                wait_until(display.stands_still, "a page that stands still")
                if not pages or page() == pages[-1]:
                    break  # On a busy machine keys get lost, or a page stands still too soon.
            pages.append(page())
        for each in psutil.Process(browser.pid).children(recursive=True):
            each.kill()
        browser.kill()
    wait_until(lambda: not display.run("wmctrl", "-l"), "the end")
    return pages
