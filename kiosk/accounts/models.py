"""Tables of staff accounts, which stay on this machine, and of staff acts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kiosk import clock
from kiosk.journal.models import CLUSTERED, MOMENT, WORD, RecordRow
from kiosk.storage.db import Base


class Staff(Base):
    """One account. Accounts stay on this machine and are never synced.

    Until a password is chosen, `password` is empty and `code` (a hash) opens the account once,
    until `code_until`. A session with an earlier `series` has ended.
    """

    __tablename__ = "staff"

    name: Mapped[str] = mapped_column(WORD, primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool]
    code: Mapped[str | None] = mapped_column(Text)
    code_until: Mapped[str | None] = mapped_column(MOMENT)
    series: Mapped[int] = mapped_column(server_default="0")

    @property
    def has_password(self) -> bool:
        """Return True if a password was chosen and not taken away."""
        return self.password != ""

    @property
    def waiting_code(self) -> str | None:
        """Return the hash of the one-time code that opens the account now, if any does."""
        lasts = self.code_until is not None and self.code_until > clock.stamp(clock.now())
        return self.code if lasts and not self.has_password else None

    @property
    def is_code_over(self) -> bool:
        """Return True if neither a password nor a code opens it any more."""
        return not (self.has_password or self.waiting_code)


class SecondFactor(Base):
    """The second factor of an account that has one: what its authenticator app computes codes of.

    `last_step` is the 30 seconds whose code was used last; the same and earlier ones open nothing.
    `salt` is the salt of its spare codes.
    """

    __tablename__ = "second_factor"

    name: Mapped[str] = mapped_column(WORD, primary_key=True)
    secret: Mapped[str] = mapped_column(WORD)
    last_step: Mapped[int]
    salt: Mapped[bytes] = mapped_column(LargeBinary)


class SpareCode(Base):
    """A spare code that an account has not used yet, by its hash."""

    __tablename__ = "spare_code"

    name: Mapped[str] = mapped_column(WORD, primary_key=True)
    hash: Mapped[str] = mapped_column(WORD, primary_key=True)


class StaffActRow(RecordRow, Base):
    """One act of a member of staff."""

    __tablename__ = "staff_act"

    actor: Mapped[str] = mapped_column(WORD)
    act: Mapped[str] = mapped_column(WORD)
    about: Mapped[str] = mapped_column(Text)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Index by time too: the log shows the acts of all events, newest first."""
        return (
            Index(None, "event", "made_at"),
            Index(None, "made_at"),
            CLUSTERED,
        )
