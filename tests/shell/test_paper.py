"""Test that words on paper keep within their place, and that no letter is lost silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.shell import paper

RULE = (
    "跟着带队民警走，不离队；“可拍照”的地方（有标志）才能拍！Please stay with your guide, always."
)


@pytest.mark.parametrize("width", range(12, 80, 7))
def test_no_line_is_wider_than_its_place_or_begins_with_a_closing_mark(width: int) -> None:
    pdf = paper.blank()
    lines = paper.wrapped(pdf, width, 10, RULE)
    assert "".join("".join(lines).split()) == "".join(RULE.split())
    for line in lines:
        assert pdf.get_string_width(line) <= width
        assert line[0] not in "，；”）！。"
    pdf.output()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60))
def test_wrapping_loses_no_word_of_any_language(words: str) -> None:
    pdf = paper.blank()
    lines = paper.wrapped(pdf, 30, 10, words)
    assert "".join("".join(lines).split()) == "".join(paper.printable(words).split())
    pdf.output()


def test_words_are_set_smaller_until_they_fit_and_cut_only_then() -> None:
    pdf = paper.blank()
    assert paper.fitted(pdf, 60, 6, (12, 9), "王") == (12, ["王"])
    assert paper.fitted(pdf, 35, 6, (12, 9), "王" * 10) == (9, ["王" * 10])
    size, [line] = paper.fitted(pdf, 35, 6, (12, 9), "王" * 40)
    assert size == 9
    assert line.endswith("…")
    assert pdf.get_string_width(line) <= 35
    pdf.output()


def test_letters_that_the_font_lacks_become_boxes_and_rare_ones_stay() -> None:
    assert paper.printable("㐂䶮堃 O'Neil 𠮷") == "㐂䶮堃 O'Neil □"
