"""Find the dangers in a scene: by touch, by keys, by the list; see what was missed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from kiosk.shell.templates import Language
from tests.browser.conftest import Visit
from tests.browser.kinds import begin_topic, booth_with
from tests.browser.test_access import (
    LEAST_TARGET,
    LEAST_TEXT,
    MAIN_SIDEWAYS,
    MEASURE,
    readers,
    violations,
)
from tests.browser.visitor import LANDSCAPE, LAPTOP, PHONE, PORTRAIT
from tests.process import BoothProcess
from tests.quiz.found import TOPIC, folder

LEAST_AREA = 48
MOST_BYTES = 300_000
WEIGHT = """['navigation', 'resource'].flatMap(each => performance.getEntriesByType(each))
  .filter(each => !each.name.includes('/fonts/'))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)"""
UNMET = """[...document.querySelectorAll('.area > input')].filter(each => {
  each.scrollIntoView({ block: 'center' });
  const box = each.getBoundingClientRect();
  return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) !== each
    || box.width < LEAST || box.height < LEAST;
}).map(each => each.value)""".replace("LEAST", str(LEAST_AREA))


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth whose round on fire shows scenes alone."""
    tmp_path = tmp_path_factory.mktemp("scenes")
    with booth_with(folder(tmp_path), tmp_path / "data") as booth:
        yield booth


@readers
def test_every_scene_can_be_read_and_touched_on_every_screen(
    visit: Visit, scenes: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=scenes)
    begin_topic(visitor, TOPIC, is_elder=is_elder)
    wrong: dict[str, list[str]] = {}
    for number in range(1, 6):
        visitor.open(f"/quiz/{number}")
        found = wrong.setdefault(visitor.question().id, violations(visitor))
        if visitor.page.evaluate(WEIGHT) > MOST_BYTES:
            found.append("too heavy")
        for state in ("asked", "answered"):
            for screen in (LAPTOP, PORTRAIT, PHONE, LANDSCAPE):
                visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
                found += visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT, LEAST_AREA])
                found += visitor.page.evaluate(UNMET)
                if visitor.page.evaluate(MAIN_SIDEWAYS) > 0:
                    found.append(f"{state} wider than {screen.name}")
            if state == "asked":
                visitor.tap(visitor.find(".area").nth(1))
                visitor.tap("main .confirm")
                visitor.sees(".why")
        found += violations(visitor)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_by_touch_a_danger_is_marked_a_tap_beside_does_nothing_and_all_is_ringed_after(
    visit: Visit, scenes: BoothProcess
) -> None:
    visitor = visit(PORTRAIT, "en", at=scenes)
    begin_topic(visitor, TOPIC)
    asked = visitor.question()
    marked = visitor.find(".area:has(:checked)")
    found, undone = asked.dangers[:2]
    visitor.page.locator(".scene").tap(position={"x": 4, "y": 4})
    expect(marked).to_have_count(0)
    for name in (found, undone, undone):
        visitor.tap(f"#area-{name}")
    expect(marked).to_have_count(1)
    expect(visitor.find(f'.listed .chip[for="area-{found}"]')).to_be_visible()
    expect(visitor.find(f'.listed .chip[for="area-{undone}"]')).to_be_hidden()
    visitor.tap("main .confirm")
    visitor.sees(".why h2", visitor.t("对了一部分", "Partly right"))
    expect(visitor.find(".spots .is-found")).to_have_count(1)
    expect(visitor.find(".spots .is-missed")).to_have_count(len(asked.dangers) - 1)
    expect(visitor.find(".tips .is-right")).to_have_count(1)
    expect(visitor.find(".tips .is-missed")).to_have_count(len(asked.dangers) - 1)


def test_by_keys_alone(visit: Visit, scenes: BoothProcess) -> None:
    visitor = visit(LAPTOP, at=scenes)
    begin_topic(visitor, TOPIC)
    asked = visitor.question()
    visitor.find("main").focus()
    for _ in range(visitor.find(".area").count()):
        visitor.page.keyboard.press("Tab")
        focused = visitor.page.evaluate("document.activeElement.value")
        expect(visitor.find(f".area:has(#area-{focused}) .area-name")).to_be_visible()
        if focused in asked.dangers:
            visitor.page.keyboard.press("Space")
    visitor.find("main .confirm").focus()
    visitor.page.keyboard.press("Enter")
    visitor.sees(".why h2.is-right")
    expect(visitor.find(".spots .is-missed")).to_have_count(0)


def test_without_script_and_picture_the_list_answers(visit: Visit, scenes: BoothProcess) -> None:
    visitor = visit(PORTRAIT, at=scenes, has_script=False)
    visitor.context.route("**/*scene-*", lambda route: route.fulfill(body=b"", status=200))
    begin_topic(visitor, TOPIC)
    asked = visitor.question()
    visitor.tap(".show-list")
    for name in asked.dangers:
        visitor.tap(f'.chip[for="area-{name}"]')
    visitor.tap("main .confirm")
    visitor.sees(".why h2.is-right")


def test_back_and_reload_keep_the_place_and_a_restart_closes_the_round(
    visit: Visit, scenes: BoothProcess
) -> None:
    visitor = visit(PHONE, at=scenes)
    begin_topic(visitor, TOPIC)
    visitor.tap(f".chip[for=area-{visitor.question().dangers[0]}]")
    visitor.find("main .confirm").dblclick()
    visitor.sees(".why")
    visitor.tap_to(".why .go", "/quiz/2")
    asked = visitor.question().id
    visitor.page.go_back()
    expect(visitor.find(".tips .is-right")).to_have_count(1)
    visitor.page.go_forward()
    visitor.page.reload()
    assert visitor.question().id == asked
    # What was answered before the power went is an unfinished record; the round is over.
    scenes.kill()
    scenes.start()
    visitor.page.reload()
    visitor.is_at("/home")
