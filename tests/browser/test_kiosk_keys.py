"""Which keys the full screen lets through: typing for all, editing and printing for staff."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.pages import STAFF_PASSWORD, add_staff
from tests.process import BoothProcess

TYPING = ["a", "7", "Enter", "Tab", "Backspace", "ArrowLeft", "Shift+A", "Shift+Tab"]
EDITING = ["Control+c", "Control+v", "Control+a", "Control+z", "Control+p", "Control+ArrowLeft"]
LEAVING = ["Control+n", "Control+Shift+C", "Control+Shift+p", "Alt+ArrowLeft", "F1", "F5", "Meta+e"]
LISTEN = """
window.passed = {};
addEventListener("keydown", (event) => {
  window.passed[event.key.toLowerCase()] = !event.defaultPrevented;
  event.preventDefault();
});
"""


def passed(page: Page) -> list[str]:
    """Press all keys; return those that the page let through."""
    page.evaluate(LISTEN)
    through = []
    for key in TYPING + EDITING + LEAVING:
        page.evaluate("window.passed = {}")
        page.keyboard.press(key)
        if page.evaluate("window.passed")[key.rpartition("+")[2].lower()]:
            through.append(key)
    return through


def fill(page: Page) -> None:
    """Let the page fill the screen."""
    page.evaluate("document.documentElement.requestFullscreen()")
    page.wait_for_function("matchMedia('(display-mode: fullscreen)').matches")


@pytest.mark.parametrize("path", ["/home", "/staff/sign-in"])
def test_whoever_is_not_signed_in_may_type(visit: Visit, path: str) -> None:
    visitor = visit()
    visitor.open(path)
    fill(visitor.page)
    assert passed(visitor.page) == TYPING


def test_staff_who_are_signed_in_may_edit_and_print(visit: Visit, booth: BoothProcess) -> None:
    add_staff(booth.data, "typist")
    visitor = visit()
    visitor.give_password("typist", STAFF_PASSWORD, "zh")
    visitor.sees(".who")
    fill(visitor.page)
    assert passed(visitor.page) == TYPING + EDITING


def test_in_an_ordinary_window_all_keys_are_the_browsers(visit: Visit) -> None:
    visitor = visit()
    visitor.open("/home")
    assert passed(visitor.page) == TYPING + EDITING + LEAVING
