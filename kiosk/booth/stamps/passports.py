"""The letters of a passport: a random id that names nobody, and the number that stands for it.

Whoever has the letters has the passport. So records, exports and draws hold its number, a digest
of the letters, by which a holder is recognised and from which nobody learns the letters.
"""

from __future__ import annotations

import hashlib
import secrets

from kiosk.sealing.keys import ALPHABET, GROUP

LETTERS = 10
"""Nine at random (44 bits), then one by which a wrong letter is noticed."""
NUMBER = 12
"""Letters of a passport's number: 58 bits."""
BYTES = 7
"""What holds any ten letters as a number."""
_WEIGHTS = (1, 7, 11, 13, 17, 19, 23, 29, 1)
"""Each has no factor in common with the thirty letters, so that any one wrong letter shows."""
_PLACES = {letter: place for place, letter in enumerate(ALPHABET)}


def new() -> str:
    """Return the letters of a new passport."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS - 1))
    return letters + _check_letter(letters)


def _check_letter(letters: str) -> str:
    places = (_PLACES[letter] for letter in letters)
    total = sum(weight * place for weight, place in zip(_WEIGHTS, places, strict=True))
    return ALPHABET[total % len(ALPHABET)]


def is_passport(letters: str) -> bool:
    """Return True if these are the letters of a passport, with none of them wrong."""
    is_whole = len(letters) == LETTERS and set(letters) <= set(ALPHABET)
    return is_whole and _check_letter(letters[:-1]) == letters[-1]


def spaced(letters: str) -> str:
    """Return the letters as people read them: `AB2CD-EF3GH`."""
    return f"{letters[: LETTERS // 2]}-{letters[LETTERS // 2 :]}"


def number_of(letters: str, event: str) -> str:
    """Return the number by which records know a passport, such as `K7PM-2QXD-9ATV`."""
    value = int.from_bytes(hashlib.sha256(f"{event} {letters}".encode()).digest(), "big")
    groups = ["".join(_digits(value, NUMBER))[at : at + GROUP] for at in range(0, NUMBER, GROUP)]
    return "-".join(groups)


def _digits(value: int, count: int) -> list[str]:
    found = []
    for _ in range(count):
        value, place = divmod(value, len(ALPHABET))
        found.append(ALPHABET[place])
    return found


def pack(letters: str) -> bytes:
    """Return letters as few bytes."""
    value = 0
    for letter in letters:
        value = value * len(ALPHABET) + _PLACES[letter]
    return value.to_bytes(BYTES, "big")


def unpack(held: bytes) -> str | None:
    """Return the letters that `pack` made into these bytes, None for others."""
    value = int.from_bytes(held, "big")
    letters = "".join(_digits(value, LETTERS))[::-1]
    return letters if is_passport(letters) and pack(letters) == held else None
