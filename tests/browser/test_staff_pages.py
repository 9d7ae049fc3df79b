"""Staff pages are taken in at a glance: no menu scrolls, no width is wasted, days are chosen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.shell.templates import Language
from tests.browser.conftest import Visit
from tests.browser.pages import STAFF_PASSWORD, add_staff
from tests.browser.test_access import languages, violations
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE, Visitor
from tests.process import BoothProcess, CentralProcess, run

BOTH = (
    *("", "questions", "questions/anti-fraud-003", "feedback", "activities", "activities/new"),
    *("reports", "exports", "backup", "acts", "accounts", "password", "second-factor", "cards"),
    *("help", "help/keys", "help/trouble"),
)
AT_BOOTH = (
    *("machine", "sync", "key", "place", "erase", "unlock", "reception", "reception/new"),
    *("reception/invited", "reception/occupancy", "reception/end", "reception/muster"),
)
AT_CENTRAL = ("fleet", "fleet/completeness", "fleet/quarantine", "fleet/enrol", "privacy-key")
LEAST_REACH = 0.9
"""Of the screen's width, how far the pieces of a page reach."""
REACH = """() => Math.max(...[
  ...document.querySelectorAll("main :is(.card, table, .parties, .help-toc)")]
  .filter((each) => each.checkVisibility())
  .map((each) => each.getBoundingClientRect().right)) / innerWidth"""
SCROLLS = """() => { const menu = document.querySelector(".side nav");
  return menu.scrollHeight > menu.clientHeight + 1; }"""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, BoothProcess]]:
    """Serve a booth with people, and a central; each has an administrator."""
    folder = tmp_path_factory.mktemp("staff-pages")
    assert run("demo", "--people", "30", data=folder / "booth").returncode == 0
    with BoothProcess(folder / "booth") as booth, CentralProcess(folder / "central") as central:
        for name in ("booth", "central"):
            add_staff(folder / name, "boss")
        yield {"booth": booth, "central": central}


def sign_in(visitor: Visitor, language: Language) -> Visitor:
    """Sign the administrator in."""
    visitor.give_password("boss", STAFF_PASSWORD, language)
    visitor.sees(".who")
    return visitor


@pytest.mark.parametrize("place", ["booth", "central"])
def test_no_page_leaves_the_right_third_of_a_wide_screen_empty(
    visit: Visit, places: dict[str, BoothProcess], place: str
) -> None:
    visitor = sign_in(visit(LANDSCAPE, "zh", at=places[place]), "zh")
    empty = {}
    for name in (*BOTH, *(AT_BOOTH if place == "booth" else AT_CENTRAL)):
        visitor.open(f"/staff/{name}")
        if (reach := visitor.page.evaluate(REACH)) < LEAST_REACH:
            empty[name] = reach
    assert empty == {}


@languages
@pytest.mark.parametrize("place", ["booth", "central"])
def test_whole_menu_is_seen_on_a_laptop_and_opens_at_a_tap_on_a_phone(
    visit: Visit, places: dict[str, BoothProcess], place: str, language: Language
) -> None:
    visitor = sign_in(visit(LAPTOP, language, at=places[place]), language)
    assert not visitor.page.evaluate(SCROLLS)
    here = visitor.find(".side nav [aria-current=page]")
    assert here.count() == 1
    visitor.page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    assert not here.is_visible()
    visitor.tap(".menu summary")
    visitor.sees(here)
    assert violations(visitor) == []


@languages
def test_day_is_chosen_by_keyboard_from_a_calendar_in_the_language_of_the_page(
    visit: Visit, places: dict[str, BoothProcess], language: Language
) -> None:
    visitor = sign_in(visit(LAPTOP, language, at=places["booth"]), language)
    visitor.open("/staff/?since=2026-12-01&until=2026-12-20")
    visitor.find("[data-calendar=since]").focus()
    keyboard = visitor.page.keyboard
    keyboard.press("Enter")
    visitor.sees(".calendar h2", visitor.t("2026年12月", "December 2026"))
    assert violations(visitor) == []
    keyboard.press("ArrowLeft")
    visitor.sees(".calendar h2", visitor.t("2026年11月", "November 2026"))
    keyboard.press("Enter")
    assert visitor.find("#since").input_value() == "2026-11-30"
    assert visitor.page.evaluate("document.activeElement.id") == "since"
    keyboard.press("Enter")
    visitor.is_at("/staff/")
    assert visitor.find("#since").input_value() == "2026-11-30"


def test_day_is_typed_where_no_script_runs(visit: Visit, places: dict[str, BoothProcess]) -> None:
    visitor = sign_in(visit(LAPTOP, "zh", has_script=False, at=places["booth"]), "zh")
    visitor.open("/staff/")
    assert not visitor.find("[data-calendar]").first.is_visible()
    visitor.find("#since").fill("2026年12月1日")
    visitor.find("#until").fill("20261220")
    visitor.tap(".filters .go")
    visitor.is_at("/staff/")
    assert visitor.find("#since").input_value() == "2026-12-01"
    assert visitor.find("#until").input_value() == "2026-12-20"
