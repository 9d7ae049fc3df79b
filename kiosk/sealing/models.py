"""Tables of the keys by which a device and a central know each other. Never synced."""

from __future__ import annotations

from sqlalchemy import Boolean, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import DIGEST, MOMENT, WORD
from kiosk.storage.db import Base


class Link(Base):
    """One row with this booth's own key and the central it belongs to. Never synced.

    `seed` makes the Ed25519 key by which this device signs. `ticket` is the one-time code that the
    next bundle carries, after enrolling by stick. `refusal` is central's answer that stops sending.
    `pack` is what central sent last, and `pack_order` its place among the packs central published;
    `bulletin` is the digest of central's last bulletin, and `bulletin_at` its time.
    """

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    seed: Mapped[bytes] = mapped_column(DIGEST)
    url: Mapped[str | None] = mapped_column(Text)
    is_insecure: Mapped[bool] = mapped_column(Boolean)
    verify_key: Mapped[bytes | None] = mapped_column(DIGEST)
    box_key: Mapped[bytes | None] = mapped_column(DIGEST)
    privacy_key: Mapped[bytes | None] = mapped_column(DIGEST)
    ticket: Mapped[str | None] = mapped_column(Text)
    enrolled_at: Mapped[str | None] = mapped_column(MOMENT)
    heard_at: Mapped[str | None] = mapped_column(MOMENT)
    refusal: Mapped[str | None] = mapped_column(Text)
    pack: Mapped[str | None] = mapped_column(WORD)
    pack_order: Mapped[int | None] = mapped_column(Integer)
    bulletin: Mapped[str | None] = mapped_column(WORD)
    bulletin_at: Mapped[str | None] = mapped_column(MOMENT)


class BoothKey(Base):
    """The public key of another booth whose stamps are believed here. Never synced."""

    __tablename__ = "booth_key"

    key: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    is_from_central: Mapped[bool] = mapped_column(Boolean)


class CentralKey(Base):
    """One row with a central's own keys: it signs by `seed`, and opens sticks by `box`."""

    __tablename__ = "central_key"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    seed: Mapped[bytes] = mapped_column(DIGEST)
    box: Mapped[bytes] = mapped_column(DIGEST)
