"""Rehearse calls: by touch, by keys alone and without script, on every screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from kiosk.content.questions import Call
from kiosk.shell.templates import Language
from tests.browser.conftest import Visit
from tests.browser.kinds import begin_topic, booth_with
from tests.browser.test_access import (
    LEAST_TARGET,
    LEAST_TEXT,
    MEASURE,
    SCREENS,
    readers,
    violations,
)
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE, PORTRAIT, Visitor, pack
from tests.factories import pack_folder
from tests.process import BoothProcess

TOPIC = "anti-fraud"
OVER = "(m => m.scrollHeight - m.clientHeight)(document.querySelector('main'))"
IS_NEWEST_SEEN = """() => {
  const box = document.querySelector('.talk').getBoundingClientRect();
  const last = document.querySelector('.talk li:last-child').getBoundingClientRect();
  return last.bottom <= box.bottom + 1 && last.bottom > box.top;
}"""


def only_calls(tmp_path: Path) -> Path:
    """Make a pack in which one topic asks for nothing but the calls."""
    folder = pack_folder(tmp_path)
    file = folder / "topics" / f"{TOPIC}.yaml"
    held = yaml.safe_load(file.read_text(encoding="utf-8"))
    calls = [each for each in held["questions"] if each.get("kind") == "rehearsal"]
    more = [each | {"id": f"{each['id']}-again"} for each in calls]
    for each in calls + more:
        each["audience"] = ["all"]
    held["questions"] = (calls + more)[:5]
    file.write_text(yaml.safe_dump(held, allow_unicode=True), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    tmp_path = tmp_path_factory.mktemp("calls")
    with booth_with(only_calls(tmp_path), tmp_path / "data") as booth:
        yield booth


def begin(visitor: Visitor, *, is_elder: bool = False) -> Call:
    """Take a round, and return the call that comes first."""
    begin_topic(visitor, TOPIC, is_elder=is_elder)
    name = visitor.find("input[name=question]").input_value().removesuffix("-again")
    topic = next(each for each in pack().topics if each.id == TOPIC)
    asked = next(each for each in topic.questions if each.id == name)
    return next(each for each in pack().calls if each.id == asked.call)


def way_down(call: Call) -> list[str]:
    """Return replies that lead through as many turns as there are, losing the most at the end."""
    turns, words, turn = {each.id: each for each in call.turns}, [], call.turns[0]
    order = list(turns)
    while True:
        reply = min(turn.replies, key=lambda x: (order.index(x.next) if x.next else 99, -x.loss))
        words.append(f"{turn.id}.{reply.id}")
        if reply.next is None:
            return words
        turn = turns[reply.next]


@readers
def test_a_call_can_be_read_and_touched_from_its_first_words_to_its_end(
    visit: Visit, shown: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=shown)
    call = begin(visitor, is_elder=is_elder)
    wrong: dict[str, list[str]] = {}
    for number, word in enumerate([*way_down(call), ""]):
        found = wrong.setdefault(f"{call.id} {number}", [])
        if number in (0, 2) or not word:
            found += violations(visitor)
        for screen in SCREENS:
            visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
            found += visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT])
            if not visitor.page.evaluate(IS_NEWEST_SEEN):
                found.append(f"the newest words are out of sight: {screen.name}")
            if screen is not PHONE and visitor.page.evaluate(OVER) > 1:
                found.append(f"the page scrolls: {screen.name}")
        if word:
            visitor.tap(f'main button[value="{word}"]')
            visitor.sees(".why" if len(way_down(call)) == number + 1 else ".talk .then")
    assert {name: found for name, found in wrong.items() if found} == {}
    visitor.sees(".kind-words")
    visitor.sees(".best")
    visitor.sees(".now", "110")
    visitor.sees(".why .source")


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
def test_hanging_up_at_once_keeps_all_the_money(
    visit: Visit, shown: BoothProcess, has_script: bool
) -> None:
    visitor = visit(PORTRAIT, has_script=has_script, at=shown)
    call = begin(visitor)
    first = call.turns[0]
    visitor.sees(".talk .theirs", first.says.zh)
    visitor.sees(".purse b", f"{call.stake:,} 元")
    visitor.tap(f'main button[value="{first.id}.{first.replies[0].id}"]')
    visitor.sees(".why h2", "钱都保住了！")
    visitor.sees(".purse b", f"{call.stake:,} 元")
    visitor.sees(".talk .then", first.replies[0].why.zh)
    visitor.sees(".best", first.replies[0].text.zh)
    visitor.tap(".unheard summary")
    visitor.sees(".unheard li", call.turns[-1].says.zh)


def test_a_call_is_rehearsed_by_keys_alone_and_each_reply_says_what_follows(
    visit: Visit, shown: BoothProcess
) -> None:
    visitor = visit(LAPTOP, at=shown)
    call = begin(visitor)
    turns = {turn.id: turn for turn in call.turns}
    for number, word in enumerate(way_down(call), start=1):
        turn_id, reply_id = word.split(".")
        reply = next(each for each in turns[turn_id].replies if each.id == reply_id)
        for _ in range(12):
            visitor.page.keyboard.press("Tab")
            if visitor.find(f'button[value="{word}"]:focus').count():
                break
        expect(visitor.find(f'button[value="{word}"]')).to_be_focused()
        visitor.page.keyboard.press("Enter")
        expect(visitor.find(".talk .then")).to_have_count(number)
        expect(visitor.find(".talk .then").last).to_contain_text(reply.then.zh)
        expect(visitor.find(".talk .then").last).to_contain_text(reply.why.zh)
        if reply.next:
            expect(visitor.find(".talk li").last).to_contain_text(turns[reply.next].says.zh)
    expect(visitor.find(".why h2.is-wrong")).to_be_visible()
