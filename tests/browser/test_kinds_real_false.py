"""Messages, real or false, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from kiosk.shell.templates import Language
from tests.browser.conftest import Kind, Visit
from tests.browser.kinds import begin_topic, pages_of, tab_to
from tests.browser.test_access import hindrances, readers
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE
from tests.process import BoothProcess

KIND = "real-false"


@readers
def test_messages_can_be_read_and_judged_on_every_screen(
    visit: Visit, by_kinds: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=by_kinds)
    begin_topic(visitor, KIND, is_elder=is_elder)

    def judge(number: int) -> None:
        visitor.tap(visitor.find(".half").nth(number % 2))

    assert hindrances(visitor, pages_of(visitor, KIND, judge)) == {}


def test_what_gave_a_message_away_lights_up_with_the_number_of_its_reason(
    visit: Visit, by_kinds: BoothProcess, who: Kind
) -> None:
    screen, language, has_script = who
    visitor = visit(screen, language, at=by_kinds, has_script=has_script)
    begin_topic(visitor, KIND)
    for number in range(1, 6):
        message = visitor.question().message
        assert message is not None
        expect(visitor.find(".spot")).to_have_count(0)
        visitor.tap(f".half[value={'real' if message.is_genuine else 'false'}]")
        visitor.sees(".seal", visitor.t("这是真的", "This is real") if message.is_genuine else None)
        told = [line for line in message.lines if line.tell]
        expect(visitor.find(".is-lit")).to_have_count(len(told))
        for place, line in enumerate(told):
            lit, tell = visitor.find(".is-lit").nth(place), visitor.find(".tells li").nth(place)
            expect(lit).to_contain_text(line.text[language])
            assert line.tell is not None
            expect(tell).to_contain_text(line.tell[language])
            for each in (lit, tell):
                expect(each.locator(".spot")).to_contain_text(str(place + 1))
        visitor.tap_to(".why .go", f"/quiz/{number + 1}")


def test_a_message_is_judged_by_keys_alone_and_its_halves_stay_in_sight(
    visit: Visit, by_kinds: BoothProcess
) -> None:
    visitor = visit(LAPTOP, "en", at=by_kinds)
    begin_topic(visitor, KIND, is_elder=True)
    for screen in (LAPTOP, PHONE):
        visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
        expect(visitor.find(".half").first).to_be_in_viewport(ratio=1)
    tab_to(visitor, ".half[value=false]")
    visitor.page.keyboard.press("Enter")
    visitor.sees(".why")
    tab_to(visitor, ".why .go")
    visitor.page.keyboard.press("Enter")
    visitor.is_at("/quiz/2")
