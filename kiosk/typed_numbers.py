"""Telephone numbers as people type them, and identity numbers, which are never kept."""

from __future__ import annotations

import re
import unicodedata

from kiosk.errors import Refused

_CHINA = re.compile(r"(?:\+|00)86")
_IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
_BETWEEN_DIGITS = re.compile(r"[\s()\[\].·‐-―−-]")
"""How people part the digits of a telephone number."""
_PHONE = re.compile(r"\+?\d{5,20}")
_NOT_DIALLED = re.compile(r"[^\d+]", re.ASCII)


def looks_like_identity_number(text: str) -> bool:
    """Return True if `text` holds what could be a resident identity number (GB 11643-1999)."""
    plain = re.sub(r"[\s.·-]", "", _shown(text))
    return bool(_IDENTITY.search(plain) or _IDENTITY.search(_CHINA.sub(" ", plain)))


def refuse_identity_number(*texts: str) -> None:
    """Raise Refused if one of the texts holds what looks like an identity number."""
    if any(looks_like_identity_number(text) for text in texts):
        raise Refused(
            "请不要填身份证号：本系统从不登记身份证号。",
            "Please give no identity number: it is never asked for and never kept.",
        )


def read_phone(text: str) -> str:
    """Return a telephone number in plain digits, `` if no number was given. Raises Refused."""
    plain = _BETWEEN_DIGITS.sub("", _shown(text))
    if plain and not _PHONE.fullmatch(plain):
        raise Refused(
            "电话号码应是 5～20 位数字，也可以不填。",
            "A telephone number has 5 to 20 digits; it may also be left out.",
        )
    return plain


def phone_key(text: str) -> str:
    """Return what tells a number from others: 0086-573-…, (0573)… and +86 573… are one."""
    dialled = _NOT_DIALLED.sub("", unicodedata.normalize("NFKC", text))
    return _CHINA.sub("", dialled, count=1).lstrip("+").removeprefix("0")


def _shown(text: str) -> str:
    """Return what eyes see of a text, in plain letters: no letter of no width parts two digits."""
    shown = (each for each in text if unicodedata.category(each) != "Cf")
    return unicodedata.normalize("NFKC", "".join(shown))
