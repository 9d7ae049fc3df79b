"""A duel in a real browser: two people at one screen, each at a half of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import FrameLocator, expect
from sqlalchemy import Connection, select

from kiosk.booth.quiz.models import QuizAnswer, QuizRound
from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.journal import drafts
from kiosk.journal.models import same_record
from kiosk.shell.templates import Language
from kiosk.startup import opened
from tests.browser.conftest import Visit
from tests.browser.stations import beside
from tests.browser.test_access import LEAST_TARGET, LEAST_TEXT, MEASURE, violations
from tests.browser.visitor import LANDSCAPE, LAPTOP, PORTRAIT, Screen, Visitor, questions
from tests.factories import put_on_screen
from tests.process import BoothProcess

SIDES = ("left", "right")
ALLOWED = {"left": 60, "right": 45}
"""Seconds for a question: an elder with large letters, and a child."""
HALVES = (
    Screen("half of a laptop", 665, 640),
    Screen("half of a wide screen", 942, 932),
    Screen("half of a tall screen", 1056, 886),
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth whose questions are single choices, so that a tap answers each."""
    data = tmp_path_factory.mktemp("duel") / "data"
    with opened(Settings(data=data)) as app:
        catalog = content.current()
        topics = [
            replace(each, questions=tuple(q for q in each.questions if q.kind == "single"))
            for each in catalog.pack.topics
        ]
        put_on_screen(app, catalog, topics=topics, panels=(), images=content.bundled().images)
    with BoothProcess(data) as process:
        yield process


def half(visitor: Visitor, side: str) -> FrameLocator:
    """Return one half of the screen."""
    return visitor.page.frame_locator(f"iframe[name={side}]")


def start(visitor: Visitor) -> None:
    """Go from the topics to a duel of a grandparent and a grandchild."""
    visitor.begin()
    visitor.open("/quiz/")
    visitor.tap_to("main a[href='/quiz/duel']", "/quiz/duel")
    visitor.tap_to("main .go", "/quiz/duel/play")


def answer(visitor: Visitor, side: str) -> None:
    """Answer the question of one side right."""
    frame = half(visitor, side)
    asked = questions()[frame.locator("input[name=question]").input_value()]
    option = next(each.id for each in asked.options if each.is_right)
    frame.locator(f"button[value='{option}']").tap()
    frame.locator(".why").wait_for()


def sitting_of(visitor: Visitor) -> str:
    """Return the sitting of the two people."""
    return next(
        str(each["value"]) for each in visitor.context.cookies() if each["name"] == "sitting"
    )


def later(booth: BoothProcess, sitting: str, side: str, seconds: int) -> None:
    """Let a side's question have been shown so many seconds earlier."""

    def shift(tx: Connection) -> None:
        held = drafts.load(tx, sitting, "duel")
        assert held
        state = json.loads(held)
        state[side]["shown_at"] -= 1000 * seconds
        drafts.save(tx, sitting, "duel", json.dumps(state))

    beside(booth, shift)


def figures(booth: BoothProcess, sitting: str) -> dict[str, tuple[int, int]]:
    """Return each side's share of its allowance and its seconds, counted from the records."""

    def read(tx: Connection) -> dict[str, tuple[int, int]]:
        query = (
            select(QuizRound.audience, QuizAnswer.milliseconds)
            .join(QuizAnswer, same_record(QuizAnswer, QuizRound))
            .where(QuizRound.mode == "duel", QuizRound.sitting == sitting)
        )
        spent: dict[str, list[float]] = {"left": [], "right": []}
        for audience, milliseconds in tx.execute(query):
            side = "left" if audience == "elder" else "right"
            spent[side].append(min(milliseconds / 1000, ALLOWED[side]))
        return {
            side: (round(100 * sum(spent[side]) / (5 * ALLOWED[side])), round(sum(spent[side])))
            for side in SIDES
        }

    return beside(booth, read)


@pytest.mark.parametrize(
    ("screen", "language", "has_script"),
    [(LANDSCAPE, "zh", True), (PORTRAIT, "en", False)],
    ids=["wide-zh-script", "tall-en-plain"],
)
def test_grandparent_and_grandchild_play_a_duel_at_once(
    visit: Visit, plain: BoothProcess, screen: Screen, language: Language, has_script: bool
) -> None:
    visitor = visit(screen, language, has_script=has_script, at=plain)
    start(visitor)
    sitting = sitting_of(visitor)
    left, right = (half(visitor, side) for side in SIDES)
    expect(left.locator("html")).to_have_class("framed elder")
    expect(right.locator("html")).to_have_class("framed")
    for number in range(1, 6):
        for each in (left, right):
            each.locator("form.options").wait_for()
        later(plain, sitting, "left", 20 if number == 1 else 0)
        later(plain, sitting, "right", 45 if number < 3 else 0)
        answer(visitor, "left")
        expect(right.locator("form.options")).to_be_visible()  # It stands as it stood.
        if number == 5:
            left.locator(".why .go").tap()
            expect(left.locator("h1")).to_contain_text(visitor.t("您答完了", "You are done"))
        answer(visitor, "right")
        if number < 5:
            left.locator(".why .go").tap()
            right.locator(".why .go").tap()
    right.locator(".why .go").tap()
    for side, other in (SIDES, SIDES[::-1]):
        shown = half(visitor, side)
        shown.locator(".figures").wait_for()
        counted = figures(plain, sitting)
        expect(shown.locator(".points td")).to_have_text(["500", "500"])
        for cell, each in zip(shown.locator(".clock td").all(), (side, other), strict=True):
            used, seconds = counted[each]
            numbers = [int(found) for found in re.findall(r"\d+", cell.inner_text())]
            assert numbers == [used, seconds, 5 * ALLOWED[each]]
    assert counted["right"][0] >= 40 > counted["left"][0] >= 6
    expect(left.locator("h1")).to_contain_text(visitor.t("这一局您赢了", "This one is yours"))
    expect(right.locator("h1")).to_contain_text(visitor.t("好样的", "Well played"))
    left.locator("form .go").tap()
    left.locator("form.options").wait_for()
    right.locator(".dots .now:first-child").wait_for()
    assert visitor.path == "/quiz/duel/play"


@pytest.mark.parametrize(("language", "is_elder"), [("zh", False), ("en", True)])
def test_every_page_of_a_half_can_be_read_and_touched(
    visit: Visit, plain: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LAPTOP, language, at=plain)
    visitor.begin(is_elder=is_elder)
    visitor.open("/quiz/duel")
    wrong = {"setup": violations(visitor)}
    for screen in (PORTRAIT, LANDSCAPE, LAPTOP):
        visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
        wrong[f"setup {screen.name}"] = visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT])
    visitor.tap_to("main .go", "/quiz/duel/play")
    half(visitor, "right").locator("form.options").wait_for()
    wrong["play"] = violations(visitor)
    for side in SIDES:
        for number in range(1, 6):
            visitor.open(f"/quiz/duel/{side}/{number}")
            if number < 3:
                wrong[f"{side} asks {number}"] = inspect(visitor)
            visitor.answer(is_right=number == 1)
            if number < 3:
                wrong[f"{side} explains {number}"] = inspect(visitor)
        visitor.open(f"/quiz/duel/{side}/done")
        visitor.sees(".half-end")
        wrong[f"{side} done"] = inspect(visitor)
    assert {name: found for name, found in wrong.items() if found} == {}


def inspect(visitor: Visitor) -> list[str]:
    """Return what is wrong with a half's page, at the sizes that halves have."""
    found: list[str] = []
    for screen in HALVES:
        visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
        measured = visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT])
        found += [f"{screen.name}: {each}" for each in measured]
    return found + violations(visitor)


def test_keys_alone_reach_and_answer_both_halves(visit: Visit, plain: BoothProcess) -> None:
    visitor = visit(LAPTOP, at=plain)
    start(visitor)
    for side in SIDES:
        half(visitor, side).locator("form.options").wait_for()
    for side in SIDES:
        button = half(visitor, side).locator(".option").first
        for _ in range(20):
            if button.evaluate(
                "button => button === document.activeElement && document.hasFocus()"
            ):
                break
            visitor.page.keyboard.press("Tab")
        expect(button).to_be_focused()
        visitor.page.keyboard.press("Enter")
        half(visitor, side).locator(".why").wait_for()


def test_taps_in_a_half_keep_the_duel_alive(visit: Visit, plain: BoothProcess) -> None:
    visitor = visit(LAPTOP, at=plain)
    visitor.page.clock.install()
    start(visitor)
    half(visitor, "right").locator("form.options").wait_for()
    for _ in range(3):
        visitor.page.clock.fast_forward(40_000)
        half(visitor, "right").locator("h1").tap()
    expect(visitor.find("#still")).to_be_hidden()
    visitor.page.clock.fast_forward(61_000)
    expect(visitor.find("#still")).to_be_visible()
    assert half(visitor, "left").locator("#still").count() == 0
