"""Test that receipts, labels and letters say all they must, scan, and keep within their frames."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from kiosk.booth.handback import papers, rules
from kiosk.booth.handback.listing.columns import CASE_LIMIT, NAME_LIMIT, WHAT_LIMIT
from kiosk.booth.handback.papers import Receipt
from kiosk.content.catalog import Catalog
from kiosk.content.parts import MOST_LETTERS
from kiosk.sealing.erasure import KEEP
from tests.handback.desks import CLAIMANT, NUMBER, PHONE, WHAT, item
from tests.handback.paper import ink, page, pages, part, plain, scanned, with_words

HALF = 148.5
FIELD = (121.0, 101.0, 194.0, 129.5)
"""Within the frame of a signature on the upper copy: left, top, right, bottom, in millimetres."""
MARKUP = "#\"'$*`[a]_b_ <c> @d //x"
CROSS: rules.Strokes = [[(0, 0), (1000, 400)], [(1000, 0), (0, 400)]]
LONGEST = {"what": WHAT_LIMIT, "claimant": NAME_LIMIT, "case": CASE_LIMIT}
LONG_NUMBER = f"zhongdai/{'W' * rules.MOST_OWN}"


def receipt(**given: Any) -> Receipt:
    """Have signed for an electric bicycle, and been given it."""
    held = Receipt(
        number=NUMBER,
        category="vehicle",
        what=WHAT,
        claimant=CLAIMANT,
        case="A-1",
        proofs=("identity-card", "case-receipt"),
        signed_at=datetime(2026, 12, 20, 9, 35),
        handed_at=datetime(2026, 12, 20, 9, 41),
        actor="boss",
        signature=CROSS,
    )
    return replace(held, **given)


def longest(letter: str) -> dict[str, str]:
    """Return texts of as many letters as a list may bring."""
    return {name: letter * limit for name, limit in LONGEST.items()}


def test_both_copies_of_a_receipt_say_the_same(catalog: Catalog) -> None:
    text, _ = page(papers.receipt(catalog, receipt()))
    pack = catalog.pack
    said = [
        "物品发还清单",
        pack.event.bureau.zh,
        pack.event.bureau.en,
        pack.event.name.zh,
        catalog.units["zhongdai"].name.zh,
        NUMBER,
        WHAT,
        "车辆",
        "案号",
        "A-1",
        CLAIMANT,
        "身份证、报案回执",
        "Identity card; Receipt of the report",
        *(each[language] for each in pack.handback.read_aloud for language in ("zh", "en")),
        "2026-12-20 09:35",
        "2026-12-20 09:41",
        "boss",
        f"{KEEP.days} 天后删除",
        f"erased {KEEP.days} days after the event",
    ]
    for each in said:
        assert text.count(plain(each)) == 2, each
    above, below = text.split("claimant'scopy")[0], text.split("bureau'scopy")[1]
    assert "存根（公安机关留存）" in above
    assert "领取人留存" in below
    assert "尚未发还" not in text


def test_the_two_copies_look_alike_but_for_whose_they_are(catalog: Catalog) -> None:
    _, picture = page(papers.receipt(catalog, receipt()))
    above, below = (part(picture, 0, top + 15, 210, top + 140) for top in (0, HALF))
    edges = ink(above)
    assert edges is not None
    assert edges == pytest.approx(ink(below), abs=0.3)


def test_a_receipt_without_a_case_number_leaves_it_out(catalog: Catalog) -> None:
    text, _ = page(papers.receipt(catalog, receipt(case="")))
    assert "案号" not in text


def test_a_receipt_printed_before_handing_out_says_so_on_both_copies(catalog: Catalog) -> None:
    text, _ = page(papers.receipt(catalog, receipt(handed_at=None)))
    assert text.count("已签名，尚未发还") == 2
    assert text.count(plain("not yet handed out")) == 4
    assert "09:41" not in text


def test_a_signature_fills_its_field_and_keeps_its_proportions(catalog: Catalog) -> None:
    _, picture = page(papers.receipt(catalog, receipt()))
    for top in (0, HALF):
        field = part(picture, FIELD[0], FIELD[1] + top, FIELD[2], FIELD[3] + top)
        assert ink(field) is not None
        corners = [part(field, 0, 0, 4, 4), part(field, 69, 24.5, 73, 28.5)]
        assert all(ink(each) for each in corners)
        assert ink(part(field, 30, 0, 43, 8)) is None, "a cross is empty above its middle"


def test_a_stroke_of_one_point_is_a_dot(catalog: Catalog) -> None:
    assert papers.path([[(1, 2), (3, 4)], [(5, 6)], []]) == "M1 2L3 4M5 6h.1"
    _, picture = page(papers.receipt(catalog, receipt(signature=[[(500, 200)]])))
    edges = ink(part(picture, *FIELD))
    assert edges is not None
    left, top, right, bottom = edges
    assert (left + right) / 2 == pytest.approx((FIELD[2] - FIELD[0]) / 2, abs=1)
    assert 0.4 < right - left < 1
    assert 0.4 < bottom - top < 1


def test_a_signature_of_all_points_allowed_is_printed(catalog: Catalog) -> None:
    many = [[(step % 1001, step * 7 % 401) for step in range(rules.MOST_POINTS)]]
    _, picture = page(papers.receipt(catalog, receipt(signature=many)))
    assert ink(part(picture, *FIELD))


def test_a_signature_that_is_sealed_or_erased_leaves_words_alone(catalog: Catalog) -> None:
    text, picture = page(papers.receipt(catalog, receipt(signature=None)))
    assert text.count("签名不显示：已密封或已删除") == 2
    for top in (0, HALF):
        left, upper, right, lower = FIELD
        for edges in ((left, upper, right, upper + 8), (left, lower - 8, right, lower)):
            assert ink(part(picture, edges[0], edges[1] + top, edges[2], edges[3] + top)) is None


@pytest.mark.parametrize("letter", ["样", "W", "䶮", "—", "𠮷"])
def test_the_longest_receipt_is_one_page_and_keeps_its_margins(
    catalog: Catalog, letter: str
) -> None:
    held = receipt(
        **longest(letter), number=LONG_NUMBER, proofs=tuple(catalog.proofs), handed_at=None
    )
    text, picture = page(papers.receipt(catalog, held))
    assert text.count("□" if letter == "𠮷" else letter) >= 2 * sum(LONGEST.values())
    assert "…" not in text
    for proof in catalog.proofs.values():
        assert plain(proof.name.zh) in text
    for top in (0, HALF):
        assert ink(part(picture, 0, top + 3, 13.5, top + 145)) is None
        assert ink(part(picture, 196.5, top + 3, 210, top + 145)) is None
        assert ink(part(picture, 0, top + 141, 210, top + 145)) is None


@pytest.mark.parametrize("said", ["读" * MOST_LETTERS, "W" * MOST_LETTERS])
def test_a_pack_of_very_long_words_prints_on_the_same_pages(catalog: Catalog, said: str) -> None:
    held = with_words(catalog, said)
    text, picture = page(papers.receipt(held, receipt(proofs=tuple(held.proofs))))
    assert "…" in text or "⋯" in text
    assert ink(part(picture, 0, 141, 210, 145)) is None
    text, picture = page(papers.letters(held, None, [item(**longest("样"))]))
    assert scanned(picture) == [rules.CODE + NUMBER]
    assert "验证码" in text
    assert ink(part(picture, 0, 231, 210, 234)) is None
    assert ink(part(picture, 0, 282, 210, 297)) is None


def test_what_this_edition_does_not_name_is_printed_by_its_id(catalog: Catalog) -> None:
    held = receipt(number="gone/1", category="boat", proofs=("seal",))
    text, _ = page(papers.receipt(catalog, held))
    for said in ("gone/1", "boat", "seal", catalog.pack.event.bureau.zh):
        assert said in text


def test_25_labels_take_two_pages_and_each_holds_its_number(catalog: Catalog) -> None:
    numbers = [f"zhongdai/{number:03}" for number in range(25)]
    held = pages(papers.labels(catalog, [item(number) for number in numbers]))
    assert len(held) == 2
    found = [text for _, picture in held for text in scanned(picture)]
    assert sorted(found) == [rules.CODE + number for number in numbers]


def test_a_label_says_what_it_is_and_when_but_nobodys_name(catalog: Catalog) -> None:
    given = item(case="A-1", note="试样备注", day="2026-12-20", time="09:30")
    text, _ = page(papers.labels(catalog, [given]))
    for said in ("017", NUMBER, WHAT, "车辆", "12月20日（周日）09:30"):
        assert said in text
    for kept in (CLAIMANT, PHONE, "A-1", "试样备注"):
        assert kept not in text


@pytest.mark.parametrize("letter", ["样", "W", "䶮", "—", "𠮷"])
def test_no_label_runs_over_its_edge(catalog: Catalog, letter: str) -> None:
    given = item(LONG_NUMBER, what=letter * WHAT_LIMIT, day="2026-12-20", time="09:30")
    text, picture = page(papers.labels(catalog, [given] * 24))
    assert "…" in text or "⋯" in text
    for place in range(24):
        row, column = divmod(place, 3)
        left, top = column * 70, 0.5 + row * 37
        label = part(picture, left + 2, top + 2, left + 68, top + 35)
        assert scanned(label) == [rules.CODE + LONG_NUMBER]
        edges = ink(label)
        assert edges is not None
        assert min(edges[:2]) >= 2
        assert edges[2] <= 64
        assert edges[3] <= 31


def test_30_letters_are_30_pages_each_with_its_code(catalog: Catalog) -> None:
    numbers = [f"zhongdai/{number}" for number in range(30)]
    held = pages(papers.letters(catalog, "zhongdai", [item(number) for number in numbers]))
    assert [scanned(picture) for _, picture in held] == [[rules.CODE + each] for each in numbers]


def test_a_letter_says_all_that_a_claimant_needs_to_know(catalog: Catalog) -> None:
    given = item(day="2026-12-20", time="09:30")
    text, _ = page(papers.letters(catalog, "zhongdai", [given]))
    pack, unit = catalog.pack, catalog.units["zhongdai"].name
    said = [
        pack.event.bureau.zh,
        pack.event.name.zh,
        f"{CLAIMANT}：",
        WHAT,
        NUMBER,
        "2026年12月20日（星期日） 09:30",
        unit.zh,
        *(each.name.zh for each in pack.handback.proofs),
        "不收任何费用",
        "转账",
        "银行卡",
        "验证码",
        f"请拨打 110，或者直接向{unit.zh}核实",
        f"{KEEP.days} 天后删除",
        "time: 2026-12-20 09:30",
        "a payment, a transfer, a bank card or a verification code",
        f"call 110 or ask {unit.en}",
        *(each.name.en for each in pack.handback.proofs),
    ]
    for each in said:
        assert plain(each) in text, each
    assert PHONE not in text


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        ({}, "时间另行约定", "time: to be arranged."),
        ({"day": "2026-12-21"}, "（星期一），时间另行约定", "2026-12-21, time to be arranged."),
        ({"time": "14:05"}, "日期另行约定，14:05", "date to be arranged, 14:05."),
    ],
)
def test_what_is_open_is_to_be_arranged(
    catalog: Catalog, given: dict[str, str], zh: str, en: str
) -> None:
    text, _ = page(papers.letters(catalog, None, [item(**given)]))
    assert plain(zh) in text
    assert plain(en) in text


@pytest.mark.parametrize(
    ("unit", "number", "place"),
    [
        ("zhapu", NUMBER, "乍浦派出所"),
        (None, NUMBER, "钟埭派出所"),
        (None, "gone/1", "平湖市公安局"),
        ("gone", "gone/1", "平湖市公安局"),
    ],
)
def test_a_letter_names_the_desk_or_the_unit_of_the_number_or_the_bureau(
    catalog: Catalog, unit: str | None, number: str, place: str
) -> None:
    text, _ = page(papers.letters(catalog, unit, [item(number)]))
    assert f"地点{place}" in text


@pytest.mark.parametrize("letter", ["样", "W", "䶮", "—", "𠮷"])
def test_the_longest_letter_keeps_its_margins_and_is_not_cut(catalog: Catalog, letter: str) -> None:
    printed = papers.letters(catalog, None, [item(LONG_NUMBER, **longest(letter))])
    text, picture = page(printed)
    assert text.count("□" if letter == "𠮷" else letter) >= WHAT_LIMIT + NAME_LIMIT
    assert "…" not in text
    assert ink(part(picture, 0, 6, 23, 297)) is None
    assert ink(part(picture, 187.5, 6, 210, 297)) is None
    assert scanned(picture) == [rules.CODE + LONG_NUMBER]


def test_markup_and_quotes_are_printed_as_they_are_typed(catalog: Catalog) -> None:
    given = item(what=MARKUP, claimant=MARKUP)
    for printed, count in (
        (papers.receipt(catalog, receipt(what=MARKUP, claimant=MARKUP, case=MARKUP)), 6),
        (papers.labels(catalog, [given]), 1),
        (papers.letters(catalog, None, [given]), 2),
    ):
        text, _ = page(printed)
        assert text.count(plain(MARKUP)) == count


def test_letters_that_the_fonts_do_not_have_are_boxes_and_named_by_field(catalog: Catalog) -> None:
    rare, usual = item(claimant="试样𠮷", what="𠮷牌电动车"), item("zhongdai/018", claimant="䶮")
    printed = papers.letters(catalog, None, [rare, usual])
    [found] = printed.incomplete
    assert (found.code, found.fields.zh, found.fields.en) == (
        NUMBER,
        "物品、领取人",
        "belonging, claimant",
    )
    first, second = pages(printed)
    assert "试样□：" in first[0]
    assert "䶮：" in second[0]
    [found] = papers.labels(catalog, [rare, usual]).incomplete
    assert found.fields.zh == "物品"
    [found] = papers.receipt(catalog, receipt(case="𠮷-1")).incomplete
    assert (found.code, found.fields.zh) == (NUMBER, "案号")
    assert not papers.receipt(catalog, receipt()).incomplete
