"""Steps to put into order, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from kiosk.shell.templates import Language
from tests.browser.conftest import Kind, Visit
from tests.browser.kinds import begin_topic, pages_of
from tests.browser.test_access import hindrances, readers
from tests.browser.visitor import LANDSCAPE, LAPTOP, Visitor
from tests.process import BoothProcess

KIND = "order"
RING = "getComputedStyle(document.activeElement).outlineStyle"


def put(visitor: Visitor, count: int) -> None:
    """Tap so many steps from the top."""
    for place in range(count):
        visitor.tap(visitor.find(".step").nth(place))
        expect(visitor.find(".is-placed")).to_have_count(place + 1)


@readers
def test_steps_can_be_read_and_touched_on_every_screen(
    visit: Visit, by_kinds: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=by_kinds)
    begin_topic(visitor, KIND, is_elder=is_elder)

    def order(_number: int) -> None:
        put(visitor, visitor.find(".step").count())
        visitor.tap(".confirm")

    assert hindrances(visitor, pages_of(visitor, KIND, order)) == {}
    visitor.open("/quiz/6")
    put(visitor, 2)
    assert hindrances(visitor, ["half an order"]) == {}


def test_steps_take_numbers_by_touch_and_nothing_moves(
    visit: Visit, by_kinds: BoothProcess, who: Kind
) -> None:
    screen, language, has_script = who
    visitor = visit(screen, language, at=by_kinds, has_script=has_script)
    begin_topic(visitor, KIND)
    steps = [each.id for each in visitor.question().options]
    before = [each.bounding_box() for each in visitor.find(".step").all()]
    for number, step in enumerate(steps[::-1], start=1):
        visitor.tap(f".step[value={step}]")
        expect(visitor.find(f".step[value={step}] b")).to_contain_text(str(number))
        assert [each.bounding_box() for each in visitor.find(".step").all()] == before
        if has_script:
            assert visitor.page.evaluate(RING) == "none"
    visitor.tap(".undo")
    expect(visitor.find(".is-placed")).to_have_count(len(steps) - 1)
    visitor.page.reload()
    expect(visitor.find(".is-placed")).to_have_count(len(steps) - 1)
    visitor.tap(".step:not(.is-placed)")
    visitor.tap(".confirm")
    visitor.sees("ol.options em", visitor.t("您排在第", "You put this at"))


def test_keys_alone_put_the_steps_into_order_and_see_where_they_are(
    visit: Visit, by_kinds: BoothProcess
) -> None:
    visitor = visit(LAPTOP, at=by_kinds)
    begin_topic(visitor, KIND)
    count = visitor.find(".step").count()
    visitor.find(".step").first.focus()
    for number in range(1, count + 1):
        visitor.page.keyboard.press("Enter")
        expect(visitor.find(".is-placed")).to_have_count(number)
        following = (
            visitor.find(".step").nth(number) if number < count else visitor.find(".confirm")
        )
        expect(following).to_be_focused()
        assert visitor.page.evaluate(RING) == "solid"
        assert visitor.path == "/quiz/1"
    visitor.page.keyboard.press("Enter")
    visitor.sees(".why")
