"""Test the code of a passport: what it holds, which are believed, and how small it still reads."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey
from PIL import Image

from kiosk.booth.stamps import code, passports
from kiosk.booth.stamps.code import BadPassport, Reading
from kiosk.content.stamp_rule import mark
from kiosk.sealing.keys import ALPHABET
from kiosk.shell import qr

EVENT, DAY = "pinghu/2026", date(2026, 12, 20)
KEY, OTHER, STRANGER = SigningKey(b"k" * 32), SigningKey(b"o" * 32), SigningKey(b"s" * 32)
KNOWN = [bytes(KEY.verify_key), bytes(OTHER.verify_key)]
MARKS = frozenset(mark(name) for name in ("scam-quiz", "road-quiz", "law-quiz", "your-word"))
LETTERS = "AB2CDEF3G" + passports._check_letter("AB2CDEF3G")


def sign(**changed: object) -> str:
    given = {"event": EVENT, "last_day": DAY, "key": KEY} | changed
    return code.signed(LETTERS, MARKS, **given)  # type: ignore[arg-type]


def read(text: str, today: date = DAY) -> Reading:
    return code.read(text, event=EVENT, today=today, keys=KNOWN)


def altered(text: str, byte: int) -> str:
    """Flip a bit of one byte of a code."""
    value = int(text)
    held = bytearray(value.to_bytes((value.bit_length() + 7) // 8, "big"))
    held[byte] ^= 1
    return str(int.from_bytes(held, "big"))


def test_a_passport_brings_its_stamps_to_a_booth_that_only_knows_the_others_key() -> None:
    assert read(sign()) == read(sign(key=OTHER)) == Reading(LETTERS, MARKS)


def test_letters_alone_and_the_printed_code_name_the_passport_without_stamps() -> None:
    for text in (LETTERS, passports.spaced(LETTERS).lower(), code.bare(LETTERS)):
        assert read(text) == Reading(LETTERS)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(sign(key=STRANGER), code.STRANGER, id="forged by a stranger"),
        pytest.param(altered(sign(), -1), code.FORGED, id="signature altered"),
        pytest.param(altered(sign(), 16), code.FORGED, id="stamp altered"),
        pytest.param(altered(sign(), 11), code.FORGED, id="last day altered"),
        pytest.param(altered(sign(), 9), code.NO_PASSPORT, id="letters altered"),
        pytest.param(sign(event="haiyan/2026"), code.FOREIGN, id="foreign event"),
        pytest.param(sign(last_day=DAY - timedelta(days=2)), code.EXPIRED, id="expired"),
        pytest.param(sign()[:-1], code.NO_PASSPORT, id="last digit lost"),
        pytest.param(sign()[40:], code.NO_PASSPORT, id="first digits lost"),
        pytest.param(sign() + sign(), code.NO_PASSPORT, id="scanned twice"),
        pytest.param("B" + LETTERS[1:], code.MISTYPED, id="one letter wrong"),
        pytest.param("", code.NO_PASSPORT, id="nothing"),
        pytest.param("6901234567892", code.NO_PASSPORT, id="a bar code of goods"),
        pytest.param("https://example.com/" + "9" * 3000, code.NO_PASSPORT, id="a long address"),
        pytest.param("9" * 400, code.NO_PASSPORT, id="digits"),
        pytest.param("０" * 200, code.NO_PASSPORT, id="wide zeros"),
        pytest.param("\x1b[A\x02\u202e", code.NO_PASSPORT, id="control characters"),
    ],
)
def test_a_bad_passport_is_refused_and_said_why(text: str, problem: BadPassport) -> None:
    with pytest.raises(BadPassport) as refused:
        read(text)
    assert refused.value.en == problem.en


def test_a_clock_that_is_an_hour_ahead_past_midnight_does_not_expire_a_passport() -> None:
    assert read(sign(), DAY + timedelta(days=1)).marks == MARKS


@given(st.integers(0, passports.LETTERS - 1), st.sampled_from(ALPHABET))
def test_any_one_wrong_letter_is_noticed(place: int, letter: str) -> None:
    wrong = LETTERS[:place] + letter + LETTERS[place + 1 :]
    assert passports.is_passport(wrong) == (wrong == LETTERS)


@given(st.binary(min_size=60, max_size=140))
def test_no_random_digits_are_believed(noise: bytes) -> None:
    with pytest.raises(BadPassport):
        read(str(int.from_bytes(b"\x01" + noise, "big")))


@pytest.mark.parametrize(("stamps", "modules"), [(0, 21), (1, 37), (6, 37), (13, 37)])
def test_a_code_has_few_modules_however_many_stamps_it_holds(stamps: int, modules: int) -> None:
    marks = [mark(f"stop-{each}") for each in range(stamps)]
    made = code.signed(LETTERS, marks, event=EVENT, last_day=DAY, key=KEY)
    assert len(qr.matrix((made if stamps else code.bare(LETTERS)).encode(), code.LEVEL)) == modules


def smallest(text: str) -> int:
    """Return the pixels a side, without the quiet zone, from which on a decoder always reads."""
    side = len(qr.matrix(text.encode(), code.LEVEL))
    picture = Image.open(io.BytesIO(qr.png(text.encode(), code.LEVEL))).convert("L")
    for pixels in range(200, 20, -2):
        small = round(pixels * (side + 2 * qr.QUIET) / side)
        shrunk = picture.resize((small, small), Image.Resampling.BOX)
        found = zxingcpp.read_barcodes(shrunk)
        if [each.text for each in found] != [text]:
            return pixels + 2
    return 22


def test_the_code_on_a_card_reads_at_60_pixels_and_the_signed_one_at_80() -> None:
    assert smallest(code.bare(LETTERS)) <= 60
    assert smallest(sign()) <= 80


def test_records_hold_a_number_from_which_the_letters_are_not_read() -> None:
    number = passports.number_of(LETTERS, EVENT)
    assert len(number) == 14
    assert number != passports.number_of(LETTERS, "haiyan/2026")
    assert number != passports.number_of(passports.new(), EVENT)
