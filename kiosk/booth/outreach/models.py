"""Places, steps and answers as rows, and the answers that still wait."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Index, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kiosk.journal.models import CLUSTERED, ID, WORD, RecordKey, RecordRow
from kiosk.storage.db import Base

DAY = String(10)
"""A local date, `2026-12-20`."""


class Place(RecordRow, Base):
    """One place to be called at; see `records.PlaceListed`."""

    __tablename__ = "outreach_place"

    place: Mapped[str] = mapped_column(ID, index=True)
    kind: Mapped[str] = mapped_column(WORD)
    community: Mapped[str] = mapped_column(WORD)


class PlaceState(RecordRow, Base):
    """How things stood at a place after each step; see `records.PlaceStep`.

    The highest `number` is the present one. `assigned` is the unit that a request is assigned to;
    `unit` is, as everywhere, the one at whose desk the record was made. `points` are ids joined by
    `records.BETWEEN`.
    """

    __tablename__ = "outreach_step"

    of_device: Mapped[str] = mapped_column(ID)
    place: Mapped[str] = mapped_column(ID)
    number: Mapped[int]
    tap: Mapped[str] = mapped_column(ID, index=True)
    act: Mapped[str] = mapped_column(WORD)
    actor: Mapped[str] = mapped_column(WORD)
    undoes: Mapped[str | None] = mapped_column(ID)
    status: Mapped[str] = mapped_column(WORD)
    calls: Mapped[int]
    is_asked: Mapped[bool]
    points: Mapped[str] = mapped_column(Text)
    has_leaflet: Mapped[bool]
    has_card: Mapped[bool]
    request: Mapped[str | None] = mapped_column(ID)
    assigned: Mapped[str | None] = mapped_column(WORD)
    next_day: Mapped[str | None] = mapped_column(DAY)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Find the last step at a place, and an event's, without reading the rest."""
        return (
            Index(None, "event", "made_at"),
            Index("ix_outreach_step_of", "of_device", "place", "number"),
            CLUSTERED,
        )


class Sheet(RecordRow, Base):
    """One answered survey, cut to the day; `sitting` is of no use, each has its own."""

    __tablename__ = "outreach_sheet"

    survey: Mapped[str] = mapped_column(WORD)
    is_finished: Mapped[bool]


class SheetAnswer(RecordKey, Base):
    """One option chosen."""

    __tablename__ = "outreach_answer"

    item: Mapped[str] = mapped_column(WORD, primary_key=True)
    option: Mapped[str] = mapped_column(WORD, primary_key=True)


class Waiting(Base):
    """Answers that are not in the journal yet; never synced.

    Rows lie in the order of their random `id`, and hold no time but the `day` they were begun, a
    local date. `answers` is JSON: options by item.
    """

    __tablename__ = "outreach_waiting"
    __table_args__ = CLUSTERED

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    event: Mapped[str] = mapped_column(WORD)
    day: Mapped[str] = mapped_column(DAY)
    survey: Mapped[str] = mapped_column(WORD)
    is_finished: Mapped[bool] = mapped_column(Boolean)
    answers: Mapped[str] = mapped_column(Text)
