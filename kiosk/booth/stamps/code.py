"""The code that a passport shows: its letters, or its letters with stamps, signed by a booth.

Both are digits alone. A QR code packs digits tightest, and a scanner that types them is understood
on every keyboard, also where a Chinese input method waits for letters.

    1 | event (2) | passport (7) | last day (2) | booth (3) | two bytes a stamp | signature (64)
    2 | passport (7)

The booth that signs vouches for every stamp in it, since it verified those it found; so one
signature is enough, however many stamps there are. It covers the event's whole id as well.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.booth.stamps import passports
from kiosk.content.parts import Text
from kiosk.content.stamp_rule import MARK
from kiosk.errors import Refused
from kiosk.sealing.keys import plain_code
from kiosk.shell.qr import Level

LEVEL: Level = "L"
"""A wrong digit is noticed by the signature or the check letter; so the modules may be larger."""
SIGNED, BARE = 1, 2
EVENT, DAY, BOOTH, SIGNATURE = 2, 2, 3, 64
HEAD = 1 + EVENT + passports.BYTES + DAY + BOOTH
MOST_STAMPS = 24
MOST_TYPED = 1000
"""No scanner types more; what is longer is not even looked at."""
_BEFORE = b"open day passport 1\n"
"""Begins what is signed, so that no signature made for anything else is one of a passport."""
_DAY_ZERO = date(2020, 1, 1)
_SLACK = timedelta(days=1)
"""Laptops' clocks may differ; a passport is taken a day longer than it says."""


class BadPassport(Refused):
    """A code that is no passport, or not one to be believed."""


@dataclass(frozen=True)
class Reading:
    """A passport as a code names it; `marks` are the stops that stamped it."""

    letters: str
    marks: frozenset[bytes] = frozenset()


def bare(letters: str) -> str:
    """Return the digits of a passport's letters alone, as printed on cards."""
    return str(int.from_bytes(bytes([BARE]) + passports.pack(letters), "big"))


def signed(
    letters: str, marks: Iterable[bytes], *, event: str, last_day: date, key: SigningKey
) -> str:
    """Return the digits of a passport with its stamps, signed by the booth of `key`."""
    told = b"".join(sorted(set(marks)))
    head = bytes([SIGNED]) + _event_mark(event) + passports.pack(letters)
    days = (last_day - _DAY_ZERO).days.to_bytes(DAY, "big")
    held = head + days + bytes(key.verify_key)[:BOOTH] + told
    signature = key.sign(_BEFORE + event.encode() + b"\n" + held).signature
    return str(int.from_bytes(held + signature, "big"))


def read(text: str, *, event: str, today: date, keys: Sequence[bytes]) -> Reading:
    """Return the passport that was scanned or typed. Raises BadPassport, which says why not.

    Only stamps that one of the booths in `keys` signed are believed.
    """
    typed = plain_code(unicodedata.normalize("NFKC", text[:MOST_TYPED]))
    if passports.is_passport(typed):
        return Reading(typed)
    if len(typed) == passports.LETTERS and not typed.isdigit():
        raise MISTYPED
    if not re.fullmatch(r"[1-9][0-9]{16,399}", typed):
        raise NO_PASSPORT
    value = int(typed)
    held = value.to_bytes((value.bit_length() + 7) // 8, "big")
    if held[0] == BARE and len(held) == 1 + passports.BYTES:
        return Reading(_letters(held[1:]))
    if held[0] != SIGNED or not HEAD + SIGNATURE <= len(held) <= HEAD + 2 * MOST_STAMPS + SIGNATURE:
        raise NO_PASSPORT
    return _verified(held, event, today, keys)


def _verified(held: bytes, event: str, today: date, keys: Sequence[bytes]) -> Reading:
    told, signature = held[:-SIGNATURE], held[-SIGNATURE:]
    stamps = told[HEAD:]
    letters = _letters(told[1 + EVENT : 1 + EVENT + passports.BYTES])
    if told[1 : 1 + EVENT] != _event_mark(event) or len(stamps) % MARK:
        raise FOREIGN
    booth = told[HEAD - BOOTH : HEAD]
    signers = [key for key in keys if key[:BOOTH] == booth]
    if not signers:
        raise STRANGER
    words = _BEFORE + event.encode() + b"\n" + told
    if not any(_is_signed(words, signature, key) for key in signers):
        raise FORGED
    days = int.from_bytes(told[HEAD - BOOTH - DAY : HEAD - BOOTH], "big")
    if today > _DAY_ZERO + timedelta(days=days) + _SLACK:
        raise EXPIRED
    marks = frozenset(stamps[at : at + MARK] for at in range(0, len(stamps), MARK))
    return Reading(letters, marks)


def _is_signed(words: bytes, signature: bytes, key: bytes) -> bool:
    try:
        VerifyKey(key).verify(words, signature)
    except BadSignatureError:
        return False
    return True


def _letters(held: bytes) -> str:
    letters = passports.unpack(held)
    if letters is None:
        raise NO_PASSPORT
    return letters


def _event_mark(event: str) -> bytes:
    return hashlib.sha256(event.encode()).digest()[:EVENT]


def reason(problem: BadPassport) -> Text:
    """Return why a passport is not believed, in both languages."""
    return Text(zh=problem.zh, en=problem.en)


NO_PASSPORT = BadPassport(
    "这不是集章护照的码。请把码对准扫码枪再扫一次，或输入码旁边的十个字母和数字。",
    "This is not the code of a stamp passport. Scan it again, or type the ten letters and digits "
    "beside it.",
)
MISTYPED = BadPassport(
    "十个字母里有一个不对，请照着护照再输入一次。",
    "One of the ten letters is wrong; please type them again from the passport.",
)
FOREIGN = BadPassport(
    "这是另一场活动的护照，在这里不能用。",
    "This passport is of another event; it does not count here.",
)
STRANGER = BadPassport(
    "不认识给它盖章的展位：可能是伪造的，也可能本机还没有它的公钥；请同步一次再扫。",
    "The booth that stamped it is not known here. It may be forged, or this laptop has no key of "
    "that booth yet; sync once, then scan again.",
)
FORGED = BadPassport(
    "章是伪造的，或码被改动过。", "Its stamps are forged, or the code was altered."
)
EXPIRED = BadPassport("护照过期了，活动已经结束。", "The passport has expired: its event is over.")
