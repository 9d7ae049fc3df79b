"""Feedback as rows, for the staff's list, figures and exports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kiosk.journal.models import CLUSTERED, ID, MOMENT, WORD, RecordKey, RecordRow
from kiosk.storage.db import Base


class Feedback(RecordRow, Base):
    """One piece of feedback. `about_unit` is the unit it speaks of; `form` its form's id.

    `mark` and `answer_key` are those of its code, null if none was given; see
    `records.CodedFeedback`.
    """

    __tablename__ = "feedback"

    kind: Mapped[str] = mapped_column(WORD)
    about_unit: Mapped[str | None] = mapped_column(WORD)
    has_text: Mapped[bool]
    has_contact: Mapped[bool]
    language: Mapped[str] = mapped_column(String(8))
    form: Mapped[str] = mapped_column(ID, index=True)
    mark: Mapped[str | None] = mapped_column(WORD, index=True)
    answer_key: Mapped[str | None] = mapped_column(WORD)


class FeedbackChip(RecordKey, Base):
    """One chip touched."""

    __tablename__ = "feedback_chip"

    chip: Mapped[str] = mapped_column(WORD, primary_key=True)


class FeedbackState(RecordRow, Base):
    """How a piece of feedback stood after each step of staff; see `records.FeedbackStep`.

    The highest `number` is the present one. `assigned` is the unit that it is assigned to; `unit`
    is, as everywhere, the one at whose desk the record was made.
    """

    __tablename__ = "feedback_step"

    of_device: Mapped[str] = mapped_column(ID)
    form: Mapped[str] = mapped_column(ID)
    number: Mapped[int]
    tap: Mapped[str] = mapped_column(ID, index=True)
    act: Mapped[str] = mapped_column(WORD)
    actor: Mapped[str] = mapped_column(WORD)
    undoes: Mapped[str | None] = mapped_column(ID)
    status: Mapped[str] = mapped_column(WORD)
    assigned: Mapped[str | None] = mapped_column(WORD)
    answer: Mapped[str | None] = mapped_column(ID)
    is_quote: Mapped[bool]
    released: Mapped[str | None] = mapped_column(ID)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Find the last step of a piece, and an event's, without reading the rest."""
        return (
            Index(None, "event", "made_at"),
            Index("ix_feedback_step_of", "of_device", "form", "number"),
            CLUSTERED,
        )


class CodeUse(RecordRow, Base):
    """What somebody did by a code; see `records.CodeUsed`."""

    __tablename__ = "feedback_code_use"

    act: Mapped[str] = mapped_column(WORD)
    mark: Mapped[str] = mapped_column(WORD, index=True)
    release: Mapped[str | None] = mapped_column(ID)


class Told(Base):
    """How a piece of any booth stands, as central's bulletin told this one. Never synced.

    `unit` is the one it is with, `sealed` the released answer, which its code alone opens.
    """

    __tablename__ = "feedback_told"
    __table_args__ = CLUSTERED

    event: Mapped[str] = mapped_column(WORD, primary_key=True)
    mark: Mapped[str] = mapped_column(WORD, primary_key=True)
    kind: Mapped[str] = mapped_column(WORD)
    status: Mapped[str] = mapped_column(WORD)
    unit: Mapped[str | None] = mapped_column(WORD)
    number: Mapped[int] = mapped_column(Integer)
    given_at: Mapped[str] = mapped_column(MOMENT)
    release: Mapped[str | None] = mapped_column(ID)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_erased: Mapped[bool] = mapped_column(Boolean)
