"""Several right options, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from kiosk.shell.templates import Language
from tests.browser.conftest import Kind, Visit
from tests.browser.kinds import begin_topic, pages_of, tab_to
from tests.browser.test_access import hindrances, readers
from tests.browser.visitor import LANDSCAPE, LAPTOP
from tests.process import BoothProcess

KIND = "several"


@readers
def test_options_to_tick_can_be_read_and_touched_on_every_screen(
    visit: Visit, by_kinds: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=by_kinds)
    begin_topic(visitor, KIND, is_elder=is_elder)

    def tick(number: int) -> None:
        for place in range(number % 3 + 1):
            visitor.tap(visitor.find(".tick").nth(place))
        visitor.tap(".confirm")

    assert hindrances(visitor, pages_of(visitor, KIND, tick)) == {}


def test_what_was_found_left_and_too_many_is_told_by_touch_alone(
    visit: Visit, by_kinds: BoothProcess, who: Kind
) -> None:
    screen, language, has_script = who
    visitor = visit(screen, language, at=by_kinds, has_script=has_script)
    begin_topic(visitor, KIND)
    asked = visitor.question()
    right = [each.id for each in asked.options if each.is_right]
    wrong = [each.id for each in asked.options if not each.is_right]
    expect(visitor.find(".confirm")).to_be_hidden()
    place = visitor.find(".foot").bounding_box()
    for each in (right[0], wrong[0], wrong[1], wrong[1]):
        visitor.tap(f".tick:has([value={each}])")
    assert visitor.find(".foot").bounding_box() == place
    visitor.tap(".confirm")
    left = visitor.t(f"还差 {len(right) - 1} 个", f"{len(right) - 1} left to find")
    visitor.sees(".tally", left)
    expect(visitor.find(".option.is-right")).to_have_count(1)
    expect(visitor.find(".option.is-missed")).to_have_count(len(right) - 1)
    expect(visitor.find(".option.is-wrong")).to_have_count(1)
    visitor.page.go_back()
    visitor.page.go_forward()
    visitor.sees(".tally", left)


def test_options_are_ticked_by_keys_alone(visit: Visit, by_kinds: BoothProcess) -> None:
    visitor = visit(LAPTOP, at=by_kinds)
    begin_topic(visitor, KIND)
    for each in visitor.question().options:
        if each.is_right:
            tab_to(visitor, ".tick:first-of-type input")
            tab_to(visitor, f"input[value={each.id}]")
            visitor.page.keyboard.press("Space")
    tab_to(visitor, ".confirm")
    visitor.page.keyboard.press("Enter")
    visitor.sees(".why h2", "答对了！")
