"""Posters and scripts in a real browser: one page each on paper, and for everybody on screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kiosk.config import Settings
from kiosk.content.check_cases import LONGEST
from kiosk.office.editor import manuscript
from kiosk.office.editor.sections import Spot, Tree
from kiosk.shell.templates import Language
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.browser.conftest import Visit
from tests.browser.pages import STAFF_PASSWORD, add_staff
from tests.browser.test_access import SIDEWAYS, violations
from tests.browser.visitor import LAPTOP, PHONE
from tests.process import BoothProcess

CASES = "/staff/content-cases"
PAGE = re.compile(rb"/Type\s*/Page\b")
CUT = """[...document.querySelectorAll('.paper *')].filter(
  each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth
).map(each => each.className)"""


def of_length(name: str) -> Tree:
    """Return a text that is as long as it may be, and English words for it."""
    return {
        "zh": "字字字字字字字字字，" * (LONGEST[name] // 9),
        "en": "words " * (LONGEST[name] // 2),
    }


def longest() -> Tree:
    """Return a case in which every text is as long as the check lets it be."""
    steps = [
        {"id": f"s{number}", "text": of_length("text"), "stop": of_length("stop")}
        for number in range(3)
    ]
    steps += [{"id": f"s{number}", "text": of_length("text")} for number in (3, 4)]
    told = {name: of_length(name) for name in ("title", "lost", "advice")}
    return told | {"topic": "anti-fraud", "steps": steps, "facts": [], "picture": None}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth with an editor's account, and the longest case there may be."""
    data = tmp_path_factory.mktemp("paper") / "data"
    add_staff(data, "wen")
    with opened(Settings(data=data)), db.transaction() as tx:
        manuscript.add(tx, Spot.named("cases"), longest(), who="wen")
    with BoothProcess(data) as booth:
        yield booth


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_case_is_one_page_of_paper_and_nothing_is_cut(
    visit: Visit, desk: BoothProcess, language: Language
) -> None:
    visitor = visit(LAPTOP, language, at=desk)
    visitor.give_password("wen", STAFF_PASSWORD, language)
    visitor.sees(".who")
    wrong: dict[str, list[str]] = {}
    for path in ("", "/poster?topic=anti-fraud", "/radio?topic=anti-fraud"):
        visitor.open(CASES + path)
        found = wrong.setdefault(path, violations(visitor) + visitor.page.evaluate(CUT))
        if path:
            sheets = visitor.find(".paper").count()
            printed = len(PAGE.findall(visitor.page.pdf(prefer_css_page_size=True)))
            assert sheets > 2
            found += [f"{printed} pages for {sheets} sheets"] if printed != sheets else []
        for screen in (PHONE, LAPTOP):
            visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
            if visitor.page.evaluate(SIDEWAYS) > 0:
                found.append(f"wider than {screen.name}")
    assert {path: found for path, found in wrong.items() if found} == {}
