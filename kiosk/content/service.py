"""Publish packs on this machine, and know which one is on screen."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from flask import current_app, g
from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk.content import damage, writing
from kiosk.content.catalog import Catalog
from kiosk.content.damage import PackDamaged
from kiosk.content.load import BUNDLED, Loaded, load
from kiosk.content.models import BODY, PackImage, StoredPack
from kiosk.content.pack import Pack
from kiosk.errors import Refused, SetupFailed, Unknown
from kiosk.journal import service as journal
from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.models import Desk
from kiosk.journal.records import Payload, Record, canonical

EXTENSION = "kiosk.catalog"
PREVIEWED = "previewed_catalog"
"""Under this name a request holds the catalog of its preview; see `kiosk.shell.preview`."""


class PackPublished(Payload, frozen=True):
    """A pack's canonical texts (no images), by which central labels every answer."""

    digest: str
    content: dict[str, Any]


class PackEntry(NamedTuple):
    """A pack kept on this machine."""

    digest: str
    name: str
    version: int
    is_bundled: bool


def project(_record: Record, told: PackPublished) -> Rows:
    """Make the row that finds the record which carries a pack's texts."""
    yield "published_pack", {"digest": told.digest}


PUBLISHED = Kind(
    name="pack", version=1, payload=PackPublished, project=project, tables=("published_pack",)
)


def bundled() -> Loaded:
    """Load the pack that comes with the app. Raises SetupFailed if it is damaged."""
    loaded = load(BUNDLED)
    require_whole(loaded)
    return loaded


def require_whole(loaded: Loaded) -> Pack:
    """Return the pack; raise SetupFailed with every error where it cannot be shown."""
    if loaded.pack is None:
        listed = "\n".join(f"  {problem}" for problem in loaded.errors)
        raise SetupFailed(
            f"内容包有 {len(loaded.errors)} 处错误，没有载入；请按下列位置改正。",
            f"The pack has {len(loaded.errors)} errors and was not loaded; mend them:\n{listed}",
        )
    return loaded.pack


def store(tx: Connection, loaded: Loaded, *, is_bundled: bool) -> None:
    """Keep a pack and its images, so that it can be shown; a pack already kept is no error."""
    pack = require_whole(loaded)
    order = (tx.execute(select(func.max(StoredPack.order))).scalar() or 0) + 1
    held = select(StoredPack.digest).where(StoredPack.digest == loaded.digest)
    if tx.execute(held).first():
        latest = update(StoredPack).where(StoredPack.digest == loaded.digest)
        tx.execute(latest.values(order=order, is_bundled=is_bundled))
        return
    row = {"digest": loaded.digest, "name": pack.id, "version": pack.version, "order": order}
    tx.execute(
        insert(StoredPack), row | {"is_bundled": is_bundled, "body": canonical(writing.plain(pack))}
    )
    if loaded.images:
        images = [
            {"digest": loaded.digest, "name": name, "data": data}
            for name, data in loaded.images.items()
        ]
        tx.execute(insert(PackImage), images)


def publish(tx: Connection, loaded: Loaded, *, is_bundled: bool = False) -> None:
    """Keep a pack and record it; screens show it from their next sitting on."""
    store(tx, loaded, is_bundled=is_bundled)
    record_published(tx, loaded)


def record_published(tx: Connection, loaded: Loaded) -> None:
    """Append the record that carries the pack's texts."""
    content = writing.plain(require_whole(loaded))
    journal.append(tx, PUBLISHED, PackPublished(digest=loaded.digest, content=content))


def latest(tx: Connection) -> tuple[str, bool] | None:
    """Return the digest of the pack loaded last, and whether it came with the app.

    One that was found damaged is passed over: the pack before it is shown.
    """
    query = (
        select(StoredPack.digest, StoredPack.is_bundled)
        .where(StoredPack.digest.not_in(damage.found()))
        .order_by(StoredPack.order.desc())
    )
    row = tx.execute(query.limit(1)).first()
    return (row.digest, row.is_bundled) if row else None


def listed(tx: Connection) -> list[PackEntry]:
    """Return the packs kept here, the one loaded last first."""
    query = select(
        StoredPack.digest, StoredPack.name, StoredPack.version, StoredPack.is_bundled
    ).order_by(StoredPack.order.desc())
    return [PackEntry(*row) for row in tx.execute(query)]


def use(tx: Connection, beginning: str) -> PackEntry:
    """Go back to a pack kept here, named by the beginning of its digest; return it.

    Screens show it from their next sitting on. Raises Unknown, and Refused if several fit.
    """
    found = [each for each in listed(tx) if beginning and each.digest.startswith(beginning.lower())]
    if not found:
        raise Unknown(
            f"没有内容包 {beginning}；content list 列出本机保存的内容包。",
            f"There is no pack {beginning}; content list names those kept here.",
        )
    if len(found) > 1:
        raise Refused(
            f"有 {len(found)} 个内容包以 {beginning} 开头，请多写几个字符。",
            f"{len(found)} packs begin with {beginning}; give more letters.",
        )
    pack = read_catalog(tx, found[0].digest).pack
    publish(tx, Loaded(pack, {}, found[0].digest, []), is_bundled=found[0].is_bundled)
    return found[0]


def show_latest(tx: Connection) -> None:
    """Let this desk show the pack loaded last; called between sittings only."""
    found = latest(tx)
    if found:
        tx.execute(update(Desk).values(pack=found[0]))


def read_catalog(tx: Connection, digest: str) -> Catalog:
    """Read the pack with `digest` from the database, with its digest checked.

    Raises Unknown, and PackDamaged where its texts or images are not those that were stored.
    """
    body = tx.execute(select(BODY).where(StoredPack.digest == digest)).scalar()
    if body is None:
        raise Unknown(f"没有内容包 {digest}。", f"There is no pack {digest}.")
    damage.require_whole(tx, digest, body)
    return Catalog(msgspec.json.decode(body, type=Pack), digest)


def read_newest(tx: Connection) -> Catalog:
    """Read the pack loaded last, or where it is damaged the newest one that is whole.

    The bundled pack is stored again from the program's own files where it was damaged.
    """
    while (newest := latest(tx)) is not None:
        try:
            return read_catalog(tx, newest[0])
        except PackDamaged:
            if newest[1] and newest[0] == bundled().digest:
                _store_again(tx, bundled())
            else:
                damage.note(newest[0])
    loaded = bundled()
    store(tx, loaded, is_bundled=True)
    return Catalog(require_whole(loaded), loaded.digest)


def _store_again(tx: Connection, loaded: Loaded) -> None:
    """Put a pack in the place of its damaged self."""
    for table in (PackImage, StoredPack):
        tx.execute(delete(table).where(table.digest == loaded.digest))
    store(tx, loaded, is_bundled=True)


def read_image(tx: Connection, digest: str, name: str) -> bytes:
    """Return an image of a pack that is whole. Raises Unknown, PackDamaged."""
    query = select(PackImage.data).where(PackImage.digest == digest, PackImage.name == name)
    data = tx.execute(query).scalar()
    if data is not None and digest != current().digest:
        read_catalog(tx, digest)
    if data is None:
        raise Unknown(f"没有图片 {name}。", f"There is no image {name}.")
    return data


def first_damaged(tx: Connection) -> str | None:
    """Return a sentence that names the first stored pack which is damaged, None if none is."""
    for body, digest in tx.execute(select(BODY, StoredPack.digest)):
        try:
            damage.require_whole(tx, digest, body)
        except PackDamaged as error:
            return f"{error.zh} / {error.en}"
    return None


def hold(catalog: Catalog) -> None:
    """Make `catalog` the one that this process's pages show."""
    current_app.extensions[EXTENSION] = catalog


def current() -> Catalog:
    """Return what this process's pages show, or while a page is previewed, its catalog."""
    catalog: Catalog = g.get(PREVIEWED) or current_app.extensions[EXTENSION]
    return catalog
