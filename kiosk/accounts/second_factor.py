"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and spare codes on paper.

An app computes six digits from a secret and the time, others every 30 seconds, without a network.
A code opens once: the 30 seconds of the last one are remembered, and nothing up to them counts any
more. The server must have the secret itself to compute the same digits; of spare codes it has
hashes alone.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass

import pyotp
from nacl import pwhash
from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.models import SecondFactor, SpareCode
from kiosk.errors import NotAllowed, Refused
from kiosk.sealing.keys import new_code, plain_code
from kiosk.storage.db import take_turn
from kiosk.storage.session import load

DIGITS = 6
DRIFT = 1
"""How many steps of 30 seconds a telephone's clock may be ahead or behind."""
SPARE_CODES, SPARE_GROUPS = 10, 3
NEVER = -1
"""The last step of a second factor of which no code was used yet."""
_SALT, _HASH = pwhash.argon2id.SALTBYTES, 32


@dataclass(frozen=True)
class Proof:
    """What showed the second factor: the step of a code, or the hash of a spare code."""

    step: int = NEVER
    spare: str = ""


@dataclass(frozen=True)
class SpareCodes:
    """The spare codes of an account as people write them, and their hashes with the salt."""

    codes: list[str]
    salt: bytes
    hashes: list[str]


def new_secret() -> str:
    """Return a random secret of 160 bits, in the letters that authenticator apps take."""
    return pyotp.random_base32()


def address(secret: str, name: str, issuer: str) -> str:
    """Return what an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def has(tx: Connection, name: str) -> bool:
    """Return True if an account has a second factor."""
    return _held(tx, name) is not None


def holders(tx: Connection) -> set[str]:
    """Return the names of the accounts that have a second factor."""
    return set(tx.execute(select(SecondFactor.name)).scalars())


def count_spare_codes(tx: Connection, name: str) -> int:
    """Return how many spare codes of an account are not used yet."""
    query = select(func.count()).where(SpareCode.name == name)
    count: int = tx.execute(query).scalar_one()
    return count


def prove(tx: Connection, name: str, typed: str) -> Proof:
    """Return what a typed code or spare code proves.

    Raises NotAllowed if it is wrong or was used before. Nothing is used up yet; see `use`.
    """
    held = _held(tx, name)
    if held is None:
        raise _wrong()
    code = _plain(typed)
    if (digits := _digits(code)) is not None:
        return Proof(step=_step(held.secret, digits, held.last_step))
    return Proof(spare=_find_spare(tx, held, code))


def use(tx: Connection, name: str, proof: Proof) -> None:
    """Use up what proved the second factor. Raises NotAllowed if it was used in the meantime."""
    if proof.spare:
        spare = delete(SpareCode).where(SpareCode.name == name, SpareCode.hash == proof.spare)
        if tx.execute(spare).rowcount == 0:
            raise _used()
        left = count_spare_codes(tx, name)
        accounts.note(tx, name, "spare-code", f"{left}/{SPARE_CODES}")
        return
    later = SecondFactor.last_step < proof.step
    step = update(SecondFactor).where(SecondFactor.name == name, later)
    if tx.execute(step.values(last_step=proof.step)).rowcount == 0:
        raise _used()


def confirm(secret: str, typed: str) -> int:
    """Return the step of a code that shows that an app has the secret. Raises NotAllowed."""
    return _step(secret, _digits(_plain(typed)) or "", NEVER)


def new_spare_codes() -> SpareCodes:
    """Make spare codes. Their hashes take most of a second, so do it outside a transaction."""
    salt = secrets.token_bytes(_SALT)
    codes = [new_code(SPARE_GROUPS) for _ in range(SPARE_CODES)]
    return SpareCodes(codes, salt, [_hashed(code, salt) for code in codes])


def set_up(tx: Connection, name: str, secret: str, step: int, spare: SpareCodes) -> None:
    """Give an account a second factor that was confirmed by the code of a step, and spare codes.

    Raises Refused if the account has one already.
    """
    take_turn(tx, "staff accounts")
    if has(tx, name):
        raise Refused("这个账号已有两步验证。", "This account has a second factor already.")
    row = {"name": name, "secret": secret, "last_step": step, "salt": spare.salt}
    tx.execute(insert(SecondFactor), row)
    _replace_spare_codes(tx, name, spare)
    accounts.note(tx, name, "second-factor-on")


def renew_spare_codes(tx: Connection, name: str, spare: SpareCodes) -> None:
    """Put new spare codes in the place of an account's former ones."""
    held = update(SecondFactor).where(SecondFactor.name == name)
    tx.execute(held.values(salt=spare.salt))
    _replace_spare_codes(tx, name, spare)
    accounts.note(tx, name, "spare-codes-new")


def switch_off(tx: Connection, name: str) -> None:
    """Take an account's own second factor away."""
    _remove(tx, name)
    accounts.note(tx, name, "second-factor-off")


def reset(tx: Connection, name: str, *, actor: str) -> None:
    """Take another's second factor away, and end their sessions.

    Raises Unknown, or Refused if the account is one's own or has no second factor.
    """
    accounts.one(tx, name)
    if name == actor:
        raise Refused(
            "自己的两步验证请在“两步验证”页关闭。",
            "Switch your own second factor off on its own page.",
        )
    if not has(tx, name):
        raise Refused(f"账号 {name} 没有两步验证。", f"The account {name} has no second factor.")
    _remove(tx, name)
    accounts.end_sessions(tx, name)
    accounts.note(tx, actor, "second-factor-reset", name)


def _held(tx: Connection, name: str) -> SecondFactor | None:
    return next(iter(load(tx, select(SecondFactor).where(SecondFactor.name == name))), None)


def _remove(tx: Connection, name: str) -> None:
    for table in (SecondFactor, SpareCode):
        tx.execute(delete(table).where(table.name == name))


def _plain(typed: str) -> str:
    """Return what was typed in plain letters; a Chinese keyboard may give those of full width."""
    return unicodedata.normalize("NFKC", typed)


def _digits(code: str) -> str | None:
    """Return the six digits that somebody typed, or None if it is something else."""
    plain = "".join(code.split())
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdigit() else None


def _step(secret: str, digits: str, last_step: int) -> int:
    """Return the step of a code. Raises NotAllowed if it is wrong, or not after the last one."""
    try:
        now = clock.now().timestamp()
        step = pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=DRIFT)
    except (pyotp.OTPVerificationError, ValueError):  # A clock of 1970 has no step before it.
        raise _wrong() from None
    if step <= last_step:
        raise _used()
    return step


def _find_spare(tx: Connection, held: SecondFactor, code: str) -> str:
    """Return the hash of a spare code that is not used yet. Raises NotAllowed."""
    found = _hashed(code, held.salt)
    query = select(SpareCode.hash).where(SpareCode.name == held.name, SpareCode.hash == found)
    if tx.execute(query).first() is None:
        raise _wrong()
    return found


def _replace_spare_codes(tx: Connection, name: str, spare: SpareCodes) -> None:
    tx.execute(delete(SpareCode).where(SpareCode.name == name))
    tx.execute(insert(SpareCode), [{"name": name, "hash": each} for each in spare.hashes])


def _hashed(code: str, salt: bytes) -> str:
    """Hash a spare code as slowly as a password; one salt for all ten, so that one try is one hash.

    A code has 58 random bits.
    """
    cost = pwhash.argon2id.OPSLIMIT_INTERACTIVE, pwhash.argon2id.MEMLIMIT_INTERACTIVE
    return pwhash.argon2id.kdf(_HASH, plain_code(code).encode(), salt, *cost).hex()


def _wrong() -> NotAllowed:
    """Return the error for a wrong code, with this machine's time: often that is what is wrong."""
    now = clock.local_now()
    said = f"{now:%Y-%m-%d %H:%M:%S} (UTC{now.isoformat()[-6:]})"
    return NotAllowed(
        f"验证码不对。这台机器的时间是 {said}；和手机差半分钟以上，就先校准时间，或改用备用码。",
        f"The code is wrong. This machine's clock says {said}; if your telephone's differs by more "
        "than half a minute, set the clock right first, or give a spare code.",
    )


def _used() -> NotAllowed:
    return NotAllowed(
        "这个验证码已经用过；请等手机显示下一个，再输入。",
        "This code was used already; wait until your telephone shows the next one.",
    )
