"""The code on the slip, which finds a piece of feedback again and opens its answer.

Nothing of it is kept. Argon2id makes 64 bytes of code and event: one half proves that somebody has
the code (its hash is the *mark* by which the piece is found), the other is the private key to which
staff seal the answer that they release. The page on security says what guessing takes.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import NamedTuple

from nacl import pwhash
from nacl.encoding import RawEncoder
from nacl.hash import blake2b
from nacl.public import PrivateKey

from kiosk.booth.feedback.records import mark_of
from kiosk.errors import Refused, Throttled
from kiosk.sealing import keys

GROUPS, LETTERS = 2, 5
"""Ten letters: 49 bits."""
COST = pwhash.argon2id.OPSLIMIT_MODERATE, pwhash.argon2id.MEMLIMIT_MODERATE
"""libsodium's MODERATE: three passes over 256 MB, 0.4 s here."""
HALF = 32
PATIENCE_SECONDS, COME_BACK_SECONDS = 4.0, 5
_TURN = threading.BoundedSemaphore(1)
"""One code at a time, so that a crowd of telephones leaves the screen a core and its memory."""
_CODE = re.compile(rf"[{keys.ALPHABET}]{{{GROUPS * LETTERS}}}")


class CodeKeys(NamedTuple):
    """What is made of a code: the proof that somebody has it, and the key of the answer."""

    proof: bytes
    private: bytes

    @property
    def mark(self) -> str:
        """Return by what the piece is found, in hexadecimal."""
        return mark_of(self.proof)

    @property
    def public(self) -> str:
        """Return to what the answer is sealed, in hexadecimal."""
        return bytes(PrivateKey(self.private).public_key).hex()


def new() -> str:
    """Return a new code, such as `AB2CD-EF3GH`."""
    return keys.new_code(GROUPS, LETTERS)


def read(text: str) -> str:
    """Return a typed code without hyphens and spaces. Raises Refused if it is not one."""
    code = keys.plain_code(unicodedata.normalize("NFKC", text[:100]))
    if not _CODE.fullmatch(code):
        raise Refused(
            "回执码是单子上的十个字母和数字，例如 AB2CD-EF3GH。",
            "The code is the ten letters and digits on your slip, such as AB2CD-EF3GH.",
        )
    return code


def stretch(code: str, event: str) -> CodeKeys:
    """Return the keys that a code makes at an event. Raises Throttled when too many ask at once."""
    salt = blake2b(
        event.encode(),
        digest_size=pwhash.argon2id.SALTBYTES,
        person=b"feedback",
        encoder=RawEncoder,
    )
    if not _TURN.acquire(timeout=PATIENCE_SECONDS):
        raise Throttled(
            f"现在用的人太多，请 {COME_BACK_SECONDS} 秒后再试。",
            f"Too many ask at once; try again in {COME_BACK_SECONDS} seconds.",
            COME_BACK_SECONDS,
        )
    try:
        plain = keys.plain_code(code).encode()
        both = pwhash.argon2id.kdf(2 * HALF, plain, salt, opslimit=COST[0], memlimit=COST[1])
    finally:
        _TURN.release()
    return CodeKeys(both[:HALF], both[HALF:])
