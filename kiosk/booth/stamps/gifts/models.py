"""Steps with gifts as rows: the stock, what was given for which ticket, exports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kiosk.booth.stamps.models import NUMBER
from kiosk.journal.models import CLUSTERED, ID, WORD, RecordRow
from kiosk.storage.db import Base


class GiftMove(RecordRow, Base):
    """One step with one gift; see `records.GiftStep`."""

    __tablename__ = "gift_step"

    tap: Mapped[str] = mapped_column(ID, index=True)
    act: Mapped[str] = mapped_column(WORD)
    gift: Mapped[str] = mapped_column(WORD)
    change: Mapped[int]
    actor: Mapped[str] = mapped_column(WORD)
    passport: Mapped[str | None] = mapped_column(NUMBER)
    undoes: Mapped[str | None] = mapped_column(ID)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Find what was given for a passport without reading the rest."""
        return (
            Index(None, "event", "made_at"),
            Index("ix_gift_step_passport", "passport"),
            CLUSTERED,
        )
