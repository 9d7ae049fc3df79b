"""An editor does everything by keyboard alone, and always sees where the focus is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from kiosk.office.editor.sections import SECTIONS
from tests.browser.conftest import Visit
from tests.browser.keys_alone import STOPS, Keys
from tests.browser.pages import STAFF_PASSWORD
from tests.browser.test_access import violations
from tests.browser.visitor import LANDSCAPE, LAPTOP, Visitor
from tests.editor.workbooks import add, book_of, put
from tests.process import BoothProcess

TOPIC = "/staff/content/topics/anti-fraud"
DONE = "[role=status][data-focus]"


def enter(visitor: Visitor) -> Keys:
    """Sign in by keyboard, and come to the overview of the content."""
    keys = Keys(visitor)
    visitor.open("/staff/sign-in")
    if not keys.holds("[name=name]"):
        keys.go_to("[name=name]")
    keys.write("wen")
    keys.go_to("[name=password]")
    keys.write(STAFF_PASSWORD)
    keys.press("Enter")
    visitor.sees(".who")
    keys.use('nav a[href="/staff/content"]')
    visitor.is_at("/staff/content")
    return keys


def test_each_kind_of_part_is_opened_from_the_overview(visit: Visit, desk: BoothProcess) -> None:
    visitor = visit(LAPTOP, "zh", at=desk)
    keys = enter(visitor)
    for of in (each for each in SECTIONS.values() if each.within is None):
        visitor.open("/staff/content")
        keys.skip()
        keys.use(f'.tiles a[href$="/{of.name}"]')
        visitor.is_at(f"/staff/content/{of.name}")
        if of.is_list:
            keys.skip()
            keys.use(".parts a")
            visitor.sees("#part")
        keys.skip()
        keys.go_to("#part :is(input, select, textarea)")


def test_a_question_is_added_filled_in_ordered_seen_and_saved(
    visit: Visit, desk: BoothProcess
) -> None:
    visitor = visit(LAPTOP, "zh", at=desk)
    keys = enter(visitor)
    visitor.open(TOPIC)
    keys.use('form[action$="/content/questions"] button')
    keys.is_on("[name=kind]")
    keys.go_to('[name="prompt.zh"]')
    keys.write("陌生人要验证码，给不给？")
    for number, words in enumerate(("给他", "不给")):
        keys.go_to(f'[name="options.{number}.text.zh"]')
        keys.write(words)
    keys.use('[name="options.1.is_right"]', key="Space")
    keys.use("[data-row]:nth-child(2) [data-up]", by="Shift+Tab")
    keys.is_on("[data-row]:first-child [data-up]")
    keys.use("button[value=save]")
    keys.is_on('[name="explanation.zh"]')
    assert violations(visitor) == []
    expect(visitor.find('[name="options.0.text.zh"]')).to_have_value("不给")
    keys.write("验证码就是钥匙，谁要都不给。")
    keys.go_to('[name="source.title.zh"]')
    keys.write("《反电信网络诈骗法》")
    keys.use('[name="audience"][value=all]', key="Space")
    keys.use("[data-look]")
    keys.is_on("[data-look]")
    shown = visitor.page.frame_locator("iframe[name=look]").locator("body")
    expect(shown).to_contain_text("陌生人要验证码")
    keys.go_to('[name=look][value="zh.normal"]')
    keys.press("ArrowRight")
    keys.is_on('[name=look][value="zh.elder"]')
    keys.use("button[value=save]", by="Shift+Tab")
    keys.is_on(DONE)
    assert visitor.find(".fault:not(.fault-mild)").count() == 0
    keys.use("button[value=remove]")
    keys.is_on(DONE)
    visitor.is_at(TOPIC)
    keys.use("[role=status] [value=undo]")
    keys.is_on(DONE)
    visitor.is_at("/staff/content")


def test_a_list_is_put_in_order_and_the_focus_goes_with_the_row(
    visit: Visit, desk: BoothProcess
) -> None:
    visitor = visit(LAPTOP, "zh", at=desk)
    keys = enter(visitor)
    visitor.open("/staff/content/units")
    keys.go_to(".parts a")
    first = visitor.find(".parts a").first.inner_text()
    for place in (2, 3):
        keys.press("Alt+ArrowDown")
        expect(visitor.find(".parts a").nth(place - 1)).to_have_text(first)
        keys.is_on(f".parts li:nth-child({place}) a")
    keys.use(".batch summary")
    keys.use('[value="remove:"]')
    keys.is_on(DONE)
    assert "打勾" in visitor.find(DONE).inner_text()


def test_a_workbook_is_sent_its_good_rows_taken_published_and_given_back(
    visit: Visit, desk: BoothProcess, tmp_path: Path
) -> None:
    book, file = book_of(), tmp_path / "内容.xlsx"
    put(book["警民联系卡"], 2, 一句话="改了一句")
    add(book["警民联系卡"], 岗位="错岗位", 电话="打给我们")
    book.save(file)
    visitor = visit(LAPTOP, "zh", at=desk)
    keys = enter(visitor)
    visitor.open("/staff/content/workbook")
    with visitor.page.expect_file_chooser() as asked:
        keys.use("[name=workbook]")
    asked.value.set_files(file)
    keys.use("form[enctype] button.go")
    visitor.sees("#sums")
    keys.is_on("#sums")
    assert violations(visitor) == []
    keys.go_to("[href$='/refused']")
    keys.use("[value=take]", by="Shift+Tab")
    keys.is_on(DONE)
    keys.use("main form a[href='/staff/content']")
    visitor.is_at("/staff/content")
    keys.skip()
    keys.use("[value=publish]")
    keys.is_on(DONE)
    keys.use("[value=use]")
    keys.is_on(DONE)
    assert "已改用这一版" in visitor.find(DONE).inner_text()


def test_units_are_pasted_in_the_place_of_others_that_cards_still_name(
    visit: Visit, desk: BoothProcess
) -> None:
    visitor = visit(LAPTOP, "en", at=desk)
    keys = enter(visitor)
    visitor.open("/staff/content/units")
    keys.go_to("#rows")
    visitor.page.keyboard.insert_text(
        "广场展位\t海盐县公安局治安大队\t治安大队\t户籍、养犬，都来问"
    )
    keys.use("form:has(#rows) [name=deletes]", key="Space")
    keys.use("form:has(#rows) button")
    visitor.sees("#sums")
    keys.is_on("#sums")
    assert violations(visitor) == []
    keys.go_to("#to-units")
    keys.press("ArrowDown")
    keys.use("[value=give]")
    visitor.sees("#sums")
    expect(visitor.find("[value=give]")).to_have_count(0)
    keys.is_on("#sums")
    keys.use("[value=take]")
    keys.is_on(DONE)


def test_the_next_part_to_review_has_the_focus(visit: Visit, desk: BoothProcess) -> None:
    visitor = visit(LAPTOP, "zh", at=desk)
    keys = enter(visitor)
    visitor.open("/staff/content-review?group=questions/anti-fraud&post=法制大队审核岗")
    second = visitor.find(".review h2").nth(1).inner_text()
    keys.use(".sign button")
    keys.is_on(".review h2 a[data-focus]")
    assert visitor.find("h2:has([data-focus])").inner_text() == second


@pytest.mark.parametrize(
    "page", ["", "/units", "/questions/anti-fraud/anti-fraud-003", "/items/satisfaction/worries"]
)
def test_no_page_keeps_the_focus_and_every_control_is_a_stop(
    visit: Visit, desk: BoothProcess, page: str
) -> None:
    visitor = visit(LANDSCAPE, "en", at=desk)
    keys = enter(visitor)
    visitor.open(f"/staff/content{page}")
    there = visitor.page.evaluate(STOPS)
    assert keys.stops() >= there
