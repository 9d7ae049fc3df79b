"""Call at places by touch on a tablet, in both languages, from the workbook to the figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.shell.templates import LANGUAGES, Language
from tests.browser.conftest import Visit
from tests.browser.desks import own_desk, unlock
from tests.browser.test_access import hindrances
from tests.browser.visitor import Screen, Visitor
from tests.outreach.lists import workbook

TABLET, PHONE = Screen("tablet", 1280, 800), Screen("phone", 412, 915)
LEAST_STAFF_TEXT = 16
HOME = "/staff/outreach"
PLACES = [
    ("解放西路3号", "新华社区", "家庭"),
    ("解放西路10号", "新华社区", "家庭"),
    ("解放西路9号", "新华社区", "家庭"),
    ("城南路9号", "城南社区", "未破案件事主回访"),
    ("", "城南社区", "家庭"),
]


@pytest.fixture(params=LANGUAGES)
def tablet(request: pytest.FixtureRequest, visit: Visit, tmp_path: Path) -> Iterator[Visitor]:
    """Give an administrator's tablet, in each language, unlocked."""
    language: Language = request.param
    with own_desk(tmp_path / "own" / "data") as booth:
        yield unlock(visit(TABLET, language, at=booth), HOME)


def load(tablet: Visitor, folder: Path) -> None:
    """Load the list; a row without an address is refused, and what is held stays."""
    file = folder / "places.xlsx"
    file.write_bytes(workbook(PLACES))
    tablet.open(f"{HOME}/list")
    tablet.find("#list").set_input_files(file)
    tablet.tap("main form .go")
    tablet.sees("#taken")


def find(tablet: Visitor, words: str) -> None:
    """Look for places from where one stands."""
    tablet.open(HOME)
    tablet.find("#words").fill(words)
    tablet.tap(".seek .go")
    tablet.sees(".places strong")


def act(tablet: Visitor, name: str) -> None:
    """Tap one of a place's buttons, and wait for the page that follows."""
    with tablet.page.expect_navigation():
        tablet.tap(f"main [name=act][value={name}]")


def walk(tablet: Visitor, folder: Path) -> Iterator[str]:
    """Go from the list to the figures; yield the name of each page while it is on screen."""
    load(tablet, folder)
    yield "list"
    find(tablet, "解放西路4号")
    assert tablet.find(".places strong").first.inner_text() == "解放西路3号"
    yield "near"
    tablet.tap(tablet.find(".places a").first)
    tablet.sees("#status")
    yield "place"
    act(tablet, "arrive")
    tablet.tap(tablet.find(".check:has([name=point])").first)
    act(tablet, "points")
    tablet.find("#text").fill("路灯不亮")
    tablet.find("#unit").select_option("traffic")
    act(tablet, "request")
    tablet.sees("#noted")
    act(tablet, "leaflet")
    yield "place-here"
    tablet.tap_to("main [name=act][value=survey]", f"{HOME}/survey/home")
    yield "survey"
    tablet.tap_to("main form .go", rf"{HOME}/sheet/\w+/1")
    yield "item"
    tablet.tap_to("main [name=answer][value=very]", rf"{HOME}/sheet/\w+/2")
    tablet.tap(tablet.find(".check:has([value=fraud])"))
    yield "item-several"
    tablet.tap_to(".asked .go", rf"{HOME}/sheet/\w+/3")
    tablet.tap_to("main [name=stop]", f"{HOME}/survey/home/thanks")
    yield "thanks"
    tablet.tap_to("main .go", rf"{HOME}/place/\w+")
    act(tablet, "done")
    tablet.sees("#near")
    assert tablet.find("section[aria-labelledby=near] strong").first.inner_text() == "解放西路9号"
    yield "place-done"
    act(tablet, "undo")
    act(tablet, "undo")
    find(tablet, "城南路9号")
    tablet.tap(tablet.find(".places a").first)
    tablet.sees(".care")
    yield "victim"
    tablet.open(HOME)
    yield "places"
    tablet.open(f"{HOME}/figures")
    yield "figures"


def test_a_round_is_walked_by_touch_without_hindrance(tablet: Visitor, tmp_path: Path) -> None:
    found = hindrances(
        tablet,
        walk(tablet, tmp_path),
        screens=(PHONE, TABLET),
        least_text=LEAST_STAFF_TEXT,
    )
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
