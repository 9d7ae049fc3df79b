"""Questions of every kind in the editor, in a real browser: switched, drawn, and without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from kiosk.config import Settings
from kiosk.shell.templates import Language
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.browser.conftest import Visit
from tests.browser.pages import STAFF_PASSWORD, add_staff
from tests.browser.test_access import SIDEWAYS, violations
from tests.browser.visitor import LANDSCAPE, LAPTOP, Visitor
from tests.editor.kinds import OWN, TOPIC, put_kinds
from tests.process import BoothProcess

CONTENT = "/staff/content"
SCENE = f"{CONTENT}/scenes/model-kitchen"
OTHERS = (
    "scenes/model-kitchen",
    "calls/false-support",
    "turns/false-support/turn-01",
    "cases/false-refund",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth with an editor's account, and a question of each kind in the manuscript."""
    data = tmp_path_factory.mktemp("kinds") / "data"
    add_staff(data, "wen")
    with opened(Settings(data=data)), db.transaction() as tx:
        put_kinds(tx)
    with BoothProcess(data) as booth:
        yield booth


def enter(visitor: Visitor, language: Language = "zh") -> Visitor:
    """Sign the editor in."""
    visitor.give_password("wen", STAFF_PASSWORD, language)
    visitor.sees(".who")
    return visitor


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_form_of_each_kind_is_for_everybody(
    visit: Visit, desk: BoothProcess, language: Language
) -> None:
    visitor = enter(visit(LANDSCAPE, language, at=desk), language)
    wrong = {}
    for page in (*(f"questions/{TOPIC}/kind-{kind}" for kind in OWN), *OTHERS):
        visitor.open(f"{CONTENT}/{page}")
        found = violations(visitor)
        for size in (LAPTOP, LANDSCAPE):
            visitor.page.set_viewport_size({"width": size.width, "height": size.height})
            if visitor.page.evaluate(SIDEWAYS) > 0:
                found.append(f"wider than the screen {size.name}")
        if found:
            wrong[page] = found
    assert wrong == {}


def test_choosing_a_kind_shows_its_fields_at_once_and_what_is_left_of_the_other(
    visit: Visit, desk: BoothProcess
) -> None:
    visitor = enter(visit(LAPTOP, "zh", at=desk))
    visitor.open(f"{CONTENT}/questions/{TOPIC}/kind-several")
    expect(visitor.find("[data-leftovers]")).to_be_hidden()
    visitor.find("[name=kind]").select_option("find")
    expect(visitor.find('[name="options.0.text.zh"]')).to_be_hidden()
    expect(visitor.find("[data-leftovers]")).to_be_visible()
    expect(visitor.find("[name=dangers][value=stove]")).to_be_hidden()
    visitor.find("[name=scene]").select_option("model-kitchen")
    visitor.find("[name=dangers][value=stove]").check()
    visitor.find("[name=clear][value=options]").check()
    visitor.find("[name=clear][value=keep_order]").check()
    visitor.find("#part button.go").click()
    visitor.sees("[role=status]")
    expect(visitor.find("[data-leftovers]")).to_be_hidden()
    expect(visitor.find("[name=dangers][value=stove]")).to_be_checked()


def test_an_area_is_drawn_moved_and_kept(visit: Visit, desk: BoothProcess) -> None:
    visitor = enter(visit(LANDSCAPE, "zh", at=desk))
    visitor.open(SCENE)
    drag(visitor, (30, 60), (45, 80))
    expect(visitor.find('[name="areas.3.left"]')).to_have_value("30")
    expect(visitor.find('[name="areas.3.height"]')).to_have_value("20")
    visitor.page.keyboard.type("地上的水")
    drag(visitor, (35, 65), (45, 55))
    drag(visitor, (54.5, 69.5), (60, 80))
    visitor.find("#part button.go").click()
    visitor.sees("[role=status]")
    sides = ("left", "top", "width", "height")
    box = [int(visitor.find(f'[name="areas.3.{side}"]').input_value()) for side in sides]
    assert box[:2] == [40, 50]
    assert box[2] > 15
    assert box[3] > 20
    expect(visitor.find("[data-boxes] text").nth(3)).to_have_text("4 地上的水")


def drag(visitor: Visitor, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag over the picture; both ends are in percent of it."""
    canvas = visitor.find("[data-canvas]")
    canvas.scroll_into_view_if_needed()
    box, mouse = canvas.bounding_box(), visitor.page.mouse
    assert box
    places = [
        (box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100)
        for x, y in (start, end)
    ]
    mouse.move(*places[0])
    mouse.down()
    mouse.move(*places[1], steps=3)
    mouse.up()


def test_without_script_saving_shows_the_fields_of_the_kind(
    visit: Visit, desk: BoothProcess
) -> None:
    visitor = enter(visit(LAPTOP, "zh", at=desk, has_script=False))
    visitor.open(f"{CONTENT}/questions/{TOPIC}/kind-order")
    expect(visitor.find('[name="options.0.text.zh"]')).to_be_visible()
    visitor.find("[name=kind]").select_option("true-false")
    visitor.find("noscript button").click()
    visitor.sees("[role=status]")
    expect(visitor.find("[name=is_true]")).to_be_visible()
    expect(visitor.find('[name="options.0.text.zh"]')).to_be_hidden()
    expect(visitor.find("[name=clear][value=options]")).to_be_visible()
    visitor.find("[name=kind]").select_option("order")
    visitor.find("#part button.go").click()
    expect(visitor.find('[name="options.2.text.zh"]')).to_have_value("选项 c")
