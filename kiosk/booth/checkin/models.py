"""Visits as rows, and the invitations that this laptop holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kiosk.journal.models import CLUSTERED, ID, MOMENT, WORD, RecordKey, RecordRow
from kiosk.storage.db import Base

DAY = String(10)
"""A local date, `2026-12-20`."""


class Visit(RecordRow, Base):
    """One party that checked in. `people` counts all of them, `under_14` the children."""

    __tablename__ = "visit"

    visit: Mapped[str] = mapped_column(ID, index=True)
    channel: Mapped[str] = mapped_column(WORD)
    people: Mapped[int]
    under_14: Mapped[int]
    invitation: Mapped[str | None] = mapped_column(ID, index=True)
    has_name: Mapped[bool]
    has_phone: Mapped[bool]
    has_organisation: Mapped[bool]
    withdrawal: Mapped[str | None] = mapped_column(WORD, index=True)
    has_accepted_rules: Mapped[bool]
    language: Mapped[str] = mapped_column(String(8))


class VisitHead(RecordKey, Base):
    """How many people of one kind are in a party."""

    __tablename__ = "visit_head"

    kind: Mapped[str] = mapped_column(WORD, primary_key=True)
    people: Mapped[int]


class VisitState(RecordRow, Base):
    """The state of a visit after each step; the highest `number` is the present one."""

    __tablename__ = "visit_state"

    visit: Mapped[str] = mapped_column(ID)
    number: Mapped[int]
    tap: Mapped[str] = mapped_column(ID, index=True)
    act: Mapped[str] = mapped_column(WORD)
    actor: Mapped[str | None] = mapped_column(WORD)
    status: Mapped[str] = mapped_column(WORD)
    inside: Mapped[int]
    places: Mapped[int]
    slot: Mapped[str | None] = mapped_column(WORD)
    day: Mapped[str] = mapped_column(DAY)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Find the last state of a visit, and a day's, without reading the rest."""
        return (
            Index(None, "event", "made_at"),
            Index(None, "device", "visit", "number"),
            CLUSTERED,
        )


class Invitation(Base):
    """One invitation on this laptop, never synced; names are sealed, None once erased.

    `id` is random, and all that its QR code holds. `day` and `slot` are null if any will do.
    """

    __tablename__ = "invitation"
    __table_args__ = CLUSTERED

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    event: Mapped[str] = mapped_column(WORD, index=True)
    kind: Mapped[str] = mapped_column(WORD)
    people: Mapped[int] = mapped_column(Integer)
    slot: Mapped[str | None] = mapped_column(WORD)
    day: Mapped[str | None] = mapped_column(DAY)
    has_phone: Mapped[bool]
    has_organisation: Mapped[bool]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    loaded_at: Mapped[str] = mapped_column(MOMENT)
