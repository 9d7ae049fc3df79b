"""Passwords of accounts: what a new one must be, how it is hashed, and whether one is right.

Length counts, and that nobody would guess it; no rule asks for digits or signs (NIST SP 800-63B).
Hashes are Argon2id at libsodium's INTERACTIVE cost, two passes over 64 MB, above OWASP's minimum of
two over 19 MB. Accounts of former versions have scrypt hashes, and get a new one as they sign in.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nacl import pwhash
from nacl.exceptions import InvalidkeyError
from werkzeug.security import check_password_hash

from kiosk.errors import Refused

LEAST = 12
COMMON = Path(__file__).with_name("common_passwords.txt")
"""The 10,000 commonest, from Django's list (BSD licence)."""
ARGON2ID = "$argon2id$"
_EDGES = "0123456789!@#$%^&*()-_=+.,;:?/ "
"""What people put before and behind a common word to make it longer."""


def check(password: str, name: str) -> None:
    """Raise Refused if a new password is too short, common, or the account's name."""
    if len(password) < LEAST:
        raise Refused(
            f"密码至少要 {LEAST} 个字符；几个不相干的词最好记。",
            f"A password needs at least {LEAST} characters; a few words that have nothing to do "
            "with each other are easy to keep.",
        )
    # A number alone is a telephone or a birthday.
    plain = password.casefold()
    core = plain.strip(_EDGES)
    is_repeated = not core or len(set(plain)) < LEAST // 3
    if is_repeated or plain in common() or core in common() or _is_repeated_word(core):
        raise Refused(
            "这个密码太常见，很容易被猜到；请换几个不相干的词。",
            "This password is too common and easily guessed; take a few words that have nothing "
            "to do with each other.",
        )
    if core == name.casefold() or (len(name) > 3 and name.casefold() * 2 in plain):
        raise Refused("密码不能是账号名。", "The password must not be the account's name.")


def _is_repeated_word(core: str) -> bool:
    """Return True if a text is one common word written several times."""
    return any(
        len(core) % length == 0 and core[:length] * (len(core) // length) == core
        for length in range(1, len(core) // 2 + 1)
    )


@cache
def common() -> frozenset[str]:
    """Return the commonest passwords."""
    return frozenset(COMMON.read_text(encoding="utf-8").split())


def hashed(password: str) -> str:
    """Return the hash of a password or a one-time code."""
    cost = pwhash.argon2id.OPSLIMIT_INTERACTIVE, pwhash.argon2id.MEMLIMIT_INTERACTIVE
    return pwhash.argon2id.str(password.encode(), *cost).decode().rstrip("\0")


def is_right(kept: str, words: str) -> bool:
    """Return True if a hash, of this version or a former one, was made of these words."""
    if not kept.startswith(ARGON2ID):
        return check_password_hash(kept, words)
    try:
        return pwhash.argon2id.verify(kept.encode(), words.encode())
    except InvalidkeyError:
        return False


def is_former(kept: str) -> bool:
    """Return True if a hash was made by a former version."""
    return not kept.startswith(ARGON2ID)
