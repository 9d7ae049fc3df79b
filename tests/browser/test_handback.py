"""Hand belongings back by touch, in both languages, from the workbook to the figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.shell.templates import LANGUAGES, Language
from tests.browser.conftest import Visit
from tests.browser.desks import own_desk, unlock
from tests.browser.test_access import hindrances
from tests.browser.visitor import Screen, Visitor
from tests.handback.desks import PHONE as NUMBER
from tests.handback.desks import WHAT
from tests.handback.lists import row, workbook

LAPTOP, TABLET = Screen("laptop", 1280, 800), Screen("tablet", 820, 1180)
LEAST_STAFF_TEXT = 16
HOME = "/staff/handback"
ITEM = f"{HOME}/item/zhongdai/017"
ROWS = [
    row("017", WHAT, "试样岗甲", unit="zhongdai", category="车辆", phone=NUMBER, time="9:30"),
    row("018", "银色试样手机", "试样岗乙", unit="zhongdai", category="手机、电脑", case="A-18"),
    row("", "没有编号的", "试样岗丙", unit="zhongdai"),
]


@pytest.fixture(params=LANGUAGES)
def desk(request: pytest.FixtureRequest, visit: Visit, tmp_path: Path) -> Iterator[Visitor]:
    """Give an administrator's laptop with a touchscreen, in each language, unlocked."""
    language: Language = request.param
    with own_desk(tmp_path / "own" / "data") as booth:
        yield unlock(visit(LAPTOP, language, at=booth), HOME)


def act(desk: Visitor, name: str) -> None:
    """Tap one of a belonging's buttons, and wait for the page that follows."""
    with desk.page.expect_navigation():
        desk.tap(f"main [name=act][value={name}]")


def write(desk: Visitor, *points: tuple[float, float]) -> None:
    """Draw one stroke over the field, by shares of its width and height."""
    box = desk.find("[data-field]").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    mouse = desk.page.mouse
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=8)
    mouse.up()


def walk(desk: Visitor, folder: Path) -> Iterator[str]:
    """Go from the list to the figures; yield the name of each page while it is on screen."""
    yield "desk-empty"
    file = folder / "belongings.xlsx"
    file.write_bytes(workbook(ROWS))
    desk.open(f"{HOME}/list")
    desk.find("#list").set_input_files(file)
    desk.tap("main form .go")
    desk.sees("#taken")
    yield "list"
    desk.open(f"{HOME}/papers")
    yield "papers"
    desk.open(HOME)
    desk.find("#words").fill("试样")
    desk.tap(".seek .go")
    desk.sees(".belongings")
    yield "desk-found"
    desk.open(HOME)
    yield "desk"
    desk.tap_to(desk.find(".belongings a").first, ITEM)
    yield "item-check"
    desk.tap(desk.find(".check:has([value=identity-card])"))
    act(desk, "check")
    yield "item-read"
    act(desk, "read")
    desk.sees("[data-field]")
    write(desk, (0.5, 0.5), (0.501, 0.5))
    desk.tap("[data-done]")
    desk.sees("[data-short]")
    yield "item-sign"
    desk.tap("[data-clear]")
    write(desk, (0.2, 0.2), (0.6, 0.8))
    write(desk, (0.6, 0.2), (0.2, 0.8))
    yield "item-signature"
    act(desk, "sign")
    yield "item-hand"
    act(desk, "hand")
    yield "item-done"
    act(desk, "undo")
    act(desk, "hand")
    desk.open(f"{HOME}/item/zhongdai/018")
    desk.find("#reason").select_option("absent")
    act(desk, "stay")
    yield "item-staying"
    desk.open(f"{HOME}?show=handed")
    yield "desk-handed"
    desk.open("/staff/handback-figures")
    yield "figures"


def test_belongings_are_handed_back_by_touch_without_hindrance(
    desk: Visitor, tmp_path: Path
) -> None:
    found = hindrances(
        desk,
        walk(desk, tmp_path),
        screens=(TABLET, LAPTOP),
        least_text=LEAST_STAFF_TEXT,
    )
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
