"""Codes are read by the laptop's camera, beside scanner and typing, and never without need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kiosk.booth.stamps import code, passports
from kiosk.shell.templates import Language
from tests.browser import fake_camera
from tests.browser.chromium import FLAGS, STILL, chromium_path, launch
from tests.browser.conftest import Visit
from tests.browser.fake_camera import ALLOWED, CAMERA
from tests.browser.pages import STAFF_PASSWORD
from tests.browser.stations import station
from tests.browser.test_access import languages, violations
from tests.browser.test_checkin import invite, visits
from tests.browser.visitor import LANDSCAPE, LAPTOP, PORTRAIT, Visitor
from tests.process import BoothProcess

Film = Callable[..., Browser]
STREAM = "document.querySelector('.camera video').srcObject"
SEEN = ".camera-seen:visible"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth at a station's door."""
    with station(tmp_path_factory.mktemp("gate") / "data") as booth:
        yield booth


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Film]:
    """Start browsers whose camera shows a film."""
    held: list[Browser] = []

    def open_browser(*flags: str) -> Browser:
        held.append(launch(chromium.browser_type, STILL, *flags))
        return held[-1]

    yield open_browser
    for browser in held:
        with closing(browser):
            pass


def at_scan(visitor: Visitor) -> Visitor:
    """Go to the page with the field for codes."""
    visitor.begin()
    visitor.open("/checkin/scan")
    return visitor


def says(visitor: Visitor, when: str) -> None:
    """Wait for the words of one case, and for no others."""
    visitor.sees(f".camera [data-when={when}]:visible")
    expect(visitor.find(".camera [data-when]:visible")).to_have_count(1)


def refuse(visitor: Visitor) -> None:
    """Do not let the page use the camera, as a click on the browser's question would."""
    told = visitor.context.new_cdp_session(visitor.page)
    whose = told.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    no = {"permission": {"name": "camera"}, "setting": "denied", "browserContextId": whose}
    told.send("Browser.setPermission", no)


def test_a_moving_and_tilted_invitation_checks_its_party_in_and_its_badge_out(
    visit: Visit, gate: BoothProcess, opened: Film, tmp_path: Path
) -> None:
    film = fake_camera.film_of(tmp_path / "invitation.y4m", invite(gate))
    visitor = at_scan(visit(LANDSCAPE, "zh", at=gate, browser=opened(CAMERA, ALLOWED, film)))
    before = len(visits(gate))
    visitor.tap("[data-open]")
    visitor.is_at("/checkin/scanned")
    visitor.tap(".accept")
    visitor.tap_to("main .send", "/checkin/receipt")
    assert len(visits(gate)) == before + 1
    badge = visitor.find(".leaving-code .code").inner_text()
    film = fake_camera.film_of(tmp_path / "badge.y4m", badge)
    visitor = at_scan(visit(PORTRAIT, "en", at=gate, browser=opened(CAMERA, ALLOWED, film)))
    visitor.tap("[data-open]")
    visitor.is_at("/checkin/scanned")
    visitor.tap_to("main .go", "/checkin/left")


@languages
def test_the_picture_is_for_everybody_and_ends_with_the_page(
    visit: Visit, gate: BoothProcess, opened: Film, tmp_path: Path, language: Language
) -> None:
    film = fake_camera.film_of(tmp_path / "table.y4m")
    browser = opened(CAMERA, ALLOWED, film)
    for screen in (LANDSCAPE, LAPTOP, PORTRAIT):
        visitor = at_scan(visit(screen, language, at=gate, browser=browser))
        visitor.tap("[data-open]")
        visitor.sees(SEEN)
        says(visitor, "aim")
        assert violations(visitor) == []
        track = visitor.page.evaluate_handle(f"{STREAM}.getTracks()[0]")
        visitor.tap("[data-close]")
        expect(visitor.find(SEEN)).to_have_count(0)
        assert track.evaluate("each => each.readyState") == "ended"
        visitor.tap("[data-open]")
        visitor.sees(SEEN)
        track = visitor.page.evaluate_handle(f"{STREAM}.getTracks()[0]")
        visitor.page.evaluate(
            "Object.defineProperty(document, 'hidden', { value: true });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
        assert track.evaluate("each => each.readyState") == "ended"


def test_a_passport_is_read_at_the_gift_desk(
    visit: Visit, desk: BoothProcess, opened: Film, tmp_path: Path
) -> None:
    film = fake_camera.film_of(tmp_path / "passport.y4m", code.bare(passports.new()))
    visitor = visit(LAPTOP, "zh", at=desk, browser=opened(CAMERA, ALLOWED, film))
    visitor.give_password("boss", STAFF_PASSWORD, "zh")
    visitor.sees(".who")
    visitor.open("/staff/gifts")
    assert violations(visitor) == []
    visitor.tap("[data-open]")
    visitor.sees(".verdict", "还差")


def test_two_codes_in_the_frame_are_not_chosen_between(
    visit: Visit, gate: BoothProcess, opened: Film, tmp_path: Path
) -> None:
    film = fake_camera.film_of(tmp_path / "two.y4m", "OD-V-ABCDEFGHJKLM", "OD-I-222222222222")
    visitor = at_scan(visit(LAPTOP, "zh", at=gate, browser=opened(CAMERA, ALLOWED, film)))
    visitor.tap("[data-open]")
    says(visitor, "many")
    expect(visitor.find("#code")).to_have_value("")


@pytest.mark.parametrize("text", ["BEGIN:VCARD\nN:王\nEND:VCARD", "https://example.org/x", "乱码"])
def test_a_code_of_another_kind_is_named_and_the_next_can_follow(
    visit: Visit, gate: BoothProcess, opened: Film, tmp_path: Path, text: str
) -> None:
    film = fake_camera.film_of(tmp_path / "other.y4m", text)
    visitor = at_scan(visit(LAPTOP, "zh", at=gate, browser=opened(CAMERA, ALLOWED, film)))
    visitor.tap("[data-open]")
    visitor.sees("[role=alert]", "这不是邀请函或胸贴上的码")
    visitor.scan(invite(gate))
    visitor.is_at("/checkin/scanned")


@languages
def test_a_covered_camera_is_said_and_typing_still_works(
    visit: Visit, gate: BoothProcess, opened: Film, tmp_path: Path, language: Language
) -> None:
    browser = opened(CAMERA, ALLOWED, fake_camera.dark(tmp_path / "dark.y4m"))
    visitor = at_scan(visit(LAPTOP, language, at=gate, browser=browser))
    visitor.tap("[data-open]")
    says(visitor, "dark")
    visitor.scan(invite(gate))
    visitor.is_at("/checkin/scanned")


@languages
def test_a_refused_camera_is_said_and_the_scanner_still_works(
    visit: Visit, gate: BoothProcess, chromium: Browser, language: Language
) -> None:
    # The engine alone asks nobody, and so cannot be refused.
    whole = chromium.browser_type.launch(
        executable_path=chromium_path(), args=[*FLAGS, STILL, CAMERA]
    )
    with closing(whole) as browser:
        visitor = at_scan(visit(LAPTOP, language, at=gate, browser=browser))
        refuse(visitor)
        visitor.tap("[data-open]")
        says(visitor, "refused")
        assert violations(visitor) == []
        visitor.scan(invite(gate))
        visitor.is_at("/checkin/scanned")


def test_a_camera_unplugged_or_taken_is_said(
    visit: Visit, gate: BoothProcess, opened: Film, tmp_path: Path
) -> None:
    film = fake_camera.film_of(tmp_path / "table.y4m")
    visitor = at_scan(visit(LAPTOP, "zh", at=gate, browser=opened(CAMERA, ALLOWED, film)))
    visitor.tap("[data-open]")
    visitor.sees(SEEN)
    visitor.page.evaluate(f"{STREAM}.getTracks()[0].dispatchEvent(new Event('ended'))")
    says(visitor, "gone")
    visitor.page.evaluate(
        "void (navigator.mediaDevices.getUserMedia = async () => {"
        " throw new DOMException('busy', 'NotReadableError') })"
    )
    visitor.tap("[data-open]")
    says(visitor, "taken")
    visitor.page.evaluate(
        "void (navigator.mediaDevices.getUserMedia = () => new Promise(() => {}))"
    )
    visitor.tap("[data-open]")
    says(visitor, "asked")
    visitor.tap("[data-close]")
    visitor.sees("[data-open]:visible")
    visitor.scan(invite(gate))
    visitor.is_at("/checkin/scanned")


def test_several_cameras_are_chosen_between(visit: Visit, gate: BoothProcess, opened: Film) -> None:
    two = "--use-fake-device-for-media-stream=device-count=2"
    visitor = at_scan(visit(LAPTOP, "zh", at=gate, browser=opened(two, ALLOWED)))
    which = f"{STREAM}?.getVideoTracks()[0].getSettings().deviceId"
    visitor.tap("[data-open]")
    visitor.sees("[data-switch]:visible")
    first = visitor.page.evaluate(which)
    visitor.tap("[data-switch]")
    visitor.page.wait_for_function(f"() => {which} && {which} !== '{first}'")


def test_without_a_camera_or_a_script_there_is_no_button(visit: Visit, gate: BoothProcess) -> None:
    visitor = at_scan(visit(LAPTOP, "zh", at=gate))
    visitor.page.wait_for_load_state("networkidle")
    expect(visitor.find(".camera")).to_be_hidden()
    plain = at_scan(visit(LAPTOP, "zh", has_script=False, at=gate))
    expect(plain.find(".camera")).to_be_hidden()


def test_no_other_page_can_open_the_camera(visit: Visit, gate: BoothProcess, opened: Film) -> None:
    visitor = visit(LAPTOP, "zh", at=gate, browser=opened(CAMERA, ALLOWED))
    visitor.begin()
    ask = "navigator.mediaDevices.getUserMedia({ video: true }).catch((no) => no.name)"
    for path in ("/home", "/checkin/", "/quiz/"):
        visitor.open(path)
        assert visitor.page.evaluate(ask) == "NotAllowedError"
    problems = visitor.recorder.problems
    assert len(problems) == 3
    assert all("camera is not allowed in this document" in each for each in problems)
    problems.clear()
