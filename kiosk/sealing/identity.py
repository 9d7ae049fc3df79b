"""Create and store the keys by which devices and central recognise each other."""

from __future__ import annotations

import secrets

from nacl.encoding import RawEncoder
from nacl.hash import sha256
from nacl.public import PrivateKey, SealedBox
from nacl.public import PublicKey as BoxKey
from nacl.signing import SigningKey
from sqlalchemy import Connection, insert, select

from kiosk.errors import SetupFailed
from kiosk.sealing.keys import ALPHABET
from kiosk.sealing.models import CentralKey, Link

SEED = 32
FINGERPRINT = 10
"""Letters of central's fingerprint that a code of enrolment carries: 49 bits."""


def device_key(tx: Connection) -> SigningKey:
    """Return the key by which this device signs; made when it is first asked for."""
    seed = tx.execute(select(Link.seed)).scalar()
    if seed is None:
        seed = secrets.token_bytes(SEED)
        tx.execute(insert(Link), {"id": 1, "seed": seed, "is_insecure": False})
    return SigningKey(seed)


def public_device_key(tx: Connection) -> bytes | None:
    """Return the public half of this device's key, None before it has one."""
    seed = tx.execute(select(Link.seed)).scalar()
    return bytes(SigningKey(seed).verify_key) if seed else None


def make_central(tx: Connection) -> None:
    """Create this central's keys unless it has some."""
    if not is_central(tx):
        row = {"id": 1, "seed": secrets.token_bytes(SEED), "box": bytes(PrivateKey.generate())}
        tx.execute(insert(CentralKey), row)


def is_central(tx: Connection) -> bool:
    """Return True if these data are a central's."""
    return tx.execute(select(CentralKey.id)).first() is not None


def central_key(tx: Connection) -> SigningKey:
    """Return the key by which this central signs. Raises SetupFailed at a booth."""
    return SigningKey(_central(tx).seed)


def box(tx: Connection) -> PrivateKey:
    """Return the key that opens what was sealed to this central. Raises SetupFailed at a booth."""
    return PrivateKey(_central(tx).box)


def _central(tx: Connection) -> CentralKey:
    row = tx.execute(select(CentralKey.seed, CentralKey.box)).first()
    if row is None:
        raise SetupFailed(
            "这个数据文件夹是展位的，不是中心的；中心请先用 serve --role central 启动一次。",
            "These data are a booth's, not a central's; start a central with serve --role central "
            "first.",
        )
    return row  # type: ignore[return-value]


def seal_to(box_key: bytes, plain: bytes) -> bytes:
    """Seal `plain` so that only the central with `box_key` opens it."""
    return SealedBox(BoxKey(box_key)).encrypt(plain)


def fingerprint(verify_key: bytes) -> str:
    """Return letters by which people and codes know a central's key."""
    number = int.from_bytes(sha256(verify_key, encoder=RawEncoder), "big")
    letters = []
    for _ in range(FINGERPRINT):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
