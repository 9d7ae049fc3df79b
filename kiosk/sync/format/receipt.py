r"""The receipt: central's signed statement of how much of a device's journals it holds.

KIOSKR1\n | signature (64) | JSON
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.decoding import Unreadable, read_json
from kiosk.errors import NotAllowed, Refused

MAGIC = b"KIOSKR1\n"
SIGNATURE = 64
MOST_BYTES = 8 * 2**20


class DigestMark(Struct, frozen=True, kw_only=True, array_like=True):
    """The digest (hexadecimal) of one record that central holds."""

    seq: int
    digest: str


class JournalHoldings(Struct, frozen=True, kw_only=True):
    """What central holds of one journal.

    `ranges` are pairs of first and last, counted from rows. `is_whole`: they are of the whole
    journal; else of one bundle, beside what earlier receipts told. `marks` are digests held, close
    together at the end and ever wider before, or those at a bundle's ends: a device sees by them
    whether a clone of it wrote other records in the same places.
    """

    epoch: str
    ranges: list[tuple[int, int]]
    is_whole: bool
    marks: list[DigestMark] = []


class Outcome(Struct, frozen=True, kw_only=True):
    """The number of a bundle's records by what became of them. Each is durable."""

    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    forked: int = 0


class SyncReceipt(Struct, frozen=True, kw_only=True):
    """A receipt for one device.

    `made_at` is central's clock. `erased` names what central erased of this device's records, by
    the SHA-256 (in hexadecimal) of what was sealed, and `events` those of which it erased all.
    `pack` is the digest of the pack that central publishes. `privacy_key` (in hexadecimal) is what
    desk keys are sealed to, once there is one. `booths` are the keys (in hexadecimal) of all
    devices that are not revoked, by which one believes the stamps of another; null in a receipt for
    a bundle alone.
    """

    device: str
    made_at: str
    journals: list[JournalHoldings]
    outcome: Outcome = Outcome()
    erased: list[str] = []
    events: list[str] = []
    pack: str | None = None
    privacy_key: str | None = None
    booths: list[str] | None = None


def sign(receipt: SyncReceipt, key: SigningKey) -> bytes:
    """Return the signed receipt."""
    plain = msgspec.json.encode(receipt)
    return MAGIC + key.sign(plain).signature + plain


def open_receipt(data: bytes, verify_key: bytes, device: str) -> SyncReceipt:
    """Return a receipt that this device's central signed for it. Raises Refused, NotAllowed."""
    if not data.startswith(MAGIC) or len(data) > MOST_BYTES:
        raise Refused("这不是回执，或者已损坏。", "This is no receipt, or a damaged one.")
    begin = len(MAGIC) + SIGNATURE
    try:
        VerifyKey(verify_key).verify(data[begin:], data[len(MAGIC) : begin])
    except (BadSignatureError, ValueError):
        raise NotAllowed(
            "回执的签名不是本终端登记的中心的；没有采用。",
            "The receipt was not signed by this device's central; it was not used.",
        ) from None
    try:
        receipt = read_json(data[begin:], SyncReceipt)
    except Unreadable as error:
        raise Refused(f"回执已损坏（{error}）。", f"The receipt is damaged ({error}).") from None
    if receipt.device != device:
        raise Refused(
            f"这张回执是给终端 {receipt.device[:8]} 的，不是本机（{device[:8]}）。",
            f"This receipt is for device {receipt.device[:8]}, not this one ({device[:8]}).",
        )
    return receipt
