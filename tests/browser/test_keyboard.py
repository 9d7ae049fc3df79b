"""The on-screen keyboard writes Chinese by touch, and never stands in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE, PORTRAIT, Screen, Visitor

CASES = Path(__file__).parents[1] / "keyboard" / "cases.json"
HIT_RATE = 0.95
ADDRESS = "/static/keyboard/pinyin.js"

PLACES = f"""async (cases) => {{
  const {{ decode, parseIndex }} = await import("{ADDRESS}");
  const index = parseIndex(await (await fetch("/static/keyboard/pinyin.txt")).text());
  return cases.map(([letters, word]) =>
    decode(index, letters).candidates.findIndex(({{ text }}) => text === word) + 1);
}}"""

ROOM = """selector => {
  const field = document.querySelector(selector).getBoundingClientRect();
  const dock = document.querySelector(".keyboard-dock").getBoundingClientRect();
  return [field.top, dock.top - field.bottom];
}"""
"""Pixels above a field, and from it down to the keyboard."""


def opened(visitor: Visitor, field: str = "#text") -> Visitor:
    """Bring up the keyboard for a field of the feedback form."""
    visitor.begin()
    visitor.open("/feedback/praise")
    visitor.tap(visitor.find("summary").nth(2))
    visitor.tap(field)
    visitor.sees(".keyboard-dock")
    return visitor


def press(visitor: Visitor, *keys: str) -> None:
    """Tap keys by their names."""
    for key in keys:
        visitor.tap(visitor.page.locator(f".keyboard-dock [data-key={json.dumps(key)}]"))


def test_words_stand_where_people_look_for_them(visit: Visit) -> None:
    visitor = visit()
    visitor.open("/")
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    places = visitor.page.evaluate(PLACES, cases)
    missed = [
        (letters, word, place)
        for (letters, word, most), place in zip(cases, places, strict=True)
        if not 0 < place <= most
    ]
    assert 1 - len(missed) / len(cases) >= HIT_RATE, missed


@pytest.mark.parametrize("screen", [LANDSCAPE, LAPTOP, PORTRAIT], ids=lambda each: each.name)
def test_thanks_to_an_officer_is_written_by_tapping(visit: Visit, screen: Screen) -> None:
    visitor = opened(visit(screen))
    press(visitor, *"xiexieminjing")
    visitor.sees('.keyboard-candidate[data-candidate="0"]', "谢谢民警")
    press(visitor, "space")
    expect(visitor.find("#text")).to_have_value("谢谢民警")


def test_initials_and_a_tapped_candidate_write_a_word(visit: Visit) -> None:
    visitor = opened(visit())
    press(visitor, *"pcs")
    visitor.tap(visitor.page.locator(".keyboard-candidate", has_text="派出所").first)
    press(visitor, "comma")
    expect(visitor.find("#text")).to_have_value("派出所，")


def test_the_language_key_changes_to_english_and_back(visit: Visit) -> None:
    visitor = opened(visit())
    press(visitor, "language", "shift", "o", "k", "period")
    expect(visitor.find("#text")).to_have_value("Ok.")
    expect(visitor.find(".keyboard-strip")).to_be_hidden()
    press(visitor, "language")
    visitor.sees(".keyboard-strip")
    press(visitor, *"nihao")
    visitor.sees('.keyboard-candidate[data-candidate="0"]', "你好")
    press(visitor, "space")
    expect(visitor.find("#text")).to_have_value("Ok.你好")


def test_backspace_takes_back_letters_first_and_then_characters(visit: Visit) -> None:
    visitor = opened(visit())
    press(visitor, *"nihao")
    visitor.sees('.keyboard-candidate[data-candidate="0"]', "你好")
    press(visitor, "space", "m", "backspace")
    expect(visitor.find("#text")).to_have_value("你好")
    press(visitor, "backspace")
    expect(visitor.find("#text")).to_have_value("你")


def test_hide_puts_the_keyboard_away_and_touching_the_field_brings_it_back(visit: Visit) -> None:
    visitor = opened(visit())
    press(visitor, *"nh", "hide")
    expect(visitor.find(".keyboard-dock")).to_be_hidden()
    expect(visitor.find("#text")).to_have_value("nh")
    visitor.tap("#text")
    visitor.sees(".keyboard-dock")


def test_digits_and_marks_can_be_typed(visit: Visit) -> None:
    visitor = opened(visit(), "#contact")
    if visitor.find(".keyboard-keys.is-phone").count() == 0:
        press(visitor, "symbols")
    press(visitor, *"13800000000")
    expect(visitor.find("#contact")).to_have_value("13800000000")


def test_a_full_field_takes_no_more_and_says_so(visit: Visit) -> None:
    visitor = opened(visit())
    most = int(visitor.find("#text").get_attribute("maxlength") or 0)
    visitor.find("#text").fill("好" * (most - 1))
    press(visitor, *"nihao")
    visitor.sees('.keyboard-candidate[data-candidate="0"]', "你好")
    press(visitor, "space")
    expect(visitor.find("#text")).to_have_value("好" * (most - 1) + "你")
    visitor.sees(".keyboard-notice", "字数已满")


def test_the_phone_pad_types_a_number(visit: Visit) -> None:
    visitor = visit(PORTRAIT)
    visitor.begin()
    visitor.open("/feedback/praise")
    visitor.find("#contact").evaluate("field => field.setAttribute('data-keyboard', 'phone')")
    visitor.tap(visitor.find("summary").nth(2))
    visitor.tap("#contact")
    visitor.sees(".keyboard-keys.is-phone")
    press(visitor, *"139", "-", *"05", "backspace", "enter")
    expect(visitor.find("#contact")).to_have_value("139-0")
    expect(visitor.find(".keyboard-dock")).to_be_hidden()


@pytest.mark.parametrize("size", ["normal", "elder"])
@pytest.mark.parametrize("screen", [LANDSCAPE, LAPTOP, PORTRAIT, PHONE], ids=lambda each: each.name)
def test_the_keyboard_never_covers_the_field(visit: Visit, screen: Screen, size: str) -> None:
    visitor = visit(screen)
    visitor.begin(is_elder=size == "elder")
    for field in ("#text", "#contact"):
        visitor.open("/feedback/praise")
        visitor.tap(visitor.find("summary").nth(2))
        visitor.tap(field)
        visitor.sees(".keyboard-dock")
        expect(visitor.find(field)).to_be_in_viewport(ratio=1)
        top, gap = visitor.page.evaluate(ROOM, field)
        assert (field, top >= 0, gap >= 0) == (field, True, True)


@pytest.mark.parametrize("screen", [LANDSCAPE, LAPTOP, PORTRAIT], ids=lambda each: each.name)
def test_keys_are_large_enough_to_touch(visit: Visit, screen: Screen) -> None:
    visitor = opened(visit(screen))
    for layer in ("letters", "symbols"):
        small = visitor.page.locator(".keyboard-keys button").evaluate_all(
            "keys => keys.map((key) => [key.textContent, key.getBoundingClientRect()])"
            ".filter(([, box]) => Math.min(box.width, box.height) < 60).map(([text]) => text)"
        )
        assert (layer, small) == (layer, [])
        press(visitor, "symbols") if layer == "letters" else None
