"""Responses, ratings and reasons as rows, for figures and exports."""

from __future__ import annotations

from sqlalchemy import Boolean, Integer, String, true
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import WORD, RecordKey, RecordRow
from kiosk.storage.db import Base


class SurveyResponse(RecordRow, Base):
    """One response. `about_unit` is the unit that the person judges.

    `is_counted` is false where the person answered that they are none of whom the indices are
    about.
    """

    __tablename__ = "survey_response"

    survey: Mapped[str] = mapped_column(WORD)
    language: Mapped[str] = mapped_column(String(8))
    is_elder: Mapped[bool]
    is_finished: Mapped[bool]
    about_unit: Mapped[str | None] = mapped_column(WORD)
    has_text: Mapped[bool]
    is_counted: Mapped[bool] = mapped_column(Boolean, server_default=true())


class SurveyAnswer(RecordKey, Base):
    """One chosen option (`place` is its rank in a ranking) or number of a response."""

    __tablename__ = "survey_answer"

    item: Mapped[str] = mapped_column(WORD, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    option: Mapped[str | None] = mapped_column(WORD)
    number: Mapped[int | None] = mapped_column(Integer)


class Rating(RecordRow, Base):
    """One tap on a face; repeats within seconds are kept but not counted."""

    __tablename__ = "rating"

    value: Mapped[int] = mapped_column(Integer)
    is_repeat: Mapped[bool]
    language: Mapped[str] = mapped_column(String(8))
    is_elder: Mapped[bool]


class RatingReason(RecordRow, Base):
    """The reason given for a rating."""

    __tablename__ = "rating_reason"

    value: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(WORD)
