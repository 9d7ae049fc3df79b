r"""Bring packs from central to the booths, signed.

    KIOSKP1\n | central's signature (64) | gzip( MessagePack of `SignedPack` )

A booth takes each pack once: one that its staff put on screen afterwards stays.
"""

from __future__ import annotations

import zlib

import msgspec
from msgspec import Struct
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.content.files import MOST_BYTES
from kiosk.content.load import Loaded, digest
from kiosk.content.pack import Pack
from kiosk.decoding import Unreadable, read_json, read_msgpack
from kiosk.errors import NotAllowed, Refused

MAGIC = b"KIOSKP1\n"
SIGNATURE = 64
_GZIP = 31


class SignedPack(Struct, frozen=True, kw_only=True):
    """A pack as it travels: canonical texts and images.

    `order` counts up as central publishes, so that an old stick does not bring an old pack back.
    """

    digest: str
    order: int
    body: bytes
    images: dict[str, bytes]


def seal(pack: SignedPack, key: SigningKey) -> bytes:
    """Return a pack as it travels, signed by central's `key`."""
    packer = zlib.compressobj(wbits=_GZIP)
    packed = packer.compress(msgspec.msgpack.encode(pack)) + packer.flush()
    return MAGIC + key.sign(packed).signature + packed


def open_pack(data: bytes, verify_key: bytes) -> SignedPack:
    """Return the pack that central signed.

    Raises NotAllowed where another signed it, Refused where it is damaged or cannot be read.
    """
    begin = len(MAGIC) + SIGNATURE
    if not data.startswith(MAGIC) or len(data) <= begin:
        raise Refused(
            "这不是中心发布的内容包，或者没有传完；屏幕上的内容没有变。",
            "This is no pack from central, or not a whole one; the screen shows what it did.",
        )
    try:
        VerifyKey(verify_key).verify(data[begin:], data[len(MAGIC) : begin])
    except BadSignatureError:
        raise NotAllowed(
            "内容包的签名不是本终端登记的中心的，或者已损坏；屏幕上的内容没有变。",
            "The pack was not signed by this device's central, or is damaged; the screen shows "
            "what it did.",
        ) from None
    try:
        unpacker = zlib.decompressobj(_GZIP)
        plain = unpacker.decompress(data[begin:], 2 * MOST_BYTES)
        return read_msgpack(plain, SignedPack)
    except (zlib.error, Unreadable) as error:
        raise _unreadable(error) from None


def loaded(signed: SignedPack) -> Loaded:
    """Return a pack that can be shown, its digest checked."""
    try:
        pack = read_json(signed.body, Pack)
    except Unreadable as error:
        raise _unreadable(error) from None
    if digest(msgspec.Raw(signed.body), signed.images) != signed.digest:
        raise _unreadable("digest")
    return Loaded(pack, signed.images, signed.digest, [])


def _unreadable(error: object) -> Refused:
    return Refused(
        f"本机的程序读不懂这个内容包（{error}），可能要先更新本机；屏幕上的内容没有变。",
        f"This app cannot read the pack ({error}); it may need an update first. The screen shows "
        "what it did.",
    )
