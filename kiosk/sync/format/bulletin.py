r"""Bring what central knows of an event to its booths, signed, and sealed to each of them.

    KIOSKN1\n | sealed box ( central's signature (64) | gzip( MessagePack of `Bulletin` ) )

The box opens by the device's own key alone: who finds a stick learns nothing from it.
"""

from __future__ import annotations

import hashlib
import zlib

import msgspec
from msgspec import Struct
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

from kiosk.decoding import Unreadable, read_msgpack
from kiosk.errors import NotAllowed, Refused

MAGIC = b"KIOSKN1\n"
SIGNATURE = 64
MOST_BYTES = 16 * 2**20
MOST_UNPACKED = 64 * 2**20
_GZIP = 31


class Bulletin(Struct, frozen=True, kw_only=True):
    """What central tells about one event: its sections, by name. `made_at` is central's clock."""

    event: str
    made_at: str
    sections: dict[str, bytes]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what it tells, whenever it was made."""
        told = msgspec.msgpack.encode((self.event, sorted(self.sections.items())))
        return hashlib.sha256(told).hexdigest()


def seal(bulletin: Bulletin, key: SigningKey, device_key: bytes) -> bytes:
    """Return a bulletin as it travels: signed by central's `key`, sealed to the device."""
    packer = zlib.compressobj(wbits=_GZIP)
    packed = packer.compress(msgspec.msgpack.encode(bulletin)) + packer.flush()
    box = SealedBox(VerifyKey(device_key).to_curve25519_public_key())
    return MAGIC + box.encrypt(key.sign(packed).signature + packed)


def open_bulletin(data: bytes, verify_key: bytes, device_key: SigningKey) -> Bulletin:
    """Return a bulletin that central signed and sealed to this device.

    Raises NotAllowed where another signed it, or it is another device's; Refused where it is
    damaged.
    """
    if not data.startswith(MAGIC) or len(data) > MOST_BYTES:
        raise _damaged("KIOSKN1")
    try:
        box = SealedBox(device_key.to_curve25519_private_key())
        plain = box.decrypt(data[len(MAGIC) :])
        VerifyKey(verify_key).verify(plain[SIGNATURE:], plain[:SIGNATURE])
    except (CryptoError, BadSignatureError, ValueError, TypeError):
        raise NotAllowed(
            "这份通告不是中心写给本机的，或者已损坏；没有采用。",
            "This bulletin is not central's to this device, or is damaged; it was not used.",
        ) from None
    try:
        unpacker = zlib.decompressobj(_GZIP)
        return read_msgpack(unpacker.decompress(plain[SIGNATURE:], MOST_UNPACKED), Bulletin)
    except (zlib.error, Unreadable) as error:
        raise _damaged(error) from None


def _damaged(error: object) -> Refused:
    return Refused(
        f"通告已损坏，或者要先更新本机的程序（{error}）；没有采用。",
        f"The bulletin is damaged, or this app needs an update first ({error}); it was not used.",
    )
