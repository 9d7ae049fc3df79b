"""Damaged packs: found by their digest when they are read, and never shown.

A pack's digest covers its texts and every image. What it says is known from then on in this
process, so that the pages need not ask again.
"""

from __future__ import annotations

import hashlib

import msgspec
from flask import current_app, has_app_context
from sqlalchemy import Connection, LargeBinary, cast, select

from kiosk.content.load import digest as digest_of
from kiosk.content.models import PackImage
from kiosk.errors import Refused

EXTENSION = "kiosk.damaged_packs"


class PackDamaged(Refused):
    """A pack's stored texts or images are not those that its digest was made of."""

    def __init__(self, digest: str) -> None:
        """Name the pack by the beginning of its digest."""
        super().__init__(
            f"内容包 {digest[:12]} 已损坏，不能显示；请重新载入（content load），"
            "或等中心重新发布。",
            f"The pack {digest[:12]} is damaged and cannot be shown; load it again (content load), "
            "or wait until central publishes it again.",
        )


def require_whole(tx: Connection, digest: str, body: bytes) -> None:
    """Raise PackDamaged unless a stored pack's texts and images make its digest."""
    query = select(PackImage.name, cast(PackImage.data, LargeBinary).label("data")).where(
        PackImage.digest == digest
    )
    images = {row.name: row.data for row in tx.execute(query)}
    try:
        is_whole = digest_of(msgspec.Raw(body), images) == digest
    except (msgspec.MsgspecError, UnicodeError):
        is_whole = False
    if not is_whole:
        raise PackDamaged(digest)


def is_whole(tx: Connection, digest: str, body: bytes) -> bool:
    """Return True if a stored pack is whole; the same bytes are looked at once in a process."""
    mark = digest, hashlib.sha256(body).hexdigest()
    held = _known()
    if mark not in held:
        try:
            require_whole(tx, digest, body)
            held[mark] = True
        except PackDamaged:
            held[mark] = False
            note(digest)
    return held[mark]


def note(digest: str) -> None:
    """Remember that a pack is damaged, for the banner of staff and for health."""
    found().add(digest)


def found() -> set[str]:
    """Return the damaged packs that this process came across."""
    if not has_app_context():
        return set()
    packs: set[str] = current_app.extensions.setdefault(EXTENSION, set())
    return packs


def _known() -> dict[tuple[str, str], bool]:
    if not has_app_context():
        return {}
    known: dict[tuple[str, str], bool] = current_app.extensions.setdefault(f"{EXTENSION}.known", {})
    return known
