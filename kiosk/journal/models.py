"""Tables of the journal, and of this device's own state beside it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    and_,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kiosk.storage.db import Base

CLUSTERED = {"sqlite_with_rowid": False}
"""Keep rows in the order of their key, without a second tree: a commit writes half the pages."""
FIRST = -10
"""Puts a key's columns before the others. SQLite before 3.41 takes a clustered table whose key does
not come first for damaged: `PRAGMA quick_check` then names a NULL that is not there."""
ID = String(36)
WORD = String(64)
DIGEST = LargeBinary(32)
MOMENT = String(27)
"""UTC text, as `clock.stamp` writes it."""


class RecordKey:
    """The record that a read row was made from. Every read table's key begins with it."""

    device: Mapped[str] = mapped_column(ID, primary_key=True, sort_order=FIRST)
    epoch: Mapped[str] = mapped_column(ID, primary_key=True, sort_order=FIRST)
    seq: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, sort_order=FIRST
    )

    __table_args__: Any = CLUSTERED


def same_record(one: Any, other: Any) -> ColumnElement[bool]:
    """Return the condition that two tables, or a table and a row, speak of the same record."""
    return and_(one.device == other.device, one.epoch == other.epoch, one.seq == other.seq)


class RecordRow(RecordKey):
    """A read row with where and when its record was made: one such row for each record."""

    sitting: Mapped[str] = mapped_column(ID)
    event: Mapped[str] = mapped_column(WORD)
    unit: Mapped[str | None] = mapped_column(WORD)
    booth: Mapped[str] = mapped_column(WORD)
    pack: Mapped[str] = mapped_column(WORD)
    made_at: Mapped[str] = mapped_column(MOMENT)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Index by event and time, as reports read."""
        return Index(None, "event", "made_at"), CLUSTERED


class StoredRecord(Base):
    """One record of a journal; see `records.Record`. Only `sealed` may ever change.

    What is sealed is found by its digest, wherever copies of it stand; records without stay out of
    that index.
    """

    __tablename__ = "record"

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Index only records with a sealed part, which are few."""
        is_sealed = text("sealed IS NOT NULL")
        return (
            Index(
                "ix_record_sealed",
                "device",
                "sealed_digest",
                sqlite_where=is_sealed,
                postgresql_where=is_sealed,
            ),
            CLUSTERED,
        )

    device: Mapped[str] = mapped_column(ID, primary_key=True)
    epoch: Mapped[str] = mapped_column(ID, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(WORD)
    version: Mapped[int] = mapped_column(Integer)
    sitting: Mapped[str] = mapped_column(ID)
    event: Mapped[str] = mapped_column(WORD)
    unit: Mapped[str | None] = mapped_column(WORD)
    booth: Mapped[str] = mapped_column(WORD)
    pack: Mapped[str] = mapped_column(WORD)
    made_at: Mapped[str] = mapped_column(MOMENT)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_digest: Mapped[bytes | None] = mapped_column(DIGEST)
    digest: Mapped[bytes] = mapped_column(DIGEST)
    origin_epoch: Mapped[str | None] = mapped_column(ID)
    origin_seq: Mapped[int | None] = mapped_column(BigInteger)
    origin_digest: Mapped[bytes | None] = mapped_column(DIGEST)


class Desk(Base):
    """Which device this is, where it stands, and what it shows, in one row. Never synced."""

    __tablename__ = "desk"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    device: Mapped[str] = mapped_column(ID)
    epoch: Mapped[str] = mapped_column(ID)
    event: Mapped[str] = mapped_column(WORD)
    unit: Mapped[str | None] = mapped_column(WORD)
    booth: Mapped[str] = mapped_column(WORD)
    pack: Mapped[str] = mapped_column(WORD)
    is_set_up: Mapped[bool] = mapped_column(Boolean)


class DeskKey(Base):
    """An event's desk key: its public half, and the private half wrapped twice.

    `code_key` is the key of the hashes by which withdrawal codes are recognised.
    """

    __tablename__ = "desk_key"

    event: Mapped[str] = mapped_column(WORD, primary_key=True)
    public: Mapped[bytes] = mapped_column(DIGEST)
    by_passphrase: Mapped[bytes] = mapped_column(LargeBinary)
    by_recovery_code: Mapped[bytes] = mapped_column(LargeBinary)
    code_key: Mapped[bytes] = mapped_column(DIGEST)


class DeskKeyGiven(RecordKey, Base):
    """The key of an event (`public` names it) that a desk gave to a central's privacy key.

    Both keys in hexadecimal.
    """

    __tablename__ = "desk_key_given"

    event: Mapped[str] = mapped_column(WORD)
    public: Mapped[str] = mapped_column(WORD)
    given_to: Mapped[str] = mapped_column(WORD)


class ErasedSeal(RecordKey, Base):
    """What was sealed and erased, by its SHA-256: copies of it stand in several places."""

    __tablename__ = "erased_seal"
    __table_args__ = Index(None, "device", "digest"), CLUSTERED

    digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    of_device: Mapped[str] = mapped_column(ID)


class ErasedRun(RecordKey, Base):
    """A run of records whose sealed parts were erased, by its place alone.

    Earlier versions did; later ones name what was sealed.
    """

    __tablename__ = "erased_run"

    of_epoch: Mapped[str] = mapped_column(ID, primary_key=True)
    first: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(BigInteger)
    of_device: Mapped[str] = mapped_column(ID)


class LostRun(RecordKey, Base):
    """A run of records that their device stored and lost: nobody is to wait for them."""

    __tablename__ = "lost_run"

    of_device: Mapped[str] = mapped_column(ID)
    of_epoch: Mapped[str] = mapped_column(ID)
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)


class ErasedEvent(RecordKey, Base):
    """An event of which all that was sealed was erased, by one desk or by central."""

    __tablename__ = "erased_event"

    event: Mapped[str] = mapped_column(WORD)


class Draft(Base):
    """What the person at the screen has tapped so far. Never personal data or typed text."""

    __tablename__ = "draft"
    __table_args__ = CLUSTERED

    sitting: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(WORD, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[str] = mapped_column(MOMENT)
