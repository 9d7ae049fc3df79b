"""Tables of what a booth knows of its central, and a central of its devices."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import CLUSTERED, DIGEST, ID, MOMENT, WORD
from kiosk.storage.db import Base


class ReceiptedJournal(Base):
    """What central holds of one of this device's journals, by its last receipts.

    `ranges` is JSON, pairs of first and last. `received_at` is central's time of the last receipt
    on the whole journal; `tip_seq` and `tip_digest` the last record central then held.
    """

    __tablename__ = "held"
    __table_args__ = CLUSTERED

    device: Mapped[str] = mapped_column(ID, primary_key=True)
    epoch: Mapped[str] = mapped_column(ID, primary_key=True)
    ranges: Mapped[str] = mapped_column(Text)
    received_at: Mapped[str] = mapped_column(MOMENT)
    tip_seq: Mapped[int | None] = mapped_column(BigInteger)
    tip_digest: Mapped[bytes | None] = mapped_column(DIGEST)


class EnrolCode(Base):
    """A one-time code, by its hash. `device` used it, null while nobody did."""

    __tablename__ = "enrol_code"

    mark: Mapped[str] = mapped_column(WORD, primary_key=True)
    expires_at: Mapped[str] = mapped_column(MOMENT)
    device: Mapped[str | None] = mapped_column(ID)


class Device(Base):
    """An enrolled laptop, as central knows it.

    `clock_offset` is how many seconds its clock was ahead when it was last heard; `closed` is the
    reason for which staff gave up what it still holds. `event` is where it last said to stand,
    `events` (JSON) every event that it ever said to stand at or sent a record of.
    """

    __tablename__ = "device"
    __table_args__ = CLUSTERED

    device: Mapped[str] = mapped_column(ID, primary_key=True)
    key: Mapped[bytes] = mapped_column(DIGEST, index=True)
    enrolled_at: Mapped[str] = mapped_column(MOMENT)
    is_revoked: Mapped[bool] = mapped_column(Boolean)
    revoked: Mapped[str | None] = mapped_column(Text)
    closed: Mapped[str | None] = mapped_column(Text)
    event: Mapped[str | None] = mapped_column(WORD)
    events: Mapped[str] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(WORD)
    booth: Mapped[str | None] = mapped_column(WORD)
    app: Mapped[str | None] = mapped_column(WORD)
    pack: Mapped[str | None] = mapped_column(WORD)
    seen_at: Mapped[str | None] = mapped_column(MOMENT)
    clock_offset: Mapped[int | None] = mapped_column(BigInteger)


class Stated(Base):
    """The length of a journal as its device stated it, and its last digest.

    Two copies of one laptop may state two ends of one journal: both stay until held.
    """

    __tablename__ = "stated"
    __table_args__ = CLUSTERED

    device: Mapped[str] = mapped_column(ID, primary_key=True)
    epoch: Mapped[str] = mapped_column(ID, primary_key=True)
    digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    length: Mapped[int] = mapped_column(BigInteger)
    stated_at: Mapped[str] = mapped_column(MOMENT)


class Quarantined(Base):
    """A record that could not be stored among the others, as it came, with the reason.

    `digest` is the one it stated, null where it could not be read. `released` says who let it in.
    """

    __tablename__ = "quarantined"
    __table_args__ = CLUSTERED

    device: Mapped[str] = mapped_column(ID, primary_key=True)
    epoch: Mapped[str] = mapped_column(ID, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    digest: Mapped[bytes | None] = mapped_column(DIGEST)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[str] = mapped_column(MOMENT)
    released: Mapped[str | None] = mapped_column(Text)


class Forked(Base):
    """A record whose place in its journal another record holds (a clone wrote it).

    `raw` is null where the record itself is held, but does not follow the one before it.
    """

    __tablename__ = "forked"
    __table_args__ = CLUSTERED

    device: Mapped[str] = mapped_column(ID, primary_key=True)
    epoch: Mapped[str] = mapped_column(ID, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    noted_at: Mapped[str] = mapped_column(MOMENT)


class Origin(Base):
    """The place of a record that was appended again: its rows are made once."""

    __tablename__ = "origin"
    __table_args__ = CLUSTERED

    device: Mapped[str] = mapped_column(ID, primary_key=True)
    of_epoch: Mapped[str] = mapped_column(ID, primary_key=True)
    of_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    of_digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    epoch: Mapped[str] = mapped_column(ID)
    seq: Mapped[int] = mapped_column(BigInteger)


class Unread(Base):
    """A record of a kind or version that this app does not know yet; it is stored whole."""

    __tablename__ = "unread"
    __table_args__ = CLUSTERED

    device: Mapped[str] = mapped_column(ID, primary_key=True)
    epoch: Mapped[str] = mapped_column(ID, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(WORD)
    version: Mapped[int] = mapped_column(Integer)
