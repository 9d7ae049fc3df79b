"""What desks ask each other about a number, and answer; signed, so that no stranger counts.

    key of the desk that speaks (32) | signature (64) | JSON

An answer's signature covers the question too, and each question has a nonce: no answer fits twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Literal, TypeVar

import msgspec
from msgspec import Struct
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk import clock
from kiosk.decoding import Unreadable, read_json
from kiosk.errors import NotAllowed

KEY, SIGNATURE = 32, 64
MOST_BYTES = 2048
"""More than any question or answer has."""


class Question(Struct, frozen=True, kw_only=True):
    """Whether what has a `number` may be given away by the form of a `tap`."""

    number: str
    tap: str
    nonce: str


class Answer(Struct, frozen=True, kw_only=True):
    """What a desk knows of a number: it is free, claimed at this moment, or used.

    `booth` and `made_at` say where and when it was used.
    """

    verdict: Literal["free", "claimed", "used"]
    booth: str = ""
    made_at: str = ""


A = TypeVar("A", bound=Answer)
T = TypeVar("T")


class Questions(Generic[A]):
    """The questions on one subject, and their answers, which are of the type `answer`."""

    def __init__(self, subject: str, answer: type[A]) -> None:
        """Keep what a signature begins with, so that none made for anything else counts here."""
        self._question = f"open day {subject} question 1\n".encode()
        self._answer = f"open day {subject} answer 1\n".encode()
        self.answer = answer

    def sign_question(self, question: Question, key: SigningKey) -> bytes:
        """Return a question as it is sent."""
        return _signed(self._question, msgspec.json.encode(question), key)

    def read_question(self, data: bytes, keys: Sequence[bytes]) -> Question:
        """Return the question that a desk of `keys` asked. Raises NotAllowed for others."""
        _, words = _opened(self._question, data, keys)
        return _read(words, Question)

    def sign_answer(self, answer: A, question: bytes, key: SigningKey) -> bytes:
        """Return the answer to a question, which is given as it came."""
        return _signed(self._answer + question, msgspec.json.encode(answer), key)

    def read_answer(self, data: bytes, question: bytes, keys: Sequence[bytes]) -> tuple[bytes, A]:
        """Return which desk of `keys` answered this very question, and what. Raises NotAllowed."""
        key, words = _opened(self._answer + question, data, keys)
        answer = _read(words, self.answer)
        if answer.verdict == "used":
            try:
                clock.local(answer.made_at)
            except (ValueError, OverflowError):
                raise _STRANGER from None
        return key, answer


def _signed(before: bytes, words: bytes, key: SigningKey) -> bytes:
    return bytes(key.verify_key) + key.sign(before + words).signature + words


def _opened(before: bytes, data: bytes, keys: Sequence[bytes]) -> tuple[bytes, bytes]:
    key, words = data[:KEY], data[KEY + SIGNATURE :]
    if key not in keys:
        raise _STRANGER
    try:
        VerifyKey(key).verify(before + words, data[KEY : KEY + SIGNATURE])
    except (BadSignatureError, ValueError):
        raise _STRANGER from None
    return key, words


def _read(words: bytes, shape: type[T]) -> T:
    try:
        return read_json(words, shape)
    except Unreadable:
        raise _STRANGER from None


_STRANGER = NotAllowed(
    "不认识这台终端：可能是冒充的，也可能还没有它的公钥；两台各同步一次再试。",
    "This device is not known here. It may be an impostor, or its key is missing; sync both "
    "devices once, then try again.",
)
