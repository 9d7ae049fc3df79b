"""Who is looked for is found, however the name or number is spelt, and kept once in a list."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient

from kiosk.booth.checkin.comparing import is_found
from kiosk.booth.checkin.guest_list.repeats import sift
from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.typed_numbers import phone_key
from kiosk.typed_text import comparable
from tests.factories import search_for
from tests.reception.guest_list.lists import read
from tests.reception.test_desk import DESK, Day, citizens, invite, said
from tests.staff.test_pages import sign_in, unlock

DOTS = "·•・‧∙⋅．.･●˙᛫ㆍꞏ⸱。｡⦁◦"
SAME = {
    "买买提江·阿卜杜热依木": [f"买买提江{dot}阿卜杜热依木" for dot in DOTS]
    + [
        "买买提江 阿卜杜热依木",
        "买买提江阿卜杜热依木",
        "买买提江 · 阿卜杜热依木",
        "买买提江··阿卜杜热依木",
    ],
    "José Muñoz": [
        "jose munoz",
        "JOSE MUNOZ",
        "Jose\u0301 Mun\u0303oz",
        "ＪＯＳＥ　ＭＵＮＯＺ",
        "JosÉ-Muñoz",
    ],
    "Siobhán O'Neil": ["Siobhan O’Neil", "siobhan oneil", "SIOBHÁN Oʼ NEIL", "Siobhan O`Neil"],
    "Weiß Łukasz Đặng Søren": ["weiss lukasz dang soren", "WEISS ŁUKASZ ĐẶNG SØREN"],
    "Anne-Marie": ["anne marie", "Anne–Marie", "Anne\u2011Marie", "Annemarie", "Anne\u00adMarie"],
    "ﬁona ½": ["Fiona 1/2", "FIONA 1⁄2"],
    "金明": ["⾦明", "金\u200b明", "\ufeff金明", "金　明", "金 明", "金\U000e0100明", "金\u00a0明"],
    "ひらがな・カタカナ": ["ひらがなｶﾀｶﾅ", "ひらがな カタカナ"],
    "Lǚ Yì": ["lu yi", "LÜ YI", "Lu\u0308\u030c Yi\u0300"],
    "Müller, Jürgen": ["muller jurgen", "MÜLLER JÜRGEN", "Müller,Jürgen"],
}
PHONES = {
    "057385012345": [
        *("0086-573-85012345", "(0573)85012345", "+86 573 8501 2345", "0573 8501-2345"),
        *("（０５７３）８５０１２３４５", "0573—85012345", "573 85012345", "+86 (0)573 85012345"),
        *("0573.85012345", "0573 85 01 23 45", "0086 0573 85012345"),
    ],
    "13800000000": [
        *("+86 138 0000 0000", "0086-13800000000", "138-0000-0000", "+8613800000000"),
        *("１３８００００００００", "138 0000 0000", "013800000000", "138.0000.0000"),
    ],
}


@pytest.mark.parametrize("name", SAME)
def test_every_spelling_of_a_name_is_one(name: str) -> None:
    assert {comparable(each) for each in SAME[name]} == {comparable(name)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("吉", "𠮷"),
            ("㐂", "喜"),
            ("王芳", "王方"),
            ("张三", "張三"),
            ("Li", "Ll"),
            ("甲1班", "甲2班"),
        ),
        *(("José", "Joss"), ("己", "已"), ("王芳A", "王芳B"), ("หมู", "หมี"), ("が", "か")),
    ],
)
def test_names_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize("number", PHONES)
def test_every_spelling_of_a_number_is_one(number: str) -> None:
    assert {phone_key(each) for each in PHONES[number]} == {phone_key(number)}


@pytest.fixture(autouse=True)
def day() -> Iterator[Day]:
    with ExitStack() as held:
        day = Day(held)
        day.at("09:30")
        yield day


@pytest.fixture
def desk(client: FlaskClient, sealing: None) -> FlaskClient:
    """Return a browser in which the reception has unlocked the desk."""
    unlock(sign_in(client, "privacy"))
    return client


def test_an_unlocked_desk_finds_guests_and_parties_however_they_are_spelt(
    desk: FlaskClient,
) -> None:
    names = list(SAME)
    for name in names:
        invite(name=name, phone="057385012345", organisation=f"{name} 单位")
    for name in names:
        citizens(desk, 1, name=name[:40])
    for name, others in SAME.items():
        for typed in (*others, comparable(name)[:2]):
            assert name in said(search_for(desk, f"{DESK}/invited/find", typed)), typed
            assert name in said(search_for(desk, f"{DESK}/find", typed)), typed
    for typed in (*PHONES["057385012345"], "8501", "2345"):
        assert names[0] in said(search_for(desk, f"{DESK}/invited/find", typed)), typed
    for typed in ("没有人", "85019999", "···", "0573 1"):
        page = said(search_for(desk, f"{DESK}/find", typed))
        assert not any(name in page for name in names), typed


@pytest.mark.parametrize(
    ("words", "is_right"),
    [
        *(("王芳 派出所", True), ("派出所 王芳", True), ("Fang Wang", True), ("0086", True)),
        *(("王芳 学校", False), ("86", False), ("12", False), ("+86 138", True), ("尾号", False)),
        *(("", False), (" · ", False), ("0045", False), ("wang", True), ("138 0000 0086", True)),
    ],
)
def test_words_in_any_order_and_the_last_digits_are_enough(words: str, is_right: bool) -> None:
    assert is_found(words, "王芳 Wang Fang", "新仓派出所", "13800000086") is is_right


@pytest.mark.parametrize("name", SAME)
def test_a_list_keeps_a_guest_once_however_the_name_is_spelt(catalog: Catalog, name: str) -> None:
    rows = [[each, "13800000000"] for each in (name, *SAME[name])]
    found = read(catalog, *rows)
    assert sift(found, []) == []
    assert [row.row for row in found.rows] == [2]
    assert len(found.refusals) == len(SAME[name])


@pytest.mark.parametrize("number", PHONES)
def test_a_list_keeps_a_guest_once_however_the_number_is_written(
    catalog: Catalog, number: str
) -> None:
    found = read(catalog, *(["王芳", each] for each in (number, *PHONES[number])))
    sift(found, [])
    assert [row.row for row in found.rows] == [2]
    assert all("第 2 行" in each.zh for each in found.refusals), found.refusals
    again = read(catalog, ["王芳", number])
    assert len(sift(again, [Guest(name="王 芳", phone=PHONES[number][0])])) == 1


def test_comparing_is_quick_enough_for_a_long_list() -> None:
    """A list of 20,000 is looked through while somebody waits at the desk."""
    begun = time.perf_counter()
    for number in range(20_000):
        is_found("没有人", f"买买提江·阿卜杜热依木{number}", "新仓镇中心小学", "13800000000")
    assert time.perf_counter() - begun < 1
