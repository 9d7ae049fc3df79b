"""Find a real browser, and record all that its pages ask for."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Response,
    sync_playwright,
)

from kiosk.errors import SetupFailed
from kiosk.office.machine.browser import find_browser
from tests.debian import can_install, install

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SHELL = "chromium-headless-shell"
"""The same engine without a window's trappings: the tests take half the time with it."""
STILL = "--force-prefers-reduced-motion"
"""Let pages change at once; told to the browser, since emulation comes after the page's start."""
PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine before a test gives up."""
POLLED = "/staff/feedback/urgent"
"""Staff pages ask here by themselves, also while a test stops their booth."""


def chromium_path() -> str:
    """Return the browser that people use; where Debian has none yet, install it."""
    try:
        return find_browser("")
    except SetupFailed:
        if not can_install():
            raise AssertionError(
                "These tests need Edge, Chrome or Chromium in PATH; none was found, and only root "
                "with apt-get can install one here."
            ) from None
        install("chromium", "chromium")
        return find_browser("")


@cache
def engine_path() -> str:
    """Return the engine alone, where Debian has it; elsewhere the whole browser."""
    if shutil.which(SHELL) is None and can_install():
        with suppress(subprocess.CalledProcessError):
            install(SHELL, SHELL)
    return shutil.which(SHELL) or chromium_path()


@contextmanager
def launched() -> Iterator[Browser]:
    """Give a browser without a window, whose pages change at once."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, STILL)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once for all tests of a worker; each test has a context of its own.

    One for all folders: a second one beside it would be refused.
    """
    with launched() as browser:
        yield browser


def launch(kind: BrowserType, *flags: str) -> Browser:
    """Start a browser with further flags."""
    return kind.launch(executable_path=engine_path(), args=[*FLAGS, *flags])


def person(width: int, height: int) -> dict[str, Any]:
    """Return what a browser must know of a person before its screen."""
    return {
        "viewport": {"width": width, "height": height},
        "has_touch": True,
        "reduced_motion": "null",
    }


def launched_on(width: int, height: int) -> dict[str, Any]:
    """Return how to start a browser that keeps its profile in a folder, as one in daily use."""
    return {
        "executable_path": chromium_path(),
        "args": [*FLAGS, STILL],
    } | person(width, height)


class Recorder:
    """Write down what pages ask for and complain of.

    Statuses from 400 on are problems, but for those in `expected`; 500 and above always are.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        """Listen to every page of `context`, which may talk to `address` only."""
        self.address = address
        self.asked: list[str] = []
        self.problems: list[str] = []
        self.expected: set[int] = set()
        context.on("request", lambda request: self._request(request.url))
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))

    def _request(self, url: str) -> None:
        self.asked.append(url)
        if not url.startswith((self.address + "/", "data:", "blob:")):
            self.problems.append(f"asked elsewhere: {url}")

    def _response(self, response: Response) -> None:
        status = response.status
        if status >= 500 or (status >= 400 and status not in self.expected):
            self.problems.append(f"{status}: {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        text, asked = message.text, message.location["url"]
        is_expected = any(f"status of {status} " in text for status in self.expected)
        is_late = asked.endswith(POLLED) and "ERR_CONNECTION_REFUSED" in text
        if message.type == "error" and not is_expected and not is_late:
            self.problems.append(f"console: {text}")
