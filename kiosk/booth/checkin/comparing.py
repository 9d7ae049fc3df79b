"""Compare names and telephone numbers, however people spell them: at the desk and in lists."""

from __future__ import annotations

import re
import unicodedata

from kiosk.typed_text import comparable

LEAST_DIGITS = 3
"""Fewer digits are not looked for in telephone numbers: nearly each has them."""
_COUNTRY = re.compile(r"(?:00|\+)86")
_NOT_DIALLED = re.compile(r"[^\d+]", re.ASCII)


def phone_key(text: str) -> str:
    """Return what tells a number from others: 0086-573-…, (0573)… and +86 573… are one."""
    dialled = _NOT_DIALLED.sub("", unicodedata.normalize("NFKC", text))
    return _COUNTRY.sub("", dialled, count=1).lstrip("+").removeprefix("0")


def is_found(words: str, name: str, organisation: str, phone: str) -> bool:
    """Return True if `words` mean a party: part of its texts, or words of them in any order."""
    texts = comparable(f"{name}\n{organisation}")
    sought = comparable(words)
    if not sought:
        return False
    if sought in texts:
        return True
    parts = [comparable(each) for each in words.split()]
    if len(parts) > 1 and all(part in texts for part in parts):
        return True
    if not sought.isdecimal() or len(sought) < LEAST_DIGITS:
        return False
    key = phone_key(words)
    return sought in comparable(phone) or (bool(key) and key in phone_key(phone))
