"""Take packs from central. A pack is taken once: one that staff chose afterwards stays."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from kiosk.content import service as content
from kiosk.errors import Refused
from kiosk.sealing.models import Link
from kiosk.sync.format.receipt import SyncReceipt
from kiosk.sync.format.signed_pack import loaded, open_pack


def is_new(tx: Connection, receipt: SyncReceipt) -> bool:
    """Return True if central publishes a pack that this booth has not taken yet."""
    return receipt.pack is not None and receipt.pack != tx.execute(select(Link.pack)).scalar()


def take_pack(tx: Connection, data: bytes) -> str | None:
    """Publish central's pack here; screens show it from their next sitting on.

    Return its digest, None where it was taken before or is older than one that was. The former
    pack is kept. Raises NotAllowed where another signed it, Refused where it is damaged.
    """
    link = tx.execute(select(Link.verify_key, Link.pack, Link.pack_order)).first()
    if link is None or link.verify_key is None:
        raise Refused("本终端还没有登记到中心。", "This device is not enrolled at a central yet.")
    pack = open_pack(data, link.verify_key)
    if pack.digest == link.pack or pack.order < (link.pack_order or 0):
        return None
    content.publish(tx, loaded(pack))
    tx.execute(update(Link).values(pack=pack.digest, pack_order=pack.order))
    return pack.digest
