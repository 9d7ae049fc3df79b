r"""Bring packs from central to the booths, signed.

    KIOSKP1\n | central's signature (64) | gzip( MessagePack of `SignedPack` )

A booth takes each pack once: one that its staff put on screen afterwards stays.
"""

from __future__ import annotations

import zlib

import msgspec
from msgspec import Struct
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from sqlalchemy import Connection, select, update

from kiosk.content import service as content
from kiosk.content.files import MOST_BYTES
from kiosk.content.load import Loaded, digest
from kiosk.content.models import PackImage, StoredPack
from kiosk.content.pack import Pack
from kiosk.errors import NotAllowed, Refused, Unknown
from kiosk.sync import identity
from kiosk.sync.models import Link
from kiosk.sync.receipt import Receipt

MAGIC = b"KIOSKP1\n"
SIGNATURE = 64
_GZIP = 31


class SignedPack(Struct, frozen=True, kw_only=True):
    """Hold a pack as it travels: canonical texts and images.

    `order` counts up as central publishes, so that an old stick does not bring an old pack back.
    """

    digest: str
    order: int
    body: bytes
    images: dict[str, bytes]


def published(tx: Connection) -> str | None:
    """Return the digest of the pack that this central publishes, None while it has none."""
    found = content.latest(tx)
    return None if found is None or found[1] else found[0]


def export(tx: Connection) -> bytes:
    """Return the published pack, signed by this central. Raises Unknown while it has none."""
    name = published(tx)
    row = tx.execute(
        select(StoredPack.order, StoredPack.body).where(StoredPack.digest == name)
    ).first()
    if name is None or row is None:
        raise Unknown(
            "中心还没有发布内容包；请先用 content load 载入一个。",
            "Central has published no pack yet; load one with content load first.",
        )
    query = select(PackImage.name, PackImage.data).where(PackImage.digest == name)
    images = {each.name: each.data for each in tx.execute(query.order_by(PackImage.name))}
    pack = SignedPack(digest=name, order=row.order, body=row.body, images=images)
    packer = zlib.compressobj(wbits=_GZIP)
    packed = packer.compress(msgspec.msgpack.encode(pack)) + packer.flush()
    return MAGIC + identity.central_key(tx).sign(packed).signature + packed


def wanted(tx: Connection, receipt: Receipt) -> bool:
    """Tell whether central publishes a pack that this booth has not taken yet."""
    return receipt.pack is not None and receipt.pack != tx.execute(select(Link.pack)).scalar()


def take(tx: Connection, data: bytes) -> str | None:
    """Publish central's pack here; screens show it from their next sitting on.

    Return its digest, None where it was taken before or is older than one that was. The former
    pack is kept. Raises NotAllowed where another signed it, Refused where it is damaged.
    """
    link = tx.execute(select(Link.verify_key, Link.pack, Link.pack_order)).first()
    if link is None or link.verify_key is None:
        raise Refused("本终端还没有登记到中心。", "This device is not enrolled at a central yet.")
    pack = _open(data, link.verify_key)
    if pack.digest == link.pack or pack.order < (link.pack_order or 0):
        return None
    content.publish(tx, _loaded(pack))
    tx.execute(update(Link).values(pack=pack.digest, pack_order=pack.order))
    return pack.digest


def _open(data: bytes, verify_key: bytes) -> SignedPack:
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
        return msgspec.msgpack.decode(plain, type=SignedPack)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise _unreadable(error) from None


def _loaded(signed: SignedPack) -> Loaded:
    """Return a pack that can be shown, its digest checked."""
    try:
        pack = msgspec.json.decode(signed.body, type=Pack)
    except msgspec.MsgspecError as error:
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
