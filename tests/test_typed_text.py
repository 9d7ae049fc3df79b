"""What stood apart in typed text stays apart; nothing invisible gets into an official report."""

from __future__ import annotations

import io
import re
import unicodedata

import docx
import pytest
from flask import Flask

from kiosk import typed_text
from kiosk.booth.checkin import rules as checkin
from kiosk.office.activities import rules as activities
from kiosk.office.reports import word
from kiosk.office.reports.document import Document

LINE_ENDS = {
    "unix": "\n",
    "windows": "\r\n",
    "mac": "\r",
    "word": "\x0b",
    "page": "\x0c",
    "mainframe": "\x85",
    "line": "\u2028",
    "paragraph": "\u2029",
}
GAPS = {
    "tab": "\t",
    "tabs": "\t\t",
    "ideographic": "\u3000",
    "no-break": "\u00a0",
    "narrow-no-break": "\u202f",
    "figure": "\u2007",
    "em": "\u2003",
    "thin": "\u2009",
    "mathematical": "\u205f",
    "ogham": "\u1680",
    "unit": "\x1f",
    "record": "\x1e",
    "file": "\x1c",
    "nul": "\x00",
    "escape": "\x1b",
    "c1": "\x9d",
    "braille": "\u2800",
    "hangul": "\u3164",
    "mixed": " \u3000\t\u00a0",
}
UNSEEN = {
    "mark": "\ufeff",
    "zero-width": "\u200b",
    "right-to-left": "\u202e",
    "isolate": "\u2066",
    "soft-hyphen": "\u00ad",
    "word-joiner": "\u2060",
    "surrogate": "\ud800",
    "noncharacter": "\ufffe",
    "noncharacter-high": "\U0001ffff",
    "tag": "\U000e0041",
}


@pytest.mark.parametrize("end", LINE_ENDS.values(), ids=LINE_ENDS)
def test_an_end_of_a_line_ends_a_line_and_parts_words_on_one(end: str) -> None:
    assert activities.plain(f"当湖12{end}5人", 99) == "当湖12\n5人"
    assert checkin.clean(f"当湖12{end}5人", 99) == "当湖12 5人"


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS)
def test_a_gap_never_joins_what_it_parts(gap: str) -> None:
    for clean in (activities.plain, checkin.clean):
        assert clean(f"当湖{gap}12{gap}5", 99) == "当湖 12 5"
        assert clean(f"{gap}Open{gap}Day{gap}", 99) == "Open Day"


@pytest.mark.parametrize("mark", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_is_left_out(mark: str) -> None:
    for clean in (activities.plain, checkin.clean):
        assert clean(f"{mark}当{mark}湖{mark}", 99) == "当湖"


@pytest.mark.parametrize(
    "seen",
    [
        "👨‍👩‍👧",
        "王𬎆",
        "\U0002ebf0",
        "\ue000",
        "阿卜杜热依木·买买提",
        "é",
        "ﬁ",
        "１２，５",
        "①",
        "℃",
    ],
)
def test_what_people_see_stays_as_it_is(seen: str) -> None:
    assert typed_text.lines(seen) == typed_text.one_line(seen) == seen


def test_empty_lines_within_stay_and_those_around_go() -> None:
    assert typed_text.lines("\r\n\u3000\r\n一\t\r\n\r\n\x0b二\n\n") == "一\n\n\n二"


def test_each_of_all_letters_is_taken_by_a_word_file(app: Flask) -> None:
    letters = "".join(map(chr, range(0x110000)))
    document = Document("Title", "zh", "Signer", "Day")
    for begin in range(0, len(letters), 4000):
        document.say("开始" + letters[begin : begin + 4000])
    file = io.BytesIO()
    word.write(document, file, lambda _count: None)
    text = "".join(each.text for each in docx.Document(file).paragraphs)
    assert not any(unicodedata.category(each) in ("Cc", "Cs") for each in text)


def test_a_table_pasted_from_word_keeps_its_figures() -> None:
    pasted = "单位\t民警\t群众\r\n当湖\t12\t5\r\n乍浦\t3\t40\r\n"
    pasted += "张三\u3000李四到场。Open\u00a0Day\x0b10\u202f000人"
    assert activities.plain(pasted, 4000).split("\n") == [
        "单位 民警 群众",
        "当湖 12 5",
        "乍浦 3 40",
        "张三 李四到场。Open Day",
        "10 000人",
    ]


def test_letters_that_are_passed_over_in_haste_need_no_tidying() -> None:
    plain = re.compile(typed_text._SEEN)
    every = [chr(code) for code in range(0x110000) if plain.fullmatch(chr(code))]
    assert len(every) > 25_000
    assert [each for each in every if typed_text._spaced(each) != each] == []
