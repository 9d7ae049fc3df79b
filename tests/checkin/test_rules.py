"""Test what a check-in may hold, and what each step leads to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import typed_numbers
from kiosk.booth.checkin import rules
from kiosk.booth.checkin.records import Head, State
from kiosk.content.pack import Slot
from kiosk.errors import Refused
from kiosk.sealing import keys
from tests.checkin.people import DAY, at

SLOT = Slot(id="slot", starts_at="09:00", ends_at="09:40", capacity=40)
INSIDE = State(status="inside", inside=3, places=3, slot="slot", day="2026-12-20")
WAITING = State(status="waiting", inside=0, places=3, slot="slot", day="2026-12-20")
LEFT = State(status="left", inside=0, places=3, slot="slot", day="2026-12-20")
KNOWN = ["citizen", "pupil"]


# What is typed


@pytest.mark.parametrize(
    "text",
    [
        "330482199001011234",
        "33048219900101123X",
        "33048219900101123x",
        "330482 19900101 1234",
        "３３０４８２１９９００１０１１２３４",
        "我叫王，330482-1990-0101-1234",
        "330482900101123",
    ],
)
def test_an_identity_number_is_known_in_any_dress(text: str) -> None:
    assert typed_numbers.looks_like_identity_number(text)
    with pytest.raises(Refused):
        typed_numbers.refuse_identity_number("王", text)


@pytest.mark.parametrize("text", ["", "王芳", "13800000000", "+86 138 0000 0000", "0573-85000000"])
def test_names_and_telephones_are_no_identity_numbers(text: str) -> None:
    assert not typed_numbers.looks_like_identity_number(text)


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("138 0000 0000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("(0573) 8500-0000", "057385000000"),
        ("+86 13800000000", "+8613800000000"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_telephones_are_kept_as_plain_digits(given_text: str, kept: str) -> None:
    assert typed_numbers.read_phone(given_text) == kept


@pytest.mark.parametrize("text", ["1234", "no phone", "138００a", "1" * 21])
def test_what_is_no_telephone_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="5 to 20 digits"):
        typed_numbers.read_phone(text)


@pytest.mark.parametrize(
    "name", ["㐂", "䶮", "堃", "O", "Jean-Luc O'Neil", "أحمد", "阿卜杜拉·买买提"]
)
def test_rare_foreign_and_one_letter_names_are_kept_as_they_are(name: str) -> None:
    assert rules.clean(f"  {name}\n", rules.NAME_LIMIT) == name


@given(st.text())
def test_cleaned_words_stand_on_one_line_within_the_limit(text: str) -> None:
    kept = rules.clean(text, 10)
    assert len(kept) <= 10
    assert not set("\r\n\t\x00\x1b") & set(kept)
    assert kept == " ".join(kept.split()) or len(kept) == 10


def test_a_hundred_different_surnames_are_offered() -> None:
    assert len(rules.SURNAMES) == len(set(rules.SURNAMES)) == 100


# Head counts


@pytest.mark.parametrize(
    ("heads", "under_14"),
    [
        ([], 0),
        ([Head(kind="citizen", people=0)], 0),
        ([Head(kind="citizen", people=-1), Head(kind="pupil", people=3)], 0),
        ([Head(kind="citizen", people=201)], 0),
        ([Head(kind="ghost", people=1)], 0),
        ([Head(kind="citizen", people=1), Head(kind="citizen", people=1)], 0),
        ([Head(kind="citizen", people=2)], 3),
        ([Head(kind="citizen", people=2)], -1),
    ],
)
def test_counts_that_cannot_be_are_refused(heads: list[Head], under_14: int) -> None:
    with pytest.raises(Refused):
        rules.check_heads(heads, under_14, KNOWN)


def test_people_of_all_kinds_are_added() -> None:
    heads = [Head(kind="citizen", people=2), Head(kind="pupil", people=40)]
    assert rules.check_heads(heads, 40, KNOWN) == 42


# What a scanner sends


@pytest.mark.parametrize(
    ("scanned", "read"),
    [
        ("OD-V-ABCDEFGHJKMN", ("V", "ABCDEFGHJKMN")),
        ("od-i-abcd-efgh-jkmn\r\n", ("I", "ABCDEFGHJKMN")),
        ("ＡＢＣＤ ＥＦＧＨ ＪＫＭＮ", (None, "ABCDEFGHJKMN")),
    ],
)
def test_codes_are_read_however_they_are_typed(scanned: str, read: tuple[str | None, str]) -> None:
    assert rules.read_scan(scanned) == read


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        "BEGIN:VCARD",
        "TEL;TYPE=WORK:0573-00000000",
        "https://example.com/ABCDEFGHJKMN",
        "OD-X-ABCDEFGHJKMN",
        "ABCDEFGHJKM",
        "ABCDEFGHJKMNP",
        "ABCDEFGHJKM0",
        "\x00\x1b[A",
        "A" * 100_000,
    ],
)
def test_anything_else_that_a_scanner_sends_is_nothing(scanned: str) -> None:
    assert rules.read_scan(scanned) is None


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    rules.read_scan(text)


@pytest.mark.parametrize("before", [rules.INVITED, rules.BADGE])
def test_every_code_that_is_made_is_read_again(before: str) -> None:
    code = keys.new_code(1, rules.CODE_LETTERS)
    assert rules.read_scan(before + code) == (before[3], code)


# Slots


@pytest.mark.parametrize(
    ("now", "is_open"), [("08:44", False), ("08:45", True), ("09:00", True), ("09:39", True)]
)
def test_a_slot_lets_people_in_from_a_quarter_of_an_hour_before(now: str, is_open: bool) -> None:
    assert rules.has_opened(SLOT, DAY, at(now)) is is_open
    state = rules.arrived(3, SLOT, DAY, at(now))
    assert state == (INSIDE if is_open else WAITING)


def test_a_slot_is_over_at_its_end() -> None:
    assert not rules.is_over(SLOT, DAY, at("09:39"))
    assert rules.is_over(SLOT, DAY, at("09:40"))


def test_who_has_no_slot_may_always_go_in() -> None:
    assert rules.arrived(2, None, DAY, at("03:00")).status == "inside"


# Steps


def test_a_waiting_party_is_admitted_once() -> None:
    assert rules.admitted(WAITING) == INSIDE
    for held in (INSIDE, LEFT):
        with pytest.raises(Refused, match="not waiting"):
            rules.admitted(held)


def test_a_party_leaves_bit_by_bit_and_keeps_its_places() -> None:
    held = rules.departed(INSIDE, 2)
    assert (held.status, held.inside, held.places) == ("inside", 1, 3)
    held = rules.departed(held, 1)
    assert held == LEFT


@pytest.mark.parametrize("people", [0, -1, 4])
def test_no_more_can_leave_than_are_inside(people: int) -> None:
    with pytest.raises(Refused, match="1 to 3 can leave"):
        rules.departed(INSIDE, people)


def test_check_out_of_those_who_are_not_inside_is_refused() -> None:
    with pytest.raises(Refused, match="not inside"):
        rules.departed(LEFT)
    with pytest.raises(Refused, match="not inside"):
        rules.departed(WAITING, 1)


def test_who_goes_without_having_been_in_gives_the_places_back() -> None:
    held = rules.departed(WAITING)
    assert (held.status, held.places) == ("cancelled", 0)


def test_who_has_left_cannot_change_the_slot() -> None:
    with pytest.raises(Refused, match="cannot change"):
        rules.moved(LEFT, SLOT, DAY)


def test_late_leavers_are_those_inside_after_their_slot_or_for_long() -> None:
    came = at("09:00")
    assert not rules.is_late(INSIDE, SLOT, came, at("09:55"))
    assert rules.is_late(INSIDE, SLOT, came, at("09:56"))
    assert not rules.is_late(LEFT, SLOT, came, at("12:00"))
    assert not rules.is_late(INSIDE, None, came, at("11:00"))
    assert rules.is_late(INSIDE, None, came, at("11:00") + timedelta(seconds=1))
