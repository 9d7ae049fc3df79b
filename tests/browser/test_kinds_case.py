"""A case: by touch, by keys, without script; what is said of each step once it is answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from kiosk.content.questions import Case
from kiosk.shell.templates import Language
from tests.browser.conftest import Visit
from tests.browser.kinds import begin_topic, booth_with, tab_to
from tests.browser.test_access import (
    LEAST_TARGET,
    LEAST_TEXT,
    MAIN_SIDEWAYS,
    MEASURE,
    readers,
    violations,
)
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE, PORTRAIT, Visitor, catalog
from tests.process import BoothProcess
from tests.quiz.case_pack import AGAIN, TOPIC, folder


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth whose round on fraud tells cases alone."""
    tmp_path = tmp_path_factory.mktemp("cases")
    with booth_with(folder(tmp_path), tmp_path / "data") as booth:
        yield booth


def told(visitor: Visitor) -> Case:
    """Return the case on screen."""
    name = visitor.find("input[name=question]").input_value().removesuffix(AGAIN)
    return catalog().cases[catalog().questions[name].case or ""]


def step(visitor: Visitor, name: str) -> str:
    return f'form.options button[value="{name}"]'


@readers
def test_every_case_can_be_read_and_touched_on_every_screen(
    visit: Visit, cases: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=cases)
    begin_topic(visitor, TOPIC, is_elder=is_elder)
    wrong: dict[str, list[str]] = {}
    for number in range(1, 4):
        visitor.open(f"/quiz/{number}")
        found = wrong.setdefault(str(number), violations(visitor))
        for state in ("asked", "answered"):
            for screen in (LAPTOP, PORTRAIT, PHONE, LANDSCAPE):
                visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
                found += visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT])
                if visitor.page.evaluate(MAIN_SIDEWAYS) > 0:
                    found.append(f"{state} wider than {screen.name}")
            if state == "asked":
                visitor.tap(visitor.find("form.options .option").nth(number - 1))
                visitor.sees(".why")
        found += violations(visitor)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_by_touch_the_steps_stand_in_order_and_the_first_that_could_stop_it_is_right(
    visit: Visit, cases: BoothProcess
) -> None:
    visitor = visit(PORTRAIT, "en", at=cases)
    begin_topic(visitor, TOPIC)
    case = told(visitor)
    shown = visitor.find("form.options .option").evaluate_all("all => all.map(one => one.value)")
    assert shown == [each.id for each in case.steps]
    visitor.tap(step(visitor, case.stops[0].id))
    visitor.sees(".why h2.is-right", "that is where to stop")
    for each in case.stops:
        expect(visitor.find(".stop", each.stop.en if each.stop else "")).to_be_visible()
    visitor.sees(".lost", case.lost.en)
    visitor.sees(".advice", case.advice.en)


def test_by_keys_a_later_stop_is_half_right(visit: Visit, cases: BoothProcess) -> None:
    visitor = visit(LAPTOP, at=cases)
    begin_topic(visitor, TOPIC)
    later = told(visitor).stops[1]
    visitor.find("main").focus()
    tab_to(visitor, step(visitor, later.id))
    visitor.page.keyboard.press("Enter")
    visitor.sees(".why h2.is-part", "还可以更早")
    expect(visitor.find(".option.is-later em", "您选的")).to_have_count(1)


def test_without_script_a_step_too_early_is_told_what_nobody_could_know(
    visit: Visit, cases: BoothProcess
) -> None:
    visitor = visit(PHONE, at=cases, has_script=False)
    begin_topic(visitor, TOPIC)
    number = 1
    while told(visitor).steps[0].stop:
        visitor.tap(step(visitor, told(visitor).steps[0].id))
        number += 1
        visitor.tap_to(".why .go", f"/quiz/{number}")
    visitor.tap(step(visitor, told(visitor).steps[0].id))
    visitor.sees(".why h2.is-wrong")
    visitor.sees(".option.is-wrong", "这时还看不出来")
