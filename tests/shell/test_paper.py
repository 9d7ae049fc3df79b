"""Test that words on paper keep within their place, and that no letter is lost silently."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from kiosk.office.reports import pdf
from kiosk.office.reports.document import Document
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
    assert paper.missing("𠮷㐂𬎆𠮷") == "𠮷𬎆"


UNBROKEN = {
    "dashes": "—" * 80,
    "boxes": "𬎆" * 80,
    "emoji": "👮" * 80,
    "widest letters": "W" * 80,
    "hyphens": "MWMWMWMWMWMWMWMW-" * 5,
    "dots": "…" * 80,
    "Arabic": "شرطةشرطة" * 10,
    "digits": "0123456789" * 8,
    "an address": "https://example.gov.cn/" + "a" * 60,
    "among Chinese": "王" + "W" * 70 + "芳",
}
"""What has no place to break a line, each longer than any line."""


@pytest.mark.parametrize("name", UNBROKEN)
@pytest.mark.parametrize("field", ["name", "organisation"])
def test_words_without_a_break_stay_on_their_label(name: str, field: str) -> None:
    told = {"name": "王", "organisation": "", "when": ["1 人"], "spoken": "A", "code": ["1"]}
    made = printing.pdf("labels", {"labels": [told | {field: UNBROKEN[name]}]})
    with pypdfium2.PdfDocument(io.BytesIO(made)) as document:
        page = document[0].get_textpage()
        boxes = [page.get_charbox(place) for place in range(page.count_chars())]
    assert max(box[2] for box in boxes) <= 66 * 72 / 25.4
    assert min(box[1] for box in boxes) >= (297 - 37) * 72 / 25.4


@pytest.mark.parametrize("name", UNBROKEN)
def test_words_without_a_break_stay_within_a_reports_margins(name: str) -> None:
    words = UNBROKEN[name]
    held = Document(title="报告", language="zh", signer="公安局", day="2026年12月20日")
    held.part(words)
    held.say(words)
    held.say(f"说明：{words}", "note")
    held.table(words, ["甲", words, "丙"], [[words, "1", words], ["乙", "2", "3"]], (3, 1, 2), {1})
    with pypdfium2.PdfDocument(io.BytesIO(pdf.to_bytes(held))) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(place) for place in range(text.count_chars())]
            # A dash at a line's end may hang half a letter into the margin.
            assert max(box[2] for box in boxes) <= 184 * 72 / 25.4 + 9
