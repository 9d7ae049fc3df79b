"""A screen that nobody is at asks once, in sight of all, and then forgets the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KEYED, Visit
from tests.browser.visitor import LAPTOP, PORTRAIT, Visitor
from tests.process import BoothProcess

NOON = datetime(2026, 12, 20, 12)
PAGES = [
    pytest.param("/home", 60, id="home"),
    pytest.param("/feedback/praise", 60, id="feedback"),
    pytest.param("/survey/rated?value=5", 15, id="thanks"),
    pytest.param("/cards/traffic-desk", 45, id="qr"),
]


@pytest.fixture(scope="module")
def short_booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth that asks after two seconds, and counts five."""
    data = tmp_path_factory.mktemp("short") / "data"
    with BoothProcess(data, **KEYED, KIOSK_IDLE="2", KIOSK_COUNTDOWN="5") as process:
        yield process


def waiting_at(visitor: Visitor, path: str) -> None:
    """Open a page whose clock stands until the test moves it."""
    visitor.begin()
    visitor.page.clock.install(time=NOON)
    visitor.page.clock.pause_at(NOON + timedelta(seconds=1))
    visitor.open(path)
    visitor.sees("main")


@pytest.mark.parametrize(("path", "seconds"), PAGES)
def test_a_page_asks_after_its_time_and_not_before(visit: Visit, path: str, seconds: int) -> None:
    visitor = visit(PORTRAIT)
    waiting_at(visitor, path)
    visitor.page.clock.run_for((seconds - 1) * 1000)
    expect(visitor.find("#still")).to_be_hidden()
    visitor.page.clock.run_for(1001)
    visitor.sees("#still h2", "您还在吗？")
    expect(visitor.find("#still-count")).to_have_text("20")
    visitor.page.clock.run_for(7000)
    expect(visitor.find("#still-count")).to_have_text("13")
    visitor.page.clock.run_for(13000)
    visitor.is_at("/")


def test_one_tap_goes_on_as_often_as_one_likes(visit: Visit) -> None:
    visitor = visit()
    waiting_at(visitor, "/feedback/praise")
    visitor.tap(".chip:has([value=fair])")
    dialog = visitor.find("#still")
    # The event comes a moment after the dialog has gone, and only then a new minute begins.
    dialog.evaluate("dialog => dialog.addEventListener('close', () => (dialog.title += '.'))")
    for times in range(1, 13):
        visitor.page.clock.run_for(60_001)
        visitor.sees(dialog)
        visitor.page.clock.run_for(15_000)
        visitor.tap("#still .go")
        expect(dialog).to_have_attribute("title", "." * times)
        expect(dialog).to_be_hidden()
    assert visitor.path == "/feedback/praise"
    expect(visitor.find("[value=fair]")).to_be_checked()


def test_a_touch_starts_the_minute_anew(visit: Visit) -> None:
    visitor = visit()
    waiting_at(visitor, "/feedback/praise")
    for _ in range(4):
        visitor.page.clock.run_for(40_000)
        visitor.tap(".chip:has([value=fair])")
    expect(visitor.find("#still")).to_be_hidden()


def test_the_idle_screen_itself_never_asks(visit: Visit) -> None:
    visitor = visit()
    visitor.page.clock.install()
    visitor.open("/")
    visitor.page.clock.run_for(600_000)
    expect(visitor.find("#still")).to_have_count(0)
    assert visitor.path == "/"


def test_nobody_at_the_screen_ends_the_sitting_in_chinese_at_normal_size(
    visit: Visit, short_booth: BoothProcess
) -> None:
    visitor = visit(LAPTOP, "en", at=short_booth)
    chosen = {"language": "en", "size": "elder"}
    visitor.context.request.post(f"{visitor.address}/start", form=chosen)
    visitor.open("/home")
    visitor.sees("html.elder[lang=en] #still h2", "Are you still there?")
    visitor.is_at("/")
    visitor.sees("html[lang=zh-Hans]:not(.elder)")
    assert visitor.context.cookies() == []


def test_one_tap_keeps_the_sitting(visit: Visit, short_booth: BoothProcess) -> None:
    visitor = visit(PORTRAIT, at=short_booth)
    visitor.begin()
    held = visitor.context.cookies()
    visitor.sees("#still")
    visitor.tap("#still .go")
    expect(visitor.find("#still")).to_be_hidden()
    assert visitor.path == "/home"
    assert visitor.context.cookies() == held


def test_without_script_the_page_leaves_by_itself(visit: Visit, short_booth: BoothProcess) -> None:
    visitor = visit(has_script=False, at=short_booth)
    visitor.begin()
    visitor.is_at("/")
    assert visitor.context.cookies() == []


def test_an_unfinished_quiz_is_over_for_the_next_person(visit: Visit) -> None:
    visitor = visit()
    visitor.page.clock.install()
    visitor.begin()
    visitor.tap_to(".play button", "/quiz/1")
    visitor.answer(is_right=True)
    visitor.page.clock.run_for(61_000)
    visitor.page.clock.run_for(21_000)
    visitor.is_at("/")
    visitor.begin()
    visitor.open("/quiz/2")
    visitor.is_at("/home")
