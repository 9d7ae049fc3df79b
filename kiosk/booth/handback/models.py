"""Belongings as rows, for the desk, figures and exports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kiosk.journal.models import CLUSTERED, ID, WORD, RecordKey, RecordRow
from kiosk.storage.db import Base

NUMBER = String(96)
"""A unit's id, a slash and a number of at most 24 letters."""


class Belonging(RecordRow, Base):
    """One belonging that a list brought; see `records.BelongingListed`."""

    __tablename__ = "belonging"

    number: Mapped[str] = mapped_column(NUMBER, index=True)
    about_unit: Mapped[str] = mapped_column(WORD)
    category: Mapped[str] = mapped_column(WORD)
    day: Mapped[str | None] = mapped_column(String(10))
    time: Mapped[str | None] = mapped_column(String(5))


class BelongingState(RecordRow, Base):
    """How a belonging stood after each step at one desk; see `records.BelongingStep`."""

    __tablename__ = "belonging_step"

    number: Mapped[str] = mapped_column(NUMBER)
    about_unit: Mapped[str] = mapped_column(WORD)
    step: Mapped[int]
    tap: Mapped[str] = mapped_column(ID, index=True)
    act: Mapped[str] = mapped_column(WORD)
    actor: Mapped[str] = mapped_column(WORD)
    undoes: Mapped[str | None] = mapped_column(ID)
    status: Mapped[str] = mapped_column(WORD)
    reason: Mapped[str | None] = mapped_column(WORD)
    signature: Mapped[str | None] = mapped_column(ID)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Find the last step of a belonging, and an event's, without reading the rest."""
        return (
            Index(None, "event", "made_at"),
            Index("ix_belonging_step_of", "event", "number", "device", "step"),
            CLUSTERED,
        )


class BelongingProof(RecordKey, Base):
    """One proof that had been looked at when a step was taken."""

    __tablename__ = "belonging_proof"

    proof: Mapped[str] = mapped_column(WORD, primary_key=True)
