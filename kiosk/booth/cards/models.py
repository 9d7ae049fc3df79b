"""Cards shown and cards taken along, as rows, for figures."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import WORD, RecordRow
from kiosk.storage.db import Base


class CardView(RecordRow, Base):
    """One card put on screen."""

    __tablename__ = "card_shown"

    card: Mapped[str] = mapped_column(WORD)
    about_unit: Mapped[str] = mapped_column(WORD)
    language: Mapped[str] = mapped_column(String(8))


class CardTaking(RecordRow, Base):
    """One step of taking a card along: `step` is `chosen` (an app) or `kept`."""

    __tablename__ = "card_taken"

    card: Mapped[str] = mapped_column(WORD)
    about_unit: Mapped[str] = mapped_column(WORD)
    language: Mapped[str] = mapped_column(String(8))
    step: Mapped[str] = mapped_column(String(16))
    app: Mapped[str] = mapped_column(WORD)
    code: Mapped[str] = mapped_column(String(16))
