"""A card is taken along with whichever app one has, and tapped on one's own phone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from kiosk.booth.cards.codes import call, contact, short
from kiosk.shell.templates import Language
from tests.browser.conftest import Visit
from tests.browser.test_access import LEAST_TARGET, LEAST_TEXT, MEASURE, violations
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE, PORTRAIT, Screen, Visitor, pack
from tests.factories import pack_folder, replace_once
from tests.process import BoothProcess, run

SMALL = Screen("small phone", 320, 568)
CARD = "traffic-desk"
REAL = "0573-8512 3456"
PAGES = (f"/cards/{CARD}", f"/cards/{CARD}/by/wechat", f"/cards/{CARD}/kept")


@pytest.fixture(scope="module")
def filled_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth whose pack has a real number on one card."""
    folder = tmp_path_factory.mktemp("cards")
    own = pack_folder(folder)
    former = next(each for each in pack().cards if each.id == CARD).phone
    replace_once(
        own / "cards.yaml",
        f"{former}\n    is_placeholder: true",
        f"{REAL}\n    is_placeholder: false",
    )
    loaded = run("content", "load", str(own), data=folder / "data")
    assert loaded.returncode == 0, loaded.stderr
    with BoothProcess(folder / "data") as booth:
        yield booth


def test_each_choice_shows_its_code_and_one_tap_says_that_one_has_it(visitor: Visitor) -> None:
    visitor.begin()
    own = next(each for each in pack().cards if each.id == CARD)
    unit = next(each for each in pack().units if each.id == own.unit)
    held = {
        "wechat": short(own, unit, visitor.language),
        "camera": contact(own, unit, visitor.language),
        "scanner": short(own, unit, visitor.language),
        "call": call(own),
    }
    visitor.open(f"/cards/{CARD}")
    for app, expected in held.items():
        visitor.tap_to(f".ways [value={app}]", f"/cards/{CARD}/by/{app}")
        expect(visitor.find(".ways [aria-pressed=true]")).to_have_attribute("value", app)
        expect(visitor.find(".number")).to_have_text(own.phone)
        picture = Image.open(io.BytesIO(visitor.page.screenshot()))
        assert [each.bytes for each in zxingcpp.read_barcodes(picture)] == [expected], app
    visitor.tap_to(".have-it button", f"/cards/{CARD}/kept")
    expect(visitor.find(".number")).to_have_text(own.phone)


@pytest.mark.parametrize("screen", [PHONE, SMALL], ids=lambda each: each.name)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_ones_own_phone_a_card_is_a_page_to_tap(
    visit: Visit, filled_in: BoothProcess, screen: Screen, language: Language
) -> None:
    visitor = visit(screen, language, at=filled_in)
    visitor.begin()
    visitor.open(f"/cards/{CARD}")
    expect(visitor.find(".number")).to_have_text(REAL)
    expect(visitor.find(".own-phone .go")).to_have_attribute("href", "tel:+8657385123456")
    for hidden in (".qr", ".ways"):
        expect(visitor.find(hidden)).to_be_hidden()
    with visitor.page.expect_download() as saving:
        visitor.find(".own-phone a[download]").click()
    saved = Path(saving.value.path()).read_text(encoding="utf-8")
    assert saving.value.suggested_filename == f"{CARD}.vcf"
    assert "TEL:+8657385123456" in saved
    copying = visitor.find("[data-copy]")
    copying.click()
    expect(copying).to_have_text(visitor.t("号码已复制", "Number copied"))
    visitor.tap_to(".have-it button", f"/cards/{CARD}/kept")


def test_a_phone_without_script_can_call_and_save(visit: Visit, filled_in: BoothProcess) -> None:
    visitor = visit(PHONE, "zh", at=filled_in, has_script=False)
    visitor.open(f"/cards/{CARD}")
    expect(visitor.find(".own-phone .go")).to_be_visible()
    expect(visitor.find(".own-phone a[download]")).to_be_visible()
    expect(visitor.find("[data-copy]")).to_be_hidden()


def test_a_booths_screen_offers_nothing_that_only_a_phone_can_do(
    visit: Visit, filled_in: BoothProcess
) -> None:
    visitor = visit(LAPTOP, "zh", at=filled_in)
    visitor.begin()
    visitor.open(f"/cards/{CARD}")
    expect(visitor.find(".own-phone")).to_be_hidden()
    expect(visitor.find(".qr img")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "is_elder"), [("zh", False), ("en", False), ("zh", True), ("en", True)]
)
def test_everyone_can_read_and_touch_a_card_on_every_screen(
    visit: Visit, filled_in: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=filled_in)
    visitor.begin(is_elder=is_elder)
    wrong = {}
    for path in PAGES:
        for screen in (LANDSCAPE, LAPTOP, PORTRAIT, PHONE, SMALL):
            visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
            visitor.open(path)
            found = visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT])
            if screen in (LAPTOP, SMALL):
                found += violations(visitor)
            wrong[f"{path} {screen.name}"] = found
    assert {where: found for where, found in wrong.items() if found} == {}
