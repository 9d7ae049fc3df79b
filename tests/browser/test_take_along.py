"""What people take along can be read and touched: the code, the answer, the slip, the picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from kiosk.shell.templates import Language
from tests.browser.conftest import KEYED, Visit
from tests.browser.pages import add_staff
from tests.browser.test_access import SCREENS, hindrances, languages, readers
from tests.browser.visitor import LANDSCAPE, PHONE, Screen, Visitor
from tests.conftest import PASSPHRASE
from tests.door.doors import DoorProcess
from tests.feedback.test_processes import REPLY, answer_and_release
from tests.process import BoothProcess

SMALL = Screen("small phone", 320, 568)
ALL_SCREENS = (SMALL, *SCREENS)
MILLIMETRE = 72 / 25.4
COUNT_RINGS = """() => {
  window.rung = 0;
  window.AudioContext = class extends AudioContext {
    constructor() {
      super();
      window.rung += 1;
    }
  };
}"""


@pytest.fixture(scope="module")
def equipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoorProcess]:
    """Run a booth with a printer for rolls, and a door for phones."""
    data = tmp_path_factory.mktemp("equipped") / "data"
    add_staff(data, "boss")
    with DoorProcess(data, **KEYED, KIOSK_PRINTER="80") as booth:
        yield booth


def leave(visitor: Visitor) -> str:
    """Leave feedback by touch; return the code on the slip."""
    visitor.open("/feedback/clue")
    visitor.tap(".chip:has([value=fraud])")
    visitor.tap_to("main .send", "/feedback/thanks")
    return visitor.find(".slip .code").get_attribute("aria-label") or ""


def open_answer(visitor: Visitor, code: str) -> None:
    """Open an answer by the link that a phone reads from the slip."""
    visitor.open("/home")
    visitor.open(f"/feedback/answer#{code}")
    visitor.tap_to("main .go", "/feedback/answer/held")


def by_code(visitor: Visitor, booth: BoothProcess, *, is_elder: bool) -> Iterator[str]:
    """Go through the pages of a code; yield the name of each."""
    visitor.begin(is_elder=is_elder)
    code = leave(visitor)
    yield "feedback-slip"
    visitor.open("/feedback/answer")
    yield "answer-form"
    visitor.find("#code").fill("AAAAA-AAAAA")
    visitor.tap("main .go")
    visitor.sees("[role=alert]")
    yield "answer-wrong"
    open_answer(visitor, code)
    yield "answer-received"
    answer_and_release(booth, "boss", PASSPHRASE)
    open_answer(visitor, code)
    visitor.sees(".reply", REPLY)
    yield "answer-held"
    visitor.tap_to("main button.plain", "/feedback/answer/erased")
    yield "answer-erased"


def play(visitor: Visitor) -> None:
    """Play a round of statements, which asks for nothing but taps."""
    visitor.open("/home")
    visitor.tap_to(".play button", "/quiz/1")
    visitor.play()


@readers
def test_everyone_can_read_and_touch_what_a_code_opens(
    visit: Visit, equipped: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=equipped)
    pages = by_code(visitor, equipped, is_elder=is_elder)
    assert hindrances(visitor, pages, screens=ALL_SCREENS) == {}


@readers
def test_everyone_can_read_and_touch_what_is_taken_along_of_a_round(
    visit: Visit, equipped: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=equipped)

    def pages() -> Iterator[str]:
        visitor.begin(is_elder=is_elder)
        play(visitor)
        visitor.tap_to("main a[href='/quiz/slip']", "/quiz/slip")
        yield "slip"
        visitor.open(visitor.find(".on-phone").get_attribute("href") or "")
        visitor.sees("canvas")
        yield "certificate"

    assert hindrances(visitor, pages(), screens=ALL_SCREENS) == {}


@languages
def test_the_name_is_in_the_picture_and_goes_nowhere_else(
    visit: Visit, equipped: BoothProcess, language: Language
) -> None:
    visitor = visit(PHONE, language, at=equipped)
    visitor.begin()
    play(visitor)
    visitor.open("/quiz/slip")
    visitor.tap_to(".on-phone", "/quiz/certificate")
    pictures = []
    asked = len(visitor.recorder.asked)
    for name in ("", "䶮先生"):
        visitor.find("[data-who]").fill(name)
        with visitor.page.expect_download() as download:
            visitor.tap("[data-keep]")
        pictures.append(Image.open(Path(download.value.path())).convert("RGB"))
    without, with_name = pictures
    assert without.size == with_name.size == (1080, 1440)
    assert len(without.resize((90, 120)).getcolors(90 * 120) or []) > 100
    assert without.tobytes() != with_name.tobytes()
    assert all(each.startswith("blob:") for each in visitor.recorder.asked[asked:])
    assert visitor.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


@languages
def test_the_printed_slip_fits_its_roll_and_holds_the_score_alone(
    visit: Visit, equipped: BoothProcess, language: Language
) -> None:
    visitor = visit(LANDSCAPE, language, at=equipped)
    visitor.begin()
    play(visitor)
    visitor.open("/quiz/slip")
    printed = pypdfium2.PdfDocument(visitor.page.pdf(prefer_css_page_size=True))
    assert len(printed) == 1
    assert printed[0].get_width() == pytest.approx(80 * MILLIMETRE, abs=1)
    words = printed[0].get_textpage().get_text_bounded().replace("\r\n", "")
    assert visitor.t("今晚做一件事", "One thing to do tonight") in words
    assert visitor.t("首页", "Home") not in words
    assert visitor.t("没打出来", "Nothing came out") not in words


def test_the_code_on_the_slip_reads_as_the_page_on_the_phone(
    visit: Visit, equipped: DoorProcess
) -> None:
    visitor = visit(LANDSCAPE, at=equipped)
    visitor.begin()
    code = leave(visitor)
    drawn = Image.open(io.BytesIO(visitor.find(".slip img").screenshot()))
    [read] = zxingcpp.read_barcodes(drawn)
    assert read.text == f"{equipped.door_address}/feedback/answer#{code}"
    play(visitor)
    visitor.open("/quiz/slip")
    drawn = Image.open(io.BytesIO(visitor.find(".take-code img").screenshot()))
    [read] = zxingcpp.read_barcodes(drawn)
    assert read.text.startswith(f"{equipped.door_address}/quiz/certificate?right=")


def test_staff_pages_that_stand_open_show_urgent_feedback_and_ring_if_they_shall(
    visit: Visit, equipped: BoothProcess
) -> None:
    desk = visit(LANDSCAPE, at=equipped)
    desk.open("/staff/sign-in")
    desk.find("[name=name]").fill("boss")
    desk.find("[name=password]").fill("a staff password")
    desk.tap("main .go")
    desk.sees("nav")
    desk.open("/staff/feedback")
    held = int(desk.find("[data-urgent-count]").inner_text() or 0)
    bell = desk.find(".bell button")
    assert bell.get_attribute("aria-pressed") == "false"
    desk.page.evaluate(COUNT_RINGS)
    leave(visit(LANDSCAPE, at=equipped))
    desk.find("[data-urgent-count]", str(held + 1)).wait_for()
    assert desk.find("[data-urgent]").is_visible()
    assert desk.page.evaluate("window.rung") == 0
    desk.tap(bell)
    desk.sees(".bell [aria-pressed=true]")
    desk.page.evaluate(COUNT_RINGS)
    leave(visit(LANDSCAPE, at=equipped))
    desk.find("[data-urgent-count]", str(held + 2)).wait_for()
    desk.page.wait_for_function("window.rung === 1")
