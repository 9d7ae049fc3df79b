"""Work the reception desk by touch, on tall and wide screens, in both languages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kiosk.shell.templates import Language
from tests.browser.conftest import KEYED, Kind, Visit
from tests.browser.test_access import hindrances, languages
from tests.browser.visitor import LANDSCAPE, LAPTOP, Visitor
from tests.conftest import PASSPHRASE
from tests.process import BoothProcess
from tests.reception.door import Door, at_hour
from tests.staff.test_pages import PASSWORD

LEADER, SCHOOL = "堃老师", "䶮山小学"
CLASS = {
    "people-pupil": "40",
    "people-teacher": "2",
    "under_14": "40",
    "name": LEADER,
    "organisation": SCHOOL,
}
LEAST_STAFF_TEXT = 16


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set a station up once, with a desk key and an administrator; tests work on copies."""
    data = tmp_path_factory.mktemp("set-up") / "data"
    with BoothProcess(data, **KEYED | {"KIOSK_UNIT": "danghu"}) as process:
        Door(process).set_up()
        process.terminate()
    return data


@pytest.fixture
def station(set_up: Path, tmp_path: Path) -> Iterator[BoothProcess]:
    """Run a station of this test's own, at eight in the morning."""
    with BoothProcess(shutil.copytree(set_up, tmp_path / "data"), **at_hour(8)) as process:
        yield process


def sign_in(visitor: Visitor) -> Visitor:
    """Sign in, and go to the reception."""
    if visitor.language == "en":
        visitor.begin()
    visitor.open("/staff/sign-in")
    visitor.find("[name=name]").fill("admin")
    visitor.find("[name=password]").fill(PASSWORD)
    visitor.tap_to("main .go", "/staff/.*")
    visitor.open("/staff/reception")
    return visitor


@pytest.fixture
def desk(who: Kind, station: BoothProcess, visit: Visit) -> Visitor:
    """Be each kind of member of staff in turn."""
    screen, language, has_script = who
    return sign_in(visit(screen, language, has_script=has_script, at=station))


def check_in(desk: Visitor, slot: str = "", **given: str) -> None:
    """Check a party in at the desk."""
    desk.tap_to(desk.find(".ways a").nth(1), "/staff/reception/new")
    for name, value in given.items():
        desk.find(f"[name={name}]").fill(value)
    if slot:
        desk.find("#slot").select_option(slot)
    desk.tap(".check")
    desk.tap("main form .go")
    desk.sees(".done")


def unlock(desk: Visitor) -> None:
    """Open the desk key, and come back."""
    desk.open("/staff/unlock?next=/staff/reception")
    desk.find("main [name=passphrase]").fill(PASSPHRASE)
    desk.tap(desk.find("main form:has([name=passphrase]) .go"))
    desk.is_at("/staff/reception")


def test_a_class_comes_in_is_mustered_and_goes_out_by_one_tap_each(desk: Visitor) -> None:
    check_in(desk, **CLASS)
    desk.sees(".done", desk.t("已签到 42 人", "Checked in 42 people"))
    expect(desk.find(".code span").first).to_have_text(re.compile(r"^\w{5}-$"))
    desk.tap_to(desk.find(".ways .alarm"), "/staff/reception/muster")
    expect(desk.find(".alarm-card b")).to_have_text("42")
    desk.sees(".muster", desk.t("姓名已密封", "Name sealed"))
    unlock(desk)
    desk.tap_to(desk.find(".ways .alarm"), "/staff/reception/muster")
    desk.sees(".muster", f"{LEADER} · {SCHOOL}")
    if desk.has_script:
        desk.tap(".muster .box")
        expect(desk.find("[data-sum]")).to_have_text("42")
    desk.tap_to(desk.find(".ways a").first, "/staff/reception")
    desk.tap(".parties .go")
    desk.sees(".done", desk.t("已签退 42 人", "Checked out 42 people"))
    expect(desk.find(".now b").first).to_have_text("0")


def test_one_tap_undoes_what_one_tap_did(desk: Visitor) -> None:
    for people in ("2", "3"):
        check_in(desk, "slot-4", **{"people-citizen": people})
    desk.open("/staff/reception")
    desk.tap(".slots form button")
    desk.sees(".done", desk.t("已放行 5 人", "Let in 5 people"))
    expect(desk.find(".now b").first).to_have_text("5")
    desk.tap(".done form button")
    desk.sees(".done", desk.t("已撤销 5 人", "Undone 5 people"))
    expect(desk.find(".now b").first).to_have_text("0")


def test_a_scanner_that_types_a_badge_leads_to_its_party(desk: Visitor) -> None:
    check_in(desk, **{"people-citizen": "3"})
    href = desk.find(".done a").get_attribute("href") or ""
    desk.open("/staff/reception")
    expect(desk.find("#code")).to_be_focused()
    desk.page.keyboard.type(f"OD-V-{href.rsplit('/', 1)[1]}\n")
    desk.is_at("/staff/reception/party/.*")
    desk.find("[name=people]").fill("1")
    desk.tap(".some button")
    desk.sees(".done", desk.t("已签退 1 人", "Checked out 1 person"))


def test_a_scanner_that_types_garbage_ends_on_the_desk_with_the_field_ready(desk: Visitor) -> None:
    desk.recorder.expected.add(409)
    for line in ("BEGIN:VCARD", "FN:治安管理", "END:VCARD"):
        desk.find("#code").fill(line)
        desk.page.keyboard.press("Enter")
        desk.sees(".problem", desk.t("这不是邀请码", "neither an invitation"))
        expect(desk.find("#code")).to_be_focused()
        expect(desk.find("#code")).to_have_value("")


def test_the_day_ends_by_one_tap(desk: Visitor) -> None:
    check_in(desk, **{"people-citizen": "3"})
    check_in(desk, "slot-4", **{"people-citizen": "2"})
    desk.tap_to(desk.find(".ways a").nth(4), "/staff/reception/end")
    desk.tap("main section form .go")
    desk.sees("h2", desk.t("里面没有客人了", "No guest is inside"))
    desk.sees(".done form button")


def test_the_desk_shows_by_itself_who_came_at_another(station: BoothProcess, visit: Visit) -> None:
    desk = visit(LAPTOP, at=station)
    desk.page.clock.install()
    sign_in(desk)
    other = desk.context.new_page()
    other.goto(f"{station.address}/staff/reception/new")
    other.locator("[name=people-citizen]").fill("7")
    other.locator("main form .go").tap()
    other.wait_for_selector(".done")
    desk.page.clock.run_for(21_000)
    expect(desk.find(".now b").first).to_have_text("7")
    expect(desk.find("#code")).to_be_focused()


def reception_pages(desk: Visitor) -> Iterator[str]:
    """Go through the reception's pages; yield the name of each while it is on screen."""
    yield "empty"
    check_in(desk, **CLASS)
    yield "handed"
    check_in(desk, "slot-4", **{"people-citizen": "3"})
    yield "done"
    desk.recorder.expected.add(409)
    desk.find("#code").fill("x")
    desk.tap(".scan .go")
    desk.sees(".problem")
    yield "problem"
    desk.recorder.expected.discard(409)
    unlock(desk)
    yield "desk"
    for name in ("new", "invited", "muster", "occupancy", "end"):
        desk.open(f"/staff/reception/{name}")
        yield name
    for place in (0, 1):
        desk.open("/staff/reception")
        desk.tap(desk.find(".parties .acts a").nth(place))
        desk.is_at("/staff/reception/party/.*")
        yield f"party-{place}"
    desk.tap(desk.find(".card .row a").first)
    desk.is_at("/staff/reception/badge/.*")
    yield "badge"


@languages
def test_everyone_can_read_and_touch_the_reception(
    station: BoothProcess, visit: Visit, language: Language
) -> None:
    desk = sign_in(visit(LANDSCAPE, language, at=station))
    assert hindrances(desk, reception_pages(desk), least_text=LEAST_STAFF_TEXT) == {}
