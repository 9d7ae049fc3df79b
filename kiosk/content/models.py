"""Tables of the packs that this machine has shown or may go back to."""

from __future__ import annotations

from sqlalchemy import Integer, LargeBinary, String, cast
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import RecordRow
from kiosk.storage.db import Base


class StoredPack(Base):
    """One pack's canonical texts by its digest. `order` counts up as packs are loaded."""

    __tablename__ = "pack"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    is_bundled: Mapped[bool]
    order: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)


BODY = cast(StoredPack.body, LargeBinary).label("body")
"""A pack's texts as bytes, also where damage has made the database take them for text."""


class PackImage(Base):
    """One image of a pack."""

    __tablename__ = "pack_image"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(128), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class PublishedPack(RecordRow, Base):
    """Which pack a device put on screen; the record carries its texts."""

    __tablename__ = "published_pack"

    digest: Mapped[str] = mapped_column(String(64))
