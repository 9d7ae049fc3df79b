"""The editor in a real browser: seen by everybody, by keyboard alone, with a microphone."""

from __future__ import annotations

from contextlib import closing

from playwright.sync_api import Browser, expect

from kiosk.shell.templates import Language
from tests.browser.chromium import STILL, launch
from tests.browser.conftest import Visit
from tests.browser.keys_alone import Keys
from tests.browser.pages import STAFF_PASSWORD
from tests.browser.test_access import SIDEWAYS, audit, languages
from tests.browser.visitor import LANDSCAPE, LAPTOP, Visitor
from tests.conftest import FULL
from tests.process import BoothProcess

PAGES = (
    *("", "/event", "/units", "/units/criminal", "/cards/danghu-desk", "/hotlines"),
    *("/topics/anti-fraud", "/questions/anti-fraud/anti-fraud-003", "/surveys/satisfaction"),
    *("/items/satisfaction/worries", "/rating", "/feedback/praise", "/panels/anti-fraud"),
    *("/rules", "/stops", "/slots", "/demonstrations", "/visitors", "/blocks/about-you"),
    *("/block-items/about-you/age-group", "-review", "-review?group=questions/anti-fraud"),
    *("-start", "/workbook", "/towns?done=remove", "/cards?q=zzz", "/topics?done=none"),
)
QUESTION = "/staff/content/questions/anti-fraud/anti-fraud-003"
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
LONGER = "document.scrollingElement.scrollHeight - document.scrollingElement.clientHeight"


def enter(visitor: Visitor, language: Language) -> Visitor:
    """Sign the editor in."""
    visitor.give_password("wen", STAFF_PASSWORD, language)
    visitor.sees(".who")
    return visitor


@languages
def test_every_page_of_the_editor_is_for_everybody(
    visit: Visit, desk: BoothProcess, language: Language
) -> None:
    visitor = enter(visit(LANDSCAPE, language, at=desk), language)
    wrong = {}
    for page in PAGES:
        visitor.open(f"/staff/content{page}")
        for size in (LAPTOP, LANDSCAPE):
            visitor.page.set_viewport_size({"width": size.width, "height": size.height})
            found = audit(visitor, page) if FULL or size is LANDSCAPE else []
            if visitor.page.evaluate(SIDEWAYS) > 0:
                found.append("wider than the screen")
            if visitor.page.evaluate(LONGER) > 0:
                found.append("scrolls beside its own scrolling part")
            if found:
                wrong[f"{page} {size.name}"] = found
    assert wrong == {}


def test_an_option_is_added_and_moved_by_keyboard_alone(visit: Visit, desk: BoothProcess) -> None:
    visitor = enter(visit(LAPTOP, "zh", at=desk), "zh")
    visitor.open(QUESTION)
    keyboard = visitor.page.keyboard
    visitor.find('[name="options.3.text.zh"]').focus()
    keyboard.type("先问问家人")
    row = visitor.find("[data-row]").filter(has=visitor.find('[name="options.3.text.zh"]'))
    row.locator("[data-up]").focus()
    keyboard.press("Enter")
    keyboard.press("Enter")
    expect(visitor.find('[name="options.3.order"]')).to_have_value("2")
    visitor.find("button[value=save]").focus()
    keyboard.press("Enter")
    visitor.sees("[role=status]")
    expect(visitor.find('[name="options.1.text.zh"]')).to_have_value("先问问家人")


def test_a_list_is_put_in_order_by_dragging_and_by_keys(visit: Visit, desk: BoothProcess) -> None:
    visitor = enter(visit(LAPTOP, "zh", at=desk), "zh")
    visitor.open("/staff/content/towns")
    first = visitor.find("[data-move]").nth(0).inner_text()
    visitor.find("[data-move] a").nth(0).focus()
    visitor.page.keyboard.press("Alt+ArrowDown")
    expect(visitor.find("[data-move]").nth(1)).to_have_text(first, use_inner_text=True)
    visitor.find("[data-move]").nth(1).drag_to(visitor.find("[data-move]").nth(3))
    expect(visitor.find("[data-move]").nth(3)).to_have_text(first, use_inner_text=True)


def test_what_an_officer_records_by_keys_alone_is_heard_at_the_booth(
    visit: Visit, desk: BoothProcess, chromium: Browser
) -> None:
    with closing(launch(chromium.browser_type, STILL, *MICROPHONE)) as browser:
        visitor = enter(visit(LAPTOP, "zh", at=desk, browser=browser), "zh")
        visitor.open(QUESTION)
        keys = Keys(visitor)
        keys.use("[data-begin]")
        keys.is_on("[data-end]")
        expect(visitor.find("[data-seconds]")).to_have_text("1 / 60")
        keys.press("Enter")
        keys.is_on("[data-heard]")
        expect(visitor.find("[data-size]")).to_contain_text("kB")
        keys.use("[data-record] [data-keep]")
        keys.is_on("[role=status][data-focus]")
        visitor.open("/staff/content")
        visitor.tap("[value=publish]")
        visitor.sees("[role=status]")
        citizen = visit(LANDSCAPE, "zh", at=desk, browser=browser)
        assert heard(citizen).startswith(b"\x1aE\xdf\xa3")


def heard(visitor: Visitor) -> bytes:
    """Take rounds of the topic until the question comes; return what Listen plays."""
    page, address = visitor.page, visitor.recorder.address
    visitor.begin()
    for _ in range(60):
        form = {"topic": "anti-fraud", "audience": "all", "length": "10"}
        page.request.post(f"{address}/quiz/start", form=form)
        for number in range(1, 11):
            visitor.open(f"/quiz/{number}")
            if visitor.find("[data-voice]").count():
                with page.expect_response(lambda response: ".webm" in response.url) as played:
                    visitor.tap("[data-speak]")
                return page.request.get(played.value.url).body()
            visitor.answer(is_right=True)
    raise AssertionError("the question never came")


def test_the_manuscript_is_there_after_the_browser_was_closed(
    visit: Visit, desk: BoothProcess
) -> None:
    visitor = enter(visit(LAPTOP, "zh", at=desk), "zh")
    visitor.open("/staff/content/units/traffic")
    visitor.find('[name="short.zh"]').fill("交警队")
    visitor.tap("button[value=save]")
    visitor.sees("[role=status]")
    visitor.page.context.clear_cookies()
    other = enter(visit(LAPTOP, "zh", at=desk), "zh")
    other.open("/staff/content/units/traffic")
    expect(other.find('[name="short.zh"]')).to_have_value("交警队")
