"""The table of what staff put on this device's wall. It is the desk's own state, never synced."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import ID, MOMENT, WORD
from kiosk.storage.db import Base


class WallLine(Base):
    """A notice, or a quotation whose wording staff confirmed, shown from `begins` until `ends`.

    `is_up` is false once staff took it down; it can be put back as long as its day lasts.
    """

    __tablename__ = "wall_line"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    event: Mapped[str] = mapped_column(WORD)
    zh: Mapped[str] = mapped_column(String(400))
    en: Mapped[str] = mapped_column(String(400))
    begins: Mapped[str] = mapped_column(MOMENT)
    ends: Mapped[str] = mapped_column(MOMENT)
    made_at: Mapped[str] = mapped_column(MOMENT)
    is_up: Mapped[bool]
