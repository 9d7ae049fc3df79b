"""Find people and things by words, however they are spelt, and by parts of telephone numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.typed_numbers import phone_key
from kiosk.typed_text import comparable

LEAST_DIGITS = 3
"""Fewer digits are not looked for in telephone numbers: nearly each has them."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one person or thing is found by; made once, since making it takes the time.

    These are its `words` as they are compared, and its telephone numbers both as they were
    written and without the code of the country and the leading zero.
    """

    words: str
    phones: tuple[tuple[str, str], ...] = ()


def found_by(texts: Iterable[str], phones: Iterable[str] = ()) -> Found:
    """Return what is found by some texts, and by some telephone numbers."""
    return Found(
        comparable("\n".join(texts)),
        tuple((comparable(phone), phone_key(phone)) for phone in phones if phone),
    )


class Sought:
    """Words that somebody looks for."""

    def __init__(self, words: str) -> None:
        """Take words as they were typed."""
        self._whole = comparable(words)
        self._parts = [comparable(each) for each in words.split()]
        self._may_be_phone = self._whole.isdecimal() and len(self._whole) >= LEAST_DIGITS
        self._key = phone_key(words)

    def means(self, found: Found) -> bool:
        """Return True if the words mean it: as part of its texts, one by one, or of a number."""
        if not self._whole:
            return False
        if self._whole in found.words:
            return True
        if len(self._parts) > 1 and all(part in found.words for part in self._parts):
            return True
        return self._may_be_phone and any(
            self._whole in written or (self._key and self._key in key)
            for written, key in found.phones
        )
