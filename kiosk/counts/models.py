"""Tables of counts of the read tables, and how far counting has come. Never synced."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import CLUSTERED, ID, MOMENT, WORD
from kiosk.storage.db import Base

LONG_WORD = String(130)
"""Room for two ids and a sign between them."""


class Tally(Base):
    """What one hour (`made_at`, its first moment) brought at one place, as `measure` says.

    `about` and `value` tell apart what a measure counts; `n` is how many there were, `total` and
    `out_of` are sums. An empty text stands for no unit.
    """

    __tablename__ = "tally"
    __table_args__ = CLUSTERED

    measure: Mapped[str] = mapped_column(WORD, primary_key=True)
    device: Mapped[str] = mapped_column(ID, primary_key=True)
    epoch: Mapped[str] = mapped_column(ID, primary_key=True)
    event: Mapped[str] = mapped_column(WORD, primary_key=True)
    unit: Mapped[str] = mapped_column(WORD, primary_key=True)
    booth: Mapped[str] = mapped_column(WORD, primary_key=True)
    pack: Mapped[str] = mapped_column(WORD, primary_key=True)
    made_at: Mapped[str] = mapped_column(MOMENT, primary_key=True)
    about_unit: Mapped[str] = mapped_column(WORD, primary_key=True)
    about: Mapped[str] = mapped_column(LONG_WORD, primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    out_of: Mapped[int] = mapped_column(BigInteger)


class Tallied(Base):
    """Up to which record a journal is counted."""

    __tablename__ = "tallied"

    device: Mapped[str] = mapped_column(ID, primary_key=True)
    epoch: Mapped[str] = mapped_column(ID, primary_key=True)
    upto: Mapped[int] = mapped_column(BigInteger)


class TallyWord(Base):
    """A word of the packs by which rows are counted, such as the topic of a question."""

    __tablename__ = "tally_word"

    subject: Mapped[str] = mapped_column(WORD, primary_key=True)
    id: Mapped[str] = mapped_column(LONG_WORD, primary_key=True)
    word: Mapped[str] = mapped_column(WORD)


class TalliedSitting(Base):
    """The sittings that are counted: a person who goes on is one person still."""

    __tablename__ = "tallied_sitting"
    __table_args__ = CLUSTERED

    device: Mapped[str] = mapped_column(ID, primary_key=True)
    sitting: Mapped[str] = mapped_column(ID, primary_key=True)
    epoch: Mapped[str] = mapped_column(ID)
