"""Stamps as rows, for what a booth knows of a passport, figures and exports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kiosk.journal.models import CLUSTERED, WORD, RecordKey, RecordRow
from kiosk.storage.db import Base

NUMBER = String(16)
"""The number of a passport; see `passports`."""


class Stamp(RecordRow, Base):
    """One stamp in a passport; see `records.StampGiven`."""

    __tablename__ = "stamp"

    passport: Mapped[str] = mapped_column(NUMBER)
    stop: Mapped[str] = mapped_column(WORD)
    earned_by: Mapped[str] = mapped_column(WORD)
    brought: Mapped[int]
    is_full: Mapped[bool]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Find the stamps of a passport without reading the rest."""
        return Index(None, "event", "made_at"), Index("ix_stamp_passport", "passport"), CLUSTERED


class StampBrought(RecordKey, Base):
    """A stamp that a passport brought from another booth."""

    __tablename__ = "stamp_brought"
    __table_args__ = Index("ix_stamp_brought_passport", "passport"), CLUSTERED

    stop: Mapped[str] = mapped_column(WORD, primary_key=True)
    passport: Mapped[str] = mapped_column(NUMBER)
