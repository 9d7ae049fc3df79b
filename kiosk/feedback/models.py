"""Keep feedback as rows, for the staff's list, figures and exports."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.db import Base
from kiosk.journal.models import ID, WORD, RecordKey, RecordRow


class Feedback(RecordRow, Base):
    """Hold one piece of feedback. `about_unit` is the unit it speaks of; `form` its form's id."""

    __tablename__ = "feedback"

    kind: Mapped[str] = mapped_column(WORD)
    about_unit: Mapped[str | None] = mapped_column(WORD)
    has_text: Mapped[bool]
    has_contact: Mapped[bool]
    language: Mapped[str] = mapped_column(String(8))
    form: Mapped[str] = mapped_column(ID, index=True)


class FeedbackChip(RecordKey, Base):
    """Hold one chip touched."""

    __tablename__ = "feedback_chip"

    chip: Mapped[str] = mapped_column(WORD, primary_key=True)
