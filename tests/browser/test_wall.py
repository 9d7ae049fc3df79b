"""The wall on a second screen: seen from afar, by everybody, over a restart of the booth."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.journal import this_device
from kiosk.office.wall import service
from kiosk.shell.templates import Language
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.browser.conftest import KEYED, Visit
from tests.browser.pages import STAFF_PASSWORD, add_staff
from tests.browser.test_access import SIDEWAYS, languages, violations
from tests.browser.visitor import LANDSCAPE, LAPTOP, Screen, Visitor
from tests.process import BoothProcess
from tests.wall import crowds

ULTRA = Screen("ultra", 3840, 2160)
HIGH, FAR = 685, 8000
"""Millimetres: the height of a 55-inch screen, and from how far its words are read."""
LINES = [
    {"kind": "notice", "zh": "14:20 的演练改到 14:40", "en": "The 14:20 drill begins at 14:40"},
    {
        "kind": "notice",
        "zh": "15:00 起，防爆装备在广场东侧展示，请跟着黄色箭头走，小朋友可以试穿",
    },
    {"kind": "notice", "zh": "走失的小朋友在服务台", "en": "Lost children wait at the desk"},
    {"kind": "quote", "zh": "第一次知道，接到“客服”的电话可以直接挂掉，再打官方号码问清楚。"},
]
MEASURE = """() => [...document.querySelectorAll(".slide:not([hidden]) :is(p, b, h2)")]
  .filter((each) => each.checkVisibility() && each.lang !== "en" && !each.matches(".unseen"))
  .map((each) => parseFloat(getComputedStyle(each).fontSize))"""
OUTSIDE = """() => [...document.querySelectorAll(".slide:not([hidden]) *")]
  .filter((each) => {
    const { right, bottom } = each.getBoundingClientRect();
    const foot = document.querySelector(".foot").getBoundingClientRect().top;
    return right > innerWidth + 1 || bottom > foot + 1;
  }).map((each) => each.outerHTML)"""


@pytest.fixture(scope="module")
def plaza(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth to which people came today, with something of each kind on its wall."""
    data = tmp_path_factory.mktemp("plaza") / "data"
    data.mkdir()
    with opened(Settings(data=data)):
        crowds.come(content.current(), 300)
        with db.transaction() as tx:
            here = this_device.place(tx)
            assert here is not None
            for line in LINES:
                service.add(tx, line | {"begins": "00:00"}, event=here.event, who="li")
    add_staff(data, "boss")
    with BoothProcess(data, **KEYED) as process:
        yield process


def watch(visitor: Visitor) -> Iterator[str]:
    """Go through the slides; yield the name of each while it is on screen."""
    visitor.page.clock.install()
    visitor.open("/wall")
    slides = visitor.find("[data-slide]")
    for place in range(slides.count()):
        expect(slides.nth(place)).to_be_visible()
        expect(visitor.find("[data-slide]:visible")).to_have_count(1)
        yield slides.nth(place).get_attribute("data-slide") or ""
        visitor.page.clock.run_for(13_000)


@pytest.mark.parametrize("screen", [LANDSCAPE, ULTRA, LAPTOP], ids=lambda each: each.name)
def test_every_slide_is_whole_large_and_for_everybody(
    visit: Visit, plaza: BoothProcess, screen: Screen
) -> None:
    visitor = visit(screen, at=plaza)
    names = []
    for name in watch(visitor):
        names.append(name.partition("-")[0])
        assert violations(visitor) == [], name
        assert visitor.page.evaluate(SIDEWAYS) <= 0, name
        assert visitor.page.evaluate(OUTSIDE) == [], name
        smallest = min(visitor.page.evaluate(MEASURE)) * 0.9 * HIGH / screen.height
        assert smallest >= FAR / 200, name
    assert set(names) == {"notices", "numbers", "topics", "quote"}


def test_the_wall_goes_on_over_a_restart_with_its_last_figures(
    visit: Visit, plaza: BoothProcess
) -> None:
    visitor = visit(LANDSCAPE, at=plaza)
    clock = visitor.page.clock
    clock.install()
    visitor.open("/wall")
    number = visitor.find("[data-number=rounds] b")
    before = number.text_content()
    plaza.kill()
    with visitor.page.expect_event("requestfailed"):
        clock.run_for(61_000)
    assert number.text_content() == before
    expect(visitor.find("[data-slide]:visible")).to_have_count(1)
    with opened(Settings(data=plaza.data)):
        crowds.come(content.current(), 30, seed=9)
    plaza.start()
    with visitor.page.expect_event("requestfinished"):
        clock.run_for(6_000)
    expect(number).not_to_have_text(before or "")
    visitor.recorder.problems[:] = [
        each for each in visitor.recorder.problems if "ERR_CONNECTION_REFUSED" not in each
    ]


def test_the_wall_stands_beside_a_sitting_and_ends_it_not(
    visit: Visit, plaza: BoothProcess
) -> None:
    visitor = visit(LANDSCAPE, at=plaza)
    visitor.begin()
    sitting = visitor.context.cookies()
    wall = visitor.context.new_page()
    wall.clock.install()
    wall.goto(f"{visitor.address}/wall")
    wall.clock.run_for(200_000)
    assert visitor.context.cookies() == sitting
    assert wall.url.endswith("/wall")


def test_a_touch_holds_the_slide_and_another_lets_go(visit: Visit, plaza: BoothProcess) -> None:
    visitor = visit(LANDSCAPE, at=plaza)
    slides = watch(visitor)
    next(slides)
    visitor.tap("main")
    visitor.page.clock.run_for(40_000)
    expect(visitor.find("[data-slide]").first).to_be_visible()
    visitor.page.keyboard.press(" ")
    expect(visitor.find("[data-held]")).to_be_hidden()
    visitor.page.clock.run_for(13_000)
    expect(visitor.find("[data-slide]").first).to_be_hidden()


def test_without_a_script_all_slides_stand_on_one_page(visit: Visit, plaza: BoothProcess) -> None:
    visitor = visit(LANDSCAPE, has_script=False, at=plaza)
    visitor.open("/wall")
    for slide in visitor.find("[data-slide]").all():
        expect(slide).to_be_visible()
    refresh = visitor.find("noscript meta[http-equiv=refresh]")
    expect(refresh).to_have_attribute("content", "60")


@languages
def test_staff_put_a_notice_on_the_wall_and_take_it_down(
    visit: Visit, plaza: BoothProcess, language: Language
) -> None:
    visitor = visit(LAPTOP, language, at=plaza)
    visitor.give_password("boss", STAFF_PASSWORD, language)
    visitor.sees(".who")
    visitor.open("/staff/wall")
    assert violations(visitor) == []
    visitor.find("#zh").fill(f"集合 {language}")
    visitor.tap("main .go")
    visitor.sees("[role=status]")
    line = visitor.find(".wall-lines li", f"集合 {language}")
    line.locator("[value=down]").tap()
    visitor.sees(visitor.find(".wall-lines li", f"集合 {language}").locator("[value=up]"))
    assert violations(visitor) == []
