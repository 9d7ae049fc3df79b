"""A class of forty plays together: on a projector, by keys, without script, seen whole by all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.shell.templates import Language
from kiosk.startup import opened
from tests.browser.conftest import Visit
from tests.browser.keys_alone import Keys
from tests.browser.test_access import LEAST_TARGET, LEAST_TEXT, MEASURE, readers, violations
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE, PORTRAIT, Visitor
from tests.factories import held_rows, put_on_screen
from tests.process import BoothProcess
from tests.quiz import classes

SCREENS = (LAPTOP, PORTRAIT, PHONE, LANDSCAPE)
FROM_AFAR = 60
"""Pixels of letters that are read from eight metres, on a projector of 1920 by 1080."""
SMALLEST = """selectors => Math.min(...[...document.querySelectorAll(selectors)]
  .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
BELOW = "(main => main.scrollHeight - main.clientHeight)(document.querySelector('main'))"


def show(app: Flask) -> Catalog:
    """Put questions for classes on screen."""
    held = content.current()
    topics = (*held.pack.topics, *classes.topics(held.pack.units[0].id))
    return put_on_screen(app, held, topics=topics, panels=(), images=content.bundled().images)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BoothProcess, Catalog]]:
    """Run a booth with questions for classes."""
    data = tmp_path_factory.mktemp("school") / "data"
    with opened(Settings(data=data)) as app:
        catalog = show(app)
    with BoothProcess(data) as booth:
        yield booth, catalog


def begin(visitor: Visitor, length: int, people: int = classes.PEOPLE) -> None:
    """Set a round up, and start it by the number of people."""
    visitor.begin()
    visitor.open("/quiz/class")
    for name, value in (("topic", classes.TOPIC), ("length", length)):
        visitor.tap(f'.chip:has([name={name}][value="{value}"])')
    visitor.tap_to(f'[name=people][value="{people}"]', "/quiz/class/1")


def left_words(visitor: Visitor) -> str:
    """Return for what the left side stands."""
    return visitor.find(".side-left .stands-for").inner_text().strip()


def rows_of(booth: BoothProcess, table: str) -> list[dict[str, Any]]:
    """Return what a table of the booth holds."""
    with opened(Settings(data=booth.data)):
        return held_rows(table)


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
def test_forty_pupils_play_ten_questions_through(
    visit: Visit, school: tuple[BoothProcess, Catalog], has_script: bool
) -> None:
    booth, catalog = school
    visitor, pupils = visit(LANDSCAPE, at=booth, has_script=has_script), classes.Pupils(8)
    begin(visitor, 10)
    for number in range(1, 11):
        name = visitor.find("input[name=question]").get_attribute("value") or ""
        stood = pupils.stood_left(classes.best_side(catalog, name, left_words(visitor)))
        if number == 3:  # A slip of the finger, put right at once.
            visitor.tap(f'[name=stood][value="{classes.PEOPLE - stood}"]')
            visitor.sees(".class-why")
            visitor.tap(".foot form .plain")
            visitor.sees(".strip-numbers")
        visitor.tap(f'[name=stood][value="{stood}"]')
        visitor.sees(".class-why .tally", f"40 人里有 {pupils.were_right[-1]} 人站对")
        if number < 10:
            visitor.tap_to(".foot a.go", f"/quiz/class/{number + 1}")
    visitor.page.go_back()
    visitor.open("/quiz/class/10")
    visitor.tap_to(".foot button.go", "/quiz/class/result")
    of_hundred = visitor.find("h1 b").inner_text()
    assert int(of_hundred) == round(sum(pupils.were_right) / 4)
    worst = classes.PEOPLE - min(pupils.were_right)
    visitor.sees(".fooled-people", f"40 人里有 {worst} 人站错了边")
    visitor.open("/end")
    row = rows_of(booth, "class_round")[-1]
    assert (row["people"], row["given"], row["is_finished"]) == (40, 400, 1)
    assert row["were_right"] == sum(pupils.were_right)


def pages(visitor: Visitor) -> Iterator[str]:
    """Go through a round; yield each page's name while it is on screen."""
    visitor.open("/quiz/class")
    yield "set-up"
    form = {"topic": classes.FEW, "length": "5", "people": "12"}
    visitor.page.request.post(f"{visitor.address}/quiz/class/start", form=form)
    visitor.open("/quiz/class?topic=few-for-classes&length=5&people=12")
    yield "too-few"
    form = {"topic": classes.TOPIC, "length": "5", "people": "40", "is_enough": "yes"}
    visitor.page.request.post(f"{visitor.address}/quiz/class/start", form=form)
    for number in range(1, 4):
        visitor.open(f"/quiz/class/{number}")
        yield f"asked-{number}"
        visitor.tap('[name=stood][value="31"]')
        visitor.sees(".class-why")
        yield f"answered-{number}"
    for number in (4, 5):
        visitor.open(f"/quiz/class/{number}")
        visitor.tap('[name=stood][value="31"]')
        visitor.sees(".class-why")
    visitor.tap_to(".foot button.go", "/quiz/class/result")
    yield "result"


@readers
def test_everybody_can_read_every_page_from_where_they_are(
    visit: Visit, school: tuple[BoothProcess, Catalog], language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=school[0])
    visitor.begin(is_elder=is_elder)
    wrong: dict[str, list[str]] = {}
    for name in pages(visitor):
        found = wrong.setdefault(name, violations(visitor))
        for screen in SCREENS:
            visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
            found += visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT])
            if screen is not PHONE and visitor.page.evaluate(BELOW) > 1:
                found.append(f"scrolls: {screen.name}")
        if name.startswith("asked"):
            read = ".class-ask h1, .where, .stands-for, .letter"
            if (size := visitor.page.evaluate(SMALLEST, read)) < FROM_AFAR:
                found.append(f"too small to be read from afar: {size}")
    assert {name: found for name, found in wrong.items() if found} == {}


def test_an_officer_counts_with_keys_alone(
    visit: Visit, school: tuple[BoothProcess, Catalog]
) -> None:
    visitor = visit(LANDSCAPE, at=school[0])
    visitor.begin()
    visitor.open("/quiz/class")
    keys = Keys(visitor)
    keys.use('[name=people][value="33"]')
    visitor.is_at("/quiz/class/1")
    for key in "17":
        keys.press(key)
    keys.is_on('[name=stood][value="17"]')
    keys.press("ArrowRight")
    keys.is_on('[name=stood][value="18"]')
    keys.press("Enter")
    visitor.sees(".class-why")
    assert re.search("(18|15) 人站对", visitor.find(".tally").inner_text())
    keys.press("PageDown")
    visitor.is_at("/quiz/class/2")
    keys.use('[name=stood][value="0"]')
    expect(visitor.find(".class-why")).to_be_visible()


def test_a_restart_in_the_middle_keeps_what_was_tapped(
    visit: Visit, school: tuple[BoothProcess, Catalog]
) -> None:
    booth, _ = school
    visitor = visit(LAPTOP, at=booth)
    begin(visitor, 5, people=27)
    visitor.tap('[name=stood][value="9"]')
    visitor.sees(".class-why")
    visitor.page.wait_for_load_state("networkidle")  # What is under way would be broken off.
    booth.kill()
    booth.start()
    visitor.open("/quiz/class/2")
    visitor.is_at("/quiz/class")
    [row] = [row for row in rows_of(booth, "class_round") if row["people"] == 27]
    assert (row["answered"], row["is_finished"]) == (1, 0)
