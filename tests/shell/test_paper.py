"""Test that words on paper keep within their place, and that no letter is lost silently."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from kiosk.shell import paper, printing

RULE = (
    "跟着带队民警走，不离队；“可拍照”的地方（有标志）才能拍！Please stay with your guide, always."
)
FONT = ImageFont.truetype(str(paper.FONT), 100)


def wrapped(width: float, words: str) -> list[str]:
    """Break words into lines of so many letters' width."""
    return paper.broken(paper.printable(words), lambda line: FONT.getlength(line) <= width * 100)


@pytest.mark.parametrize("width", range(4, 24, 2))
def test_no_line_is_wider_than_its_place_or_begins_with_a_closing_mark(width: int) -> None:
    lines = wrapped(width, RULE)
    assert "".join("".join(lines).split()) == "".join(RULE.split())
    for line in lines:
        assert FONT.getlength(line) <= width * 100
        assert line[0] not in "，；”）！。"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60))
def test_wrapping_loses_no_word_of_any_language(words: str) -> None:
    lines = wrapped(9, words)
    assert "".join("".join(lines).split()) == "".join(paper.printable(words).split())


def label(name: str) -> list[tuple[float, str]]:
    """Print a label for a guest; return the lines of the name with the height of their letters."""
    told = {"organisation": "", "when": ["1 人"], "spoken": "A", "code": ["1"]}
    made = printing.pdf("labels", {"labels": [told | {"name": name}]})
    with pypdfium2.PdfDocument(io.BytesIO(made)) as document:
        text = document[0].get_textpage()
        boxes = [text.get_rect(place) for place in range(text.count_rects())]
        lines = [(box, text.get_text_bounded(*box).strip()) for box in boxes]
    top = max(box[3] for box, _ in lines)
    return [(box[3] - box[1], said) for box, said in lines if box[1] > top - 9 * 72 / 25.4 - 1]


def test_words_are_set_smaller_until_they_fit_and_cut_only_then() -> None:
    [(large, name)] = label("王小明")
    assert name == "王小明"
    smaller = label("王" * 20)
    assert "".join(said for _, said in smaller) == "王" * 20
    assert max(height for height, _ in smaller) < large * 0.9
    *_, (smallest, last) = cut = label("王" * 400)
    assert last.endswith("…")
    assert smallest < large * 0.6
    assert 40 < len("".join(said for _, said in cut)) < 100


@given(st.text(st.characters(exclude_categories=["Cs", "Zl", "Zp"]), max_size=60))
def test_any_words_are_printed(words: str) -> None:
    assert label(words) is not None


def test_letters_that_the_font_lacks_become_boxes_and_rare_ones_stay() -> None:
    assert paper.printable("㐂䶮堃 O'Neil 𠮷") == "㐂䶮堃 O'Neil □"
