"""Finish every flow by touch alone, on tall and wide screens, with script and without."""

from __future__ import annotations

import io
import re
from contextlib import closing

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from kiosk.booth.cards.codes import short
from tests.browser.chromium import launch
from tests.browser.conftest import Visit
from tests.browser.visitor import LAPTOP, PORTRAIT, SURVEY, Visitor, pack

BEFORE_CONTACT = {
    "lives-here": "year",
    "age-group": "36-59",
    "safe-now": "safe",
    "than-last-year": "same",
    "night": "4",
    "paying": "4",
    "heard-of-it": "yes",
    "took-part": "no",
    "trust": "mostly",
    "would-report": "surely",
}


# The quiz


def test_the_first_question_is_two_taps_from_the_idle_screen(visitor: Visitor) -> None:
    visitor.begin()
    visitor.tap_to(".play button", "/quiz/1")
    visitor.sees("h1", visitor.question().prompt[visitor.language])
    assert visitor.taps == 2


def test_a_right_answer_is_marked_by_icon_and_words(visitor: Visitor) -> None:
    visitor.begin()
    visitor.begin_options()
    asked = visitor.answer(is_right=True)
    words = visitor.t("正确答案 · 您选的", "Right answer · your choice")
    visitor.sees(".option.is-right em", words)
    visitor.sees(".option.is-right .icon-tick")
    visitor.sees(".why h2 .icon-tick")
    visitor.sees(".why h2", visitor.t("答对了！", "That is right!"))
    visitor.sees(".why .reason", asked.explanation[visitor.language])
    visitor.sees(".why .source", asked.source.title[visitor.language])
    expect(visitor.find(".is-wrong")).to_have_count(0)


def test_a_wrong_answer_is_marked_by_icon_and_words_beside_the_right_one(visitor: Visitor) -> None:
    visitor.begin()
    visitor.begin_options()
    asked = visitor.answer(is_right=False)
    right = next(each for each in asked.options if each.is_right)
    visitor.sees(".option.is-wrong em", visitor.t("您选的", "Your choice"))
    visitor.sees(".option.is-wrong .icon-cross")
    visitor.sees(".option.is-right em", visitor.t("正确答案", "Right answer"))
    visitor.sees(".option.is-right .icon-tick")
    visitor.sees(".option.is-right", right.text[visitor.language])
    visitor.sees(".why h2 .icon-cross")


def test_a_round_ends_with_the_score_what_was_missed_and_one_more_round(visitor: Visitor) -> None:
    visitor.begin()
    visitor.tap_to(".play button", "/quiz/1")
    visitor.play(wrong=(2,))
    score = visitor.t("答对 4 题，共 5 题", "4 right out of 5")
    expect(visitor.find("h1 .unseen")).to_have_text(score)
    visitor.sees(".score", "4")
    expect(visitor.find(".known li")).to_have_count(3)
    expect(visitor.find(".known .icon-book")).to_have_count(1)
    visitor.sees(".tonight p")
    visitor.tap_to(visitor.find("main .go", visitor.t("再来一轮", "Play again")), "/quiz/1")
    visitor.sees("form.options")


def test_a_topic_length_and_audience_can_be_chosen(visitor: Visitor) -> None:
    topic = pack().topics[1]
    visitor.begin()
    visitor.tap_to(visitor.tile("/quiz/"), "/quiz/")
    visitor.tap(".chip:has([name=length][value='10'])")
    visitor.tap(".chip:has([name=audience][value=elder])")
    expect(visitor.find("[name=length][value='10']")).to_be_checked()
    expect(visitor.find("[name=audience][value=elder]")).to_be_checked()
    visitor.tap_to(f"button[name=topic][value={topic.id}]", "/quiz/1")
    visitor.sees(".eyebrow", topic.short[visitor.language])
    expect(visitor.find(".dots li")).to_have_count(11)


# The rating


def test_a_face_is_one_tap_from_home_and_a_reason_is_one_more(visitor: Visitor) -> None:
    rating = pack().rating
    visitor.begin()
    visitor.taps = 0
    visitor.tap_to('.face[value="5"]', "/survey/rated")
    assert visitor.taps == 1
    visitor.sees("h1", visitor.t("谢谢您的评价！", "Thank you for rating us!"))
    visitor.sees("main", rating.faces[4].text[visitor.language])
    reason = next(each for each in rating.reasons if 5 in each.values)
    visitor.sees("main", reason.text[visitor.language])
    visitor.tap_to(f'button[name=reason][value="{reason.id}"]', "/survey/rated")
    visitor.sees(".message", visitor.t("您的话，我们记下了。", "We have noted what you said."))
    expect(visitor.find("button[name=reason]")).to_have_count(0)


def test_a_low_rating_is_asked_what_went_wrong(visit: Visit) -> None:
    visitor = visit()
    visitor.begin()
    visitor.tap_to('.face[value="1"]', "/survey/rated")
    visitor.sees(".message", "哪里没做好？（可不选）")
    good = [each.text.zh for each in pack().rating.reasons if 1 not in each.values]
    assert not set(good) & set(visitor.find("button[name=reason]").all_inner_texts())


# The survey


def begin_survey(visitor: Visitor) -> None:
    visitor.begin()
    visitor.tap_to('main a[href="/survey/"]', "/survey/")
    visitor.tap(f'main a[href^="/survey/{SURVEY}/"]')
    visitor.is_asked("lives-here")


def answer_security(visitor: Visitor) -> None:
    """Answer what everybody is asked before the item about contact."""
    for value, following in zip(
        BEFORE_CONTACT.values(), [*list(BEFORE_CONTACT)[1:], "dealt"], strict=True
    ):
        visitor.choose(value, following)


def test_the_survey_is_two_taps_away_from_home_and_shows_how_far_one_is(visitor: Visitor) -> None:
    visitor.begin()
    visitor.taps = 0
    visitor.tap_to('main a[href="/survey/"]', "/survey/")
    visitor.tap(f'main a[href^="/survey/{SURVEY}/"]')
    visitor.is_asked("lives-here")
    assert visitor.taps == 2
    assert float(visitor.find("progress").get_attribute("value") or 0) == 1


def test_the_survey_goes_from_its_first_item_to_thanks(visitor: Visitor) -> None:
    begin_survey(visitor)
    answer_security(visitor)
    visitor.choose("once", "dealt-with")
    visitor.choose("traffic", "respected")
    for following in ("fair-decision", "explained", "served"):
        visitor.choose("fully", following)
    visitor.choose("3", "worries")
    for value in ("fraud", "fire"):
        visitor.tap(f"label:has([value={value}])")
        expect(visitor.find(f"[name=answer][value={value}]")).to_be_checked()
    visitor.tap_to("main .go", f"/survey/{SURVEY}/first")
    for count, value in enumerate(("service", "patrol", "talks"), start=1):
        visitor.tap(f"[name=answer][value={value}]")
        if count < 3:
            expect(visitor.find(".ranked li")).to_have_count(count)
    visitor.is_asked("patrols")
    visitor.choose("3", "words")
    if visitor.has_script:
        visitor.tap("textarea")
        visitor.sees(".keyboard-dock")
    visitor.find("textarea").fill("多谢")
    visitor.tap_to("main .row .go", f"/survey/{SURVEY}/thanks")
    thanks = next(each for each in pack().surveys if each.id == SURVEY).thanks
    visitor.sees(".message", thanks[visitor.language])


def test_people_who_had_no_dealings_are_not_asked_about_them(visitor: Visitor) -> None:
    begin_survey(visitor)
    answer_security(visitor)
    visitor.choose("none", "worries")
    visitor.tap_to(".dock a:has(.icon-back)", f"/survey/{SURVEY}/dealt")
    visitor.choose("several", "dealt-with")


def test_going_back_in_the_survey_loses_no_answer(visitor: Visitor) -> None:
    begin_survey(visitor)
    visitor.choose("year", "age-group")
    visitor.choose("36-59", "safe-now")
    visitor.tap_to(".dock a:has(.icon-back)", f"/survey/{SURVEY}/age-group")
    expect(visitor.find('[name=answer][value="36-59"]')).to_have_attribute("aria-pressed", "true")
    expect(visitor.find('[name=answer][value="60-up"]')).to_have_attribute("aria-pressed", "false")
    visitor.tap_to(".dock a:has(.icon-back)", f"/survey/{SURVEY}/lives-here")
    expect(visitor.find("[value=year]")).to_have_attribute("aria-pressed", "true")
    visitor.choose("year", "age-group")
    visitor.choose("60-up", "safe-now")


def test_a_ranking_can_be_taken_back_step_by_step(visit: Visit) -> None:
    visitor = visit(PORTRAIT)
    begin_survey(visitor)
    answer_security(visitor)
    visitor.choose("none", "worries")
    visitor.tap("label:has([value=fire])")
    visitor.tap_to("main .go", f"/survey/{SURVEY}/first")
    visitor.tap("[name=answer][value=talks]")
    expect(visitor.find(".ranked li")).to_have_count(1)
    visitor.tap("[name=undo]")
    expect(visitor.find(".ranked li")).to_have_count(0)
    visitor.sees("[name=answer][value=talks]")


# Feedback


@pytest.mark.parametrize("kind", [each.id for each in pack().feedback])
def test_feedback_is_given_by_chips_and_a_unit(visitor: Visitor, kind: str) -> None:
    told = next(each for each in pack().feedback if each.id == kind)
    visitor.begin()
    visitor.tap_to('main a[href="/feedback/"]', "/feedback/")
    visitor.sees(".strip", "110")
    visitor.tap_to(visitor.tile(f"/feedback/{kind}"), f"/feedback/{kind}")
    visitor.sees("h1", told.prompt[visitor.language])
    for chip in told.chips[:2]:
        visitor.tap(f".chip:has([value={chip.id}])")
        expect(visitor.find(f"[name=chip][value={chip.id}]")).to_be_checked()
    visitor.tap(visitor.find("summary").nth(1))
    visitor.tap(".chip:has([name=unit][value=traffic])")
    expect(visitor.find("[name=unit][value=traffic]")).to_be_checked()
    visitor.tap_to("main .send", "/feedback/thanks")
    visitor.sees("h1", visitor.t("收到了，谢谢您！", "Received. Thank you!"))
    nothing = visitor.t("没有记下您的任何身份信息", "Nothing about who you are was kept")
    visitor.sees(".message", nothing)
    if told.is_urgent:
        visitor.sees("main .strip", "110")


def test_feedback_takes_words_and_a_contact_with_consent(visitor: Visitor) -> None:
    visitor.begin()
    visitor.tap_to('main a[href="/feedback/"]', "/feedback/")
    visitor.tap_to(visitor.tile("/feedback/suggestion"), "/feedback/suggestion")
    visitor.tap(visitor.find("summary").nth(2))
    visitor.find("[name=text]").fill("路口的灯太暗")
    visitor.find("[name=contact]").fill("13800000000")
    visitor.tap(".consent")
    expect(visitor.find("[name=consent]")).to_be_checked()
    visitor.tap_to("main .send", "/feedback/thanks")
    sealed = visitor.t("您的联系方式已在本机加密", "Your contact is sealed on this machine")
    visitor.sees(".message", sealed)


def test_feedback_that_says_nothing_is_asked_for_again(visit: Visit) -> None:
    visitor = visit()
    visitor.begin()
    visitor.open("/feedback/praise")
    visitor.tap("main .send")
    visitor.sees("[role=alert]", "请至少选一项")


# Contact cards and hotlines


def test_a_contact_card_is_three_taps_away_and_its_code_holds_what_stands_beside_it(
    visitor: Visitor,
) -> None:
    card = next(each for each in pack().cards if each.unit == "traffic")
    visitor.begin()
    visitor.tap_to('main a[href="/cards/"]', "/cards/")
    visitor.tap_to('main a[href="/cards/unit/traffic"]', f"/cards/{card.id}")
    assert visitor.taps == 3
    number = visitor.find(".number")
    expect(number).to_have_text(card.phone)
    size = number.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert size >= 34
    picture = Image.open(io.BytesIO(visitor.page.screenshot()))
    [code] = zxingcpp.read_barcodes(picture)
    own = next(each for each in pack().units if each.id == card.unit)
    assert code.bytes == short(card, own, visitor.language)
    assert re.sub(r"\D", "", card.phone).removeprefix("0") in re.sub(r"\D", "", code.text)


def test_the_hotlines_show_every_number(visitor: Visitor) -> None:
    visitor.begin()
    visitor.tap_to('main a[href="/cards/hotlines"]', "/cards/hotlines")
    shown = visitor.find(".hotline > b").all_inner_texts()
    assert sorted(shown) == sorted(line.number for line in pack().hotlines)
    for line in pack().hotlines:
        visitor.sees(".hotline", line.name[visitor.language])


# The dock


def test_language_and_text_size_change_on_the_page_one_is_at(visitor: Visitor) -> None:
    visitor.begin()
    visitor.tap_to('main a[href="/feedback/"]', "/feedback/")
    before = visitor.find("main").evaluate(
        "element => parseFloat(getComputedStyle(element).fontSize)"
    )
    visitor.tap_to(".dock [name=size][value=elder]", "/feedback/")
    visitor.sees("html.elder")
    after = visitor.find("main").evaluate(
        "element => parseFloat(getComputedStyle(element).fontSize)"
    )
    assert after >= 30 > before >= 24
    other = visitor.t("en", "zh")
    visitor.tap_to(f".dock [name=language][value={other}]", "/feedback/")
    visitor.sees(f"html.elder[lang={visitor.t('en', 'zh-Hans')}]")
    visitor.tap_to(".dock [name=size][value=normal]", "/feedback/")
    visitor.sees("html:not(.elder)")


def test_the_elder_door_opens_everything_in_large_text(visitor: Visitor) -> None:
    visitor.begin(is_elder=True)
    visitor.sees("html.elder")
    for path in ("/quiz/", "/survey/", "/cards/", "/feedback/", "/cards/hotlines"):
        visitor.open(path)
        visitor.sees("html.elder main")
    visitor.tap_to(".dock a:has(.icon-home)", "/home")
    visitor.tap_to(".play button", "/quiz/1")
    asked = visitor.question()
    assert {"elder", "all"} & set(asked.audience)
    expect(visitor.find(".dots li")).to_have_count(6)


def test_home_is_one_tap_away_from_every_page(visit: Visit) -> None:
    visitor = visit(LAPTOP)
    visitor.begin()
    for path in (
        "/quiz/",
        "/survey/",
        "/feedback/",
        "/feedback/clue",
        "/cards/",
        "/cards/hotlines",
    ):
        visitor.open(path)
        visitor.tap_to(".dock a:has(.icon-home)", "/home")


def test_motion_between_pages_hinders_nobody(visit: Visit, chromium: Browser) -> None:
    with closing(launch(chromium.browser_type)) as moving:
        visitor = visit(browser=moving)
        visitor.begin()
        assert not visitor.page.evaluate("matchMedia('(prefers-reduced-motion)').matches")
        visitor.tap_to(".play button", "/quiz/1")
        for number in (2, 3):
            visitor.answer(is_right=True)
            visitor.tap_to(".why .go", f"/quiz/{number}")
        visitor.tap_to(".dock a:has(.icon-home)", "/home")


def test_a_form_tapped_twice_is_sent_once(visit: Visit) -> None:
    visitor = visit()
    visitor.begin()
    sent = []
    visitor.page.on("request", lambda request: sent.append(request.method))
    visitor.find('.face[value="4"]').evaluate(
        "face => { face.click(); face.click(); face.click(); }"
    )
    visitor.is_at("/survey/rated")
    assert sent.count("POST") == 1
