"""Statements in two halves, and the sprint through ten of them against a calm clock."""

from __future__ import annotations

from playwright.sync_api import expect

from kiosk.shell.templates import Language
from tests.browser.conftest import Visit
from tests.browser.test_access import LEAST_TARGET, LEAST_TEXT, MEASURE, readers, violations
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE, PORTRAIT, Visitor

SECONDS = 10
BELOW = "(main => main.scrollHeight - main.clientHeight)(document.querySelector('main'))"


def begin(visitor: Visitor, *, is_elder: bool = False) -> None:
    visitor.begin(is_elder=is_elder)
    visitor.open("/quiz/")
    visitor.tap_to("[name=mode][value=sprint]", "/quiz/1")
    visitor.sees("form .half")


def half(visitor: Visitor, *, is_right: bool) -> str:
    word = "true" if visitor.question().is_true is is_right else "false"
    return f'form .half[value="{word}"]'


def test_a_sprint_is_played_to_its_result_by_touch(visitor: Visitor) -> None:
    begin(visitor)
    expect(visitor.find(".dots li")).to_have_count(SECONDS)
    expect(visitor.find(".clock")).to_be_visible(visible=visitor.has_script)
    for number in range(1, 11):
        asked = visitor.question()
        visitor.tap(half(visitor, is_right=number != 3))
        visitor.sees(".why .reason", asked.explanation[visitor.language])
        expect(visitor.find(".clock")).to_have_count(0)
        visitor.tap_to(".why .go", f"/quiz/{number + 1}" if number < 10 else "/quiz/result")
    expect(visitor.find("h1 .unseen")).to_have_text(
        visitor.t("答对 9 题，共 10 题", "9 right out of 10")
    )
    expect(visitor.find(".known .icon-book")).to_have_count(1)
    visitor.tap_to("main .row .go", "/quiz/1")
    visitor.sees(".is-sprint")


def test_the_clock_runs_out_and_says_so_and_listening_stops_it(visit: Visit) -> None:
    visitor = visit(LAPTOP)
    visitor.page.clock.install()
    begin(visitor)
    expect(visitor.find(".clock-number")).to_contain_text("秒")
    visitor.page.clock.run_for(1000 * (SECONDS - 3))
    expect(visitor.find(".clock-number")).to_have_text("还有 3 秒")
    visitor.page.clock.run_for(4000)
    visitor.sees(".why h2", "时间到")
    expect(visitor.find(".option.is-wrong")).to_have_count(0)
    visitor.tap_to(".why .go", "/quiz/2")
    visitor.sees("form .half")
    visitor.page.evaluate("""() => {
      const button = document.querySelector('[data-speak]');
      button.hidden = false;
      button.click();
    }""")
    visitor.page.clock.run_for(1000 * (SECONDS + 5))
    expect(visitor.find(".clock")).to_be_hidden()
    visitor.sees("form .half")


def test_where_things_may_move_a_bar_shrinks(visit: Visit) -> None:
    visitor = visit(LANDSCAPE)
    visitor.page.emulate_media(reduced_motion="no-preference")
    begin(visitor)
    expect(visitor.find(".clock-bar")).to_be_visible()
    assert (
        visitor.find(".clock-bar").evaluate("each => each.getAnimations({ subtree: true }).length")
        == 1
    )


def test_by_keys_a_double_tap_back_and_large_text(visit: Visit) -> None:
    visitor = visit(LAPTOP, "en")
    begin(visitor)
    visitor.find("main").focus()
    visitor.page.keyboard.press("Tab")
    expect(visitor.find("form .half.is-true")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    visitor.sees(".why")
    visitor.tap_to(".why .go", "/quiz/2")
    visitor.find(half(visitor, is_right=True)).dblclick()
    visitor.sees(".why h2.is-right")
    expect(visitor.find(".dots .todo")).to_have_count(8)
    visitor.tap_to(".why .go", "/quiz/3")
    visitor.page.go_back()
    visitor.sees(".why h2.is-right")
    visitor.page.go_forward()
    visitor.sees(".clock")
    visitor.tap(".dock [name=size][value=elder]")
    visitor.sees("html.elder")
    expect(visitor.find(".clock")).to_have_count(0)
    visitor.sees("form .half")


@readers
def test_statements_and_the_choice_of_a_sprint_are_for_everybody(
    visit: Visit, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language)
    begin(visitor, is_elder=is_elder)
    wrong: dict[str, list[str]] = {}
    for state in ("asked", "answered"):
        found = wrong.setdefault(state, [])
        for screen in (LAPTOP, PORTRAIT, PHONE, LANDSCAPE):
            visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
            found += visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT])
            if screen is not PHONE and visitor.page.evaluate(BELOW) > 1:
                found.append(f"scrolls: {screen.name}")
        found += violations(visitor)
        if state == "asked":
            visitor.tap("form .half.is-true")
            visitor.sees(".why")
    assert {name: found for name, found in wrong.items() if found} == {}
