"""Questions with pictures in a real browser: seen whole on every screen, by everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.shell.templates import Language
from tests.browser.conftest import Visit
from tests.browser.kinds import booth_with
from tests.browser.test_access import LEAST_TARGET, LEAST_TEXT, MEASURE, readers, violations
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE, PORTRAIT, Visitor
from tests.process import BoothProcess
from tests.quiz.pictured import TOPIC, folder

MOST_BYTES = 300_000
SCREENS = (LAPTOP, LANDSCAPE, PORTRAIT, PHONE)
BELOW = "(main => main.scrollHeight - main.clientHeight)(document.querySelector('main'))"
IS_WHOLE = """[...document.querySelectorAll('.shown, .is-tiles img')].filter(each =>
  each.checkVisibility() && (!each.naturalWidth || each.clientHeight < 80 || each.clientWidth < 80
  || each.clientHeight > innerHeight)).length === 0"""
WEIGHT = """['navigation', 'resource'].flatMap(each => performance.getEntriesByType(each))
  .filter(each => !each.name.includes('/fonts/'))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth whose questions on fraud have pictures."""
    tmp_path = tmp_path_factory.mktemp("pictured")
    with booth_with(folder(tmp_path), tmp_path / "data") as booth:
        yield booth


def pages(visitor: Visitor) -> Iterator[str]:
    """Take a round of the topic; yield each question before and after its answer."""
    form = {"topic": TOPIC, "audience": "all", "length": "5"}
    visitor.page.request.post(f"{visitor.address}/quiz/start", form=form)
    for number in range(1, 6):
        visitor.open(f"/quiz/{number}")
        name = visitor.find("input[name=question]").input_value()
        yield f"{name} asked"
        visitor.tap(visitor.find(".options button").nth(number % 2))
        visitor.sees(".why")
        yield f"{name} answered"


@readers
def test_a_picture_is_seen_whole_before_and_after_the_answer(
    visit: Visit, shown: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=shown)
    visitor.begin(is_elder=is_elder)
    wrong: dict[str, list[str]] = {}
    for name in pages(visitor):
        found = wrong.setdefault(name, violations(visitor))
        if visitor.page.evaluate(WEIGHT) > MOST_BYTES:
            found.append("too heavy")
        for screen in SCREENS:
            visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
            found += visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT])
            if not visitor.page.evaluate(IS_WHOLE):
                found.append(f"a picture is not whole: {screen.name}")
            if screen is not PHONE and visitor.page.evaluate(BELOW) > 1:
                found.append(f"scrolls: {screen.name}")
    assert {name: found for name, found in wrong.items() if found} == {}


def test_what_was_missed_is_shown_again_with_its_pictures(
    visit: Visit, shown: BoothProcess
) -> None:
    visitor = visit(LANDSCAPE, at=shown)
    visitor.begin()
    for name in pages(visitor):
        assert name
    visitor.open("/quiz/6")
    visitor.tap(visitor.find(".options button").first)
    visitor.sees(".why")
    visitor.open("/quiz/result")
    visitor.sees(".known img")
    assert violations(visitor) == []
