"""Cards shown, as rows, for figures."""

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
