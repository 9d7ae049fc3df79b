"""A number to guess, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from kiosk.shell.templates import Language
from tests.browser.conftest import Kind, Visit
from tests.browser.kinds import begin_topic, pages_of, tab_to
from tests.browser.test_access import hindrances, readers
from tests.browser.visitor import LANDSCAPE, LAPTOP, Visitor
from tests.process import BoothProcess

KIND = "guess"


def guess(visitor: Visitor) -> None:
    """Take the number that stands there."""
    visitor.tap(".confirm")


@readers
def test_guesses_can_be_read_and_touched_on_every_screen(
    visit: Visit, by_kinds: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=by_kinds)
    begin_topic(visitor, KIND, is_elder=is_elder)
    assert hindrances(visitor, pages_of(visitor, KIND, lambda _: guess(visitor))) == {}


def test_the_number_follows_finger_buttons_and_keys(visit: Visit, by_kinds: BoothProcess) -> None:
    visitor = visit(LAPTOP, at=by_kinds)
    begin_topic(visitor, KIND)
    slider = visitor.question().guess
    assert slider is not None
    shown, held = visitor.find(".guess-shown"), visitor.find("[name=option]")
    expect(shown).to_have_text(str(slider.start))
    expect(held).to_be_hidden()
    for nudge, number in ((1, 1), (-1, 0), (-1, -1)):
        visitor.tap(f".nudge[value='{nudge}']")
        expect(shown).to_have_text(str(slider.start + number * slider.step))
    box = visitor.find("[type=range]").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    visitor.page.touchscreen.tap(box["x"] + box["width"] - 5, middle)
    expect(shown).to_have_text(str(slider.most))
    visitor.page.mouse.move(box["x"] + box["width"] - 30, middle)
    visitor.page.mouse.down()
    visitor.page.mouse.move(box["x"] + 2, middle, steps=4)
    visitor.page.mouse.up()
    expect(shown).to_have_text(str(slider.least))
    tab_to(visitor, "[type=range]")
    visitor.page.keyboard.press("ArrowRight")
    expect(shown).to_have_text(str(slider.least + slider.step))
    tab_to(visitor, ".confirm")
    visitor.page.keyboard.press("Enter")
    visitor.sees(".guessed-two dd", str(slider.least + slider.step))


def test_the_scale_shows_guess_and_answer_where_they_are(
    visit: Visit, by_kinds: BoothProcess, who: Kind
) -> None:
    screen, language, has_script = who
    visitor = visit(screen, language, at=by_kinds, has_script=has_script)
    begin_topic(visitor, KIND)
    slider = visitor.question().guess
    assert slider is not None
    if not has_script:
        expect(visitor.find(".slider")).to_be_hidden()
        visitor.find("[name=option]").fill(str(slider.least))
    guess(visitor)
    visitor.sees(".scale")
    bar, dot, right = (
        visitor.find(f".scale-{each}").bounding_box() for each in ("bar", "dot", "right")
    )
    assert bar
    taken = slider.least if not has_script else slider.start
    for box, number in ((dot, taken), (right, slider.right)):
        assert box
        share = (number - slider.least) / (slider.most - slider.least)
        assert abs(box["x"] + box["width"] / 2 - bar["x"] - share * bar["width"]) < 3
    expect(visitor.find(".guessed-two .is-answer b")).to_have_text(str(slider.right))
