"""Keep staff accounts (local to this machine), and staff acts as rows."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.db import Base
from kiosk.journal.models import WORD, RecordRow


class Staff(Base):
    """Hold one account. Accounts stay on this machine and are never synced."""

    __tablename__ = "staff"

    name: Mapped[str] = mapped_column(WORD, primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool]


class StaffActRow(RecordRow, Base):
    """Hold one act of a member of staff."""

    __tablename__ = "staff_act"

    actor: Mapped[str] = mapped_column(WORD)
    act: Mapped[str] = mapped_column(WORD)
    about: Mapped[str] = mapped_column(Text)
