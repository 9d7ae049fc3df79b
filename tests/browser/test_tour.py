"""Guests find their way through the station by touch: stops, times, rules, drill, survey."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from kiosk.shell.templates import Language
from tests.browser.conftest import Kind, Visit
from tests.browser.test_access import SCREENS, hindrances, readers
from tests.browser.visitor import LANDSCAPE, LAPTOP, PORTRAIT, Screen, Visitor, pack
from tests.conftest import PASSPHRASE
from tests.process import BoothProcess

STATION = {"KIOSK_DESK_PASSPHRASE": PASSPHRASE, "KIOSK_UNIT": "zhongdai"}
TABLET = Screen("tablet", 1280, 800)
PAGES = ("/tour/", "/tour/times", "/tour/rules", "/tour/drill", "/tour/stops/equipment")


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run one laptop at a station for all tests of this file."""
    with BoothProcess(tmp_path_factory.mktemp("station") / "data", **STATION) as process:
        yield process


@pytest.fixture
def guest(who: Kind, visit: Visit, station: BoothProcess) -> Visitor:
    """Be each kind of visitor in turn, at the station."""
    screen, language, has_script = who
    return visit(screen, language, has_script=has_script, at=station)


def begin(guest: Visitor) -> None:
    """Touch the idle screen's door and go to the tour."""
    guest.begin()
    guest.open("/tour/")


def test_the_tour_is_two_taps_from_the_idle_screen(guest: Visitor) -> None:
    guest.begin()
    guest.tap_to(guest.tile("/tour/"), "/tour/")
    assert guest.taps == 2
    guest.sees(".stop", pack().tour.stops[0].name[guest.language])


def test_each_stop_is_one_tap_away_and_leads_to_the_next(guest: Visitor) -> None:
    begin(guest)
    stops = pack().tour.stops
    expect(guest.find(".stop")).to_have_count(len(stops))
    guest.taps = 0
    guest.tap_to(guest.tile(f"/tour/stops/{stops[0].id}"), f"/tour/stops/{stops[0].id}")
    assert guest.taps == 1
    for stop in stops:
        guest.is_at(f"/tour/stops/{stop.id}")
        guest.sees("h1", stop.name[guest.language])
        guest.sees("main .message", stop.shows[guest.language])
        icon = ".icon-camera" if stop.may_photograph else ".icon-no-camera"
        guest.sees(f".asked {icon}")
        if stop is not stops[-1]:
            guest.tap("main .go")
    guest.tap_to(".dock a:has(.icon-back)", "/tour/")


def test_every_stop_says_by_icon_and_words_whether_photos_are_allowed(guest: Visitor) -> None:
    begin(guest)
    for place, stop in enumerate(pack().tour.stops):
        tile = guest.find(".stop").nth(place)
        expect(tile.locator(".badge")).to_have_text(str(place + 1))
        kind, words = (
            ("yes", guest.t("可以拍照", "Photos OK"))
            if stop.may_photograph
            else ("no", guest.t("请勿拍照", "No photos"))
        )
        expect(tile.locator(f".photo-{kind} .icon")).to_be_visible()
        expect(tile.locator(f".photo-{kind}")).to_contain_text(words)


def test_times_rules_and_drill_are_one_tap_away_and_lead_back(guest: Visitor) -> None:
    begin(guest)
    for path, words in (
        ("/tour/times", pack().tour.demonstrations[0].name),
        ("/tour/rules", pack().tour.rules[0]),
        ("/tour/drill", pack().tour.demonstrations[-1].name),
    ):
        guest.tap_to(guest.find(f'.ways a[href="{path}"]'), path)
        guest.sees("main", words[guest.language])
        guest.tap_to(".dock a:has(.icon-back)", "/tour/")


def test_the_tour_ends_with_a_survey_that_is_finished_by_taps(guest: Visitor) -> None:
    begin(guest)
    guest.tap_to(".ways .go", "/survey/tour/overall")
    for value, following in (("5", "explaining"), ("5", "best"), ("drill", "learned")):
        guest.tap(f'main [name=answer][value="{value}"]')
        guest.is_asked(following, "tour")
    guest.tap("label:has([value=fire])")
    guest.tap("main .go")
    for value, following in (("4", "safer"), ("5", "again"), ("yes", "words")):
        guest.tap(f'main [name=answer][value="{value}"]')
        guest.is_asked(following, "tour")
    guest.tap_to("[name=skip]", "/survey/tour/thanks")
    thanks = next(each for each in pack().surveys if each.id == "tour").thanks
    guest.sees(".message", thanks[guest.language])


def test_a_station_offers_the_survey_about_the_visit_first(guest: Visitor) -> None:
    guest.begin()
    guest.open("/survey/")
    expect(guest.find(".survey")).to_have_count(2)
    expect(guest.find(".survey").first).to_have_attribute("href", "/survey/tour/overall")


@pytest.mark.parametrize("screen", [LANDSCAPE, LAPTOP, PORTRAIT], ids=lambda each: each.name)
def test_the_six_stops_are_seen_at_once(
    visit: Visit, station: BoothProcess, screen: Screen
) -> None:
    guest = visit(screen, at=station)
    begin(guest)
    expect(guest.find(".stop")).to_have_count(6)
    for what in [*guest.find(".stop").all(), guest.find(".ways .go")]:
        expect(what).to_be_in_viewport(ratio=0.98)


def test_what_is_touched_stands_in_the_lower_two_thirds_of_a_tall_screen(
    visit: Visit, station: BoothProcess
) -> None:
    guest = visit(PORTRAIT, at=station)
    begin(guest)
    for path in PAGES:
        guest.open(path)
        for link in guest.find("main a").all():
            box = link.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] / 2 >= PORTRAIT.height / 3, path


def tour_pages(guest: Visitor) -> Iterator[str]:
    """Go through the pages of the tour; yield the path of each while it is on screen."""
    for path in PAGES:
        guest.open(path)
        yield path


@readers
def test_everyone_can_read_and_touch_the_tour(
    visit: Visit, station: BoothProcess, language: Language, is_elder: bool
) -> None:
    guest = visit(LANDSCAPE, language, at=station)
    guest.begin(is_elder=is_elder)
    assert hindrances(guest, tour_pages(guest), screens=(TABLET, *SCREENS)) == {}
