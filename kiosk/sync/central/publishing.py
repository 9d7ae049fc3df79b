"""Publish a pack for the booths, signed."""

from __future__ import annotations

from sqlalchemy import Connection, select

from kiosk.content import damage
from kiosk.content import service as content
from kiosk.content.models import PackImage, StoredPack
from kiosk.errors import Unknown
from kiosk.sealing import identity
from kiosk.sync.format import signed_pack
from kiosk.sync.format.signed_pack import SignedPack


def published(tx: Connection) -> str | None:
    """Return the digest of the pack that this central publishes, None while it has none.

    Every booth has the bundled pack; it is published only where this central went back to it.
    """
    found = content.latest(tx)
    own = select(StoredPack.digest).where(~StoredPack.is_bundled)
    if found is None or (found[1] and tx.execute(own.limit(1)).first() is None):
        return None
    return found[0]


def sign_published(tx: Connection) -> bytes:
    """Return the published pack, signed by this central. Raises Unknown while it has none.

    A damaged one is not signed: raises PackDamaged.
    """
    name = published(tx)
    row = tx.execute(
        select(StoredPack.order, StoredPack.body).where(StoredPack.digest == name)
    ).first()
    if name is None or row is None:
        raise Unknown(
            "中心还没有发布内容包；请先用 content load 载入一个。",
            "Central has published no pack yet; load one with content load first.",
        )
    damage.require_whole(tx, name, row.body)
    query = select(PackImage.name, PackImage.data).where(PackImage.digest == name)
    images = {each.name: each.data for each in tx.execute(query.order_by(PackImage.name))}
    pack = SignedPack(digest=name, order=row.order, body=row.body, images=images)
    return signed_pack.seal(pack, identity.central_key(tx))
