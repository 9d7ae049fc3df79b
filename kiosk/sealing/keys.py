"""Seal personal data and typed text to the desk key, and wrap that key by words people keep.

The booth can seal and cannot open: the private half stands on disk only wrapped, once by the desk
passphrase and once by the recovery code (Argon2id, then XSalsa20-Poly1305; sealing is libsodium's
sealed box). Who loses both has lost what was sealed.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from contextlib import suppress

from nacl import pwhash
from nacl.encoding import HexEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.public import PrivateKey
from nacl.secret import SecretBox
from sqlalchemy import Connection, delete, insert, select, update

from kiosk.errors import NotAllowed, Refused
from kiosk.journal.models import Desk, DeskKey
from kiosk.sealing import passphrases

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Letters and digits that nobody confuses on paper: no I, L, O, U, 0 or 1."""
CODE_GROUPS, GROUP = 5, 4
CODE_KEY_BYTES = 32
PRIVACY = "privacy key"
"""Stands in place of an event in a central's table of keys: the key to which desks give theirs. No
event's id has a space."""
_COST = pwhash.argon2id.OPSLIMIT_MODERATE, pwhash.argon2id.MEMLIMIT_MODERATE
"""libsodium's MODERATE: three passes over 256 MB, 0.4 s here."""
_FORMER_COST = pwhash.argon2id.OPSLIMIT_INTERACTIVE, pwhash.argon2id.MEMLIMIT_INTERACTIVE
"""What versions before 0.3.0 wrapped by; such keys still open, and are wrapped again then."""
_MODERATE = b"\x02"
"""Begins what is wrapped at the present cost; former ones begin with their salt."""
_FORMER_LENGTH = pwhash.argon2id.SALTBYTES + SecretBox.NONCE_SIZE + SecretBox.MACBYTES + 32
_AT_ONCE = threading.BoundedSemaphore(2)
"""Keeps a laptop with 4 GB from stretching more words at a time than its memory holds."""


def has_key(tx: Connection) -> bool:
    """Return True if this desk can seal: without a key, fields for text and contact are hidden."""
    query = select(DeskKey.event).join(Desk, Desk.event == DeskKey.event)
    return tx.execute(query).first() is not None


def make_key(tx: Connection, event: str, passphrase: str) -> str:
    """Make the desk key of `event`, and return the recovery code, which is kept nowhere."""
    passphrases.check(passphrase)
    private = PrivateKey.generate()
    code = new_code(CODE_GROUPS)
    tx.execute(
        insert(DeskKey),
        {
            "event": event,
            "public": bytes(private.public_key),
            "by_passphrase": _wrap(passphrase, bytes(private)),
            "by_recovery_code": _wrap(plain_code(code), bytes(private)),
            "code_key": secrets.token_bytes(CODE_KEY_BYTES),
        },
    )
    return code


def change_passphrase(tx: Connection, event: str, words: str, passphrase: str) -> None:
    """Wrap the key of `event` by a new passphrase; `words` open it now. Raises NotAllowed."""
    passphrases.check(passphrase)
    wrapped = _wrap(passphrase, open_key(tx, event, words))
    tx.execute(update(DeskKey).where(DeskKey.event == event).values(by_passphrase=wrapped))


def change_recovery_code(tx: Connection, event: str, words: str) -> str:
    """Wrap the key of `event` by a new recovery code, and return that; `words` open it now.

    The former code opens nothing from then on. Raises NotAllowed.
    """
    code = new_code(CODE_GROUPS)
    wrapped = _wrap(plain_code(code), open_key(tx, event, words))
    tx.execute(update(DeskKey).where(DeskKey.event == event).values(by_recovery_code=wrapped))
    return code


def open_key(tx: Connection, event: str, words: str) -> bytes:
    """Open the key of `event` by its passphrase or recovery code. Raises NotAllowed."""
    query = select(DeskKey.by_passphrase, DeskKey.by_recovery_code).where(DeskKey.event == event)
    held = tx.execute(query).first()
    if held is None:
        raise Refused("本展位还没有设置台钥口令。", "This desk has no passphrase yet.")
    return unwrap(words, *held)


def public_key(tx: Connection) -> bytes | None:
    """Return what seals at this desk, None without a key."""
    query = select(DeskKey.public).join(Desk, Desk.event == DeskKey.event)
    return tx.execute(query).scalar()


def code_mark(tx: Connection, code: str) -> str:
    """Return the keyed hash by which this desk knows a code again, in hexadecimal.

    Raises Refused without a desk key.
    """
    query = select(DeskKey.code_key).join(Desk, Desk.event == DeskKey.event)
    key = tx.execute(query).scalar()
    if key is None:
        raise Refused("本展位还没有设置台钥口令。", "This desk has no passphrase yet.")
    return _mark(key, code)


def code_marks(tx: Connection, code: str) -> list[str]:
    """Return the keyed hashes of a code by the key of each event that this desk still has."""
    return marks(tx.execute(select(DeskKey.code_key)).scalars(), code)


def code_key(tx: Connection, event: str) -> bytes:
    """Return the key of the hashes of codes, of an event that has a desk key."""
    found: bytes = tx.execute(select(DeskKey.code_key).where(DeskKey.event == event)).scalar_one()
    return found


def marks(code_keys: Iterable[bytes], code: str) -> list[str]:
    """Return the keyed hashes of a code by each of `code_keys`."""
    return [_mark(key, code) for key in code_keys]


def _mark(key: bytes, code: str) -> str:
    return blake2b(plain_code(code).encode(), key=key, encoder=HexEncoder).decode()


def public_key_of(tx: Connection, event: str) -> bytes | None:
    """Return what seals for `event`, None without a key; it differs from that of a later key."""
    return tx.execute(select(DeskKey.public).where(DeskKey.event == event)).scalar()


def destroy(tx: Connection, event: str) -> None:
    """Destroy the key of `event`: whatever was sealed to it is lost, everywhere but in copies.

    A central's privacy key is no event's, and stays.
    """
    if event == PRIVACY:
        return
    tx.execute(delete(DeskKey).where(DeskKey.event == event))


def new_code(groups: int, letters: int = GROUP) -> str:
    """Return a random code of `groups` groups of `letters`, such as `AB2C-…`; 4.9 bits a letter."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(letters)) for _ in range(groups)
    )


def plain_code(code: str) -> str:
    """Read a typed code: capitals, without hyphens and spaces."""
    return "".join(code.upper().split()).replace("-", "")


def _wrap(words: str, secret: bytes) -> bytes:
    salt = secrets.token_bytes(pwhash.argon2id.SALTBYTES)
    return _MODERATE + salt + SecretBox(_stretch(words, salt, _COST)).encrypt(secret)


def _unwrap(words: str, wrapped: bytes) -> bytes:
    cost, begin = (_FORMER_COST, 0) if is_weak(wrapped) else (_COST, len(_MODERATE))
    end = begin + pwhash.argon2id.SALTBYTES
    return SecretBox(_stretch(words, wrapped[begin:end], cost)).decrypt(wrapped[end:])


def is_weak(wrapped: bytes) -> bool:
    """Return True if a key is wrapped at the cost of former versions."""
    return len(wrapped) == _FORMER_LENGTH


def unwrap(words: str, by_passphrase: bytes, by_recovery_code: bytes) -> bytes:
    """Return a private key that is wrapped twice, by either's words. Raises NotAllowed."""
    for wrapped, attempt in ((by_passphrase, words), (by_recovery_code, plain_code(words))):
        try:
            return _unwrap(attempt, wrapped)
        except CryptoError:
            continue
    raise NotAllowed("口令或恢复码不对。", "The passphrase or recovery code is wrong.")


def strengthen(tx: Connection, event: str, words: str, private: bytes) -> None:
    """Wrap the key of `event` again by the words that just opened it, if that was done cheaply."""
    query = select(DeskKey.by_passphrase, DeskKey.by_recovery_code).where(DeskKey.event == event)
    held = tx.execute(query).first()
    for name, wrapped, attempt in (
        ("by_passphrase", held and held.by_passphrase, words),
        ("by_recovery_code", held and held.by_recovery_code, plain_code(words)),
    ):
        if wrapped is None or not is_weak(wrapped):
            continue
        with suppress(CryptoError):
            if _unwrap(attempt, wrapped) == private:
                again = {name: _wrap(attempt, private)}
                tx.execute(update(DeskKey).where(DeskKey.event == event).values(**again))


def _stretch(words: str, salt: bytes, cost: tuple[int, int]) -> bytes:
    with _AT_ONCE:
        return pwhash.argon2id.kdf(
            SecretBox.KEY_SIZE, words.encode(), salt, opslimit=cost[0], memlimit=cost[1]
        )
