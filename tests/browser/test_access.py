"""Everyone can read and touch every page: audited by axe-core, and measured."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from kiosk.shell.templates import LANGUAGES, Language
from tests.browser.conftest import Visit
from tests.browser.pages import citizen_pages, staff_pages
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE, PORTRAIT, Screen, Visitor
from tests.conftest import FULL
from tests.process import BoothProcess

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
LEAST_TARGET, LEAST_TEXT = 60, 18

SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
MAIN_SIDEWAYS = "(main => main.scrollWidth - main.clientWidth)(document.querySelector('main'))"
"""Pixels by which the page, or its main part, is wider than what is seen of it."""
MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")

SCREENS = (PORTRAIT, LAPTOP, PHONE, LANDSCAPE)

languages = pytest.mark.parametrize("language", ["zh", "en"])
readers = pytest.mark.parametrize(
    ("language", "is_elder"),
    [("zh", False), ("en", True), *([("en", False), ("zh", True)] if FULL else [])],
    ids=lambda each: each if isinstance(each, str) else "elder" if each else "normal",
)
"""Each language and each size of letters; every pair of them only where all is tried."""


def violations(visitor: Visitor) -> list[str]:
    """Return what axe-core finds wrong with the page on screen."""
    found: dict[str, Any] = Axe().run(visitor.page, options=RULES).response
    return [
        f"{each['id']}: {' '.join(map(str, node['target']))}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def audit(visitor: Visitor, page: str) -> list[str]:
    """Return what axe-core finds wrong with the page on screen, in the language that it falls to.

    Tests go through all pages in each language; which audits a page follows from the page's name,
    and both do where all is tried.
    """
    falls_to = LANGUAGES[zlib.crc32(page.encode()) % len(LANGUAGES)]
    return violations(visitor) if FULL or visitor.language == falls_to else []


def hindrances(
    visitor: Visitor,
    pages: Iterable[str],
    *,
    screens: Sequence[Screen] = SCREENS,
    least_text: int = LEAST_TEXT,
) -> dict[str, list[str]]:
    """Return what is wrong with each of the pages, which `pages` puts on screen one by one.

    Each is audited on the widest screen, the last of `screens`, in one of the languages, and
    measured on all of them.
    """
    wrong = {}
    for name in pages:
        wrong[f"{name} axe"] = audit(visitor, name)
        for screen in screens:
            visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
            problems = visitor.page.evaluate(MEASURE, [LEAST_TARGET, least_text])
            wrong[f"{name} {screen.name}"] = problems
    return {where: problems for where, problems in wrong.items() if problems}


@readers
def test_everyone_can_read_and_touch_every_page(
    visit: Visit, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language)
    assert hindrances(visitor, citizen_pages(visitor, is_elder=is_elder)) == {}


@languages
def test_axe_finds_nothing_wrong_with_any_staff_page(
    visit: Visit, tmp_path: Path, language: Language
) -> None:
    with BoothProcess(tmp_path / "data") as booth:
        visitor = visit(LAPTOP, language, at=booth)
        if language == "en":
            visitor.begin()
        wrong = {}
        for name in staff_pages(visitor, booth.first_code):
            sideways = visitor.page.evaluate(
                "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
            )
            problems = audit(visitor, name) + (["scrolls sideways"] if sideways > 1 else [])
            if problems:
                wrong[name] = problems
    assert wrong == {}


@languages
def test_axe_finds_nothing_wrong_with_the_question_whether_one_is_there(
    visit: Visit, language: Language
) -> None:
    visitor = visit(LAPTOP, language)
    visitor.begin()
    visitor.page.evaluate("document.getElementById('still').showModal()")
    visitor.sees("#still .go")
    assert violations(visitor) == []


def test_axe_finds_nothing_wrong_with_the_keyboard(visit: Visit) -> None:
    visitor = visit(LAPTOP)
    visitor.begin()
    visitor.open("/feedback/praise")
    visitor.tap(visitor.find("summary").nth(2))
    visitor.tap("#text")
    visitor.sees(".keyboard-dock")
    for key in "xiexie":
        visitor.tap(f".keyboard-dock [data-key={key}]")
    visitor.sees(".keyboard-candidate", "谢谢")
    assert violations(visitor) == []


def test_axe_would_find_something(visit: Visit) -> None:
    visitor = visit(LAPTOP)
    visitor.open("/")
    visitor.find("main img").first.evaluate("image => image.removeAttribute('alt')")
    assert [each.split(":")[0] for each in violations(visitor)] == ["image-alt"]


def test_measuring_would_find_something(visit: Visit) -> None:
    visitor = visit(LAPTOP)
    visitor.begin()
    visitor.find(".dock-button").first.evaluate(
        "button => Object.assign(button.style,"
        " { minWidth: 0, minHeight: 0, width: '50px', height: '50px', fontSize: '17px',"
        " padding: 0, overflow: 'hidden' })"
    )
    found = visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT])
    assert {each.split(",")[0].split(":")[0] for each in found} == {
        "too small",
        "cut",
        "text of 17 px",
    }
