"""Entries on activities and their photos as rows, a row a change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kiosk.journal.models import CLUSTERED, ID, WORD, RecordRow
from kiosk.storage.db import Base


class Activity(RecordRow, Base):
    """An entry after each change; the highest `number` is the present state.

    `of_event` and `about_unit` are what it is about, `event` and `unit` where it was written.
    """

    __tablename__ = "activity"

    entry: Mapped[str] = mapped_column(ID)
    number: Mapped[int]
    of_event: Mapped[str] = mapped_column(WORD)
    about_unit: Mapped[str] = mapped_column(WORD)
    kind: Mapped[str] = mapped_column(WORD)
    place: Mapped[str] = mapped_column(Text)
    begins: Mapped[str] = mapped_column(String(16))
    ends: Mapped[str] = mapped_column(String(16))
    officers: Mapped[int]
    visitors: Mapped[int | None] = mapped_column(Integer)
    done: Mapped[str] = mapped_column(Text)
    is_removed: Mapped[bool]
    act: Mapped[str] = mapped_column(WORD)
    actor: Mapped[str] = mapped_column(WORD)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Find an event's entries, and the changes of one."""
        return Index(None, "of_event"), Index(None, "entry"), CLUSTERED


class ActivityPhoto(RecordRow, Base):
    """A photo after each change; the picture is in the record of the row `has_picture`."""

    __tablename__ = "activity_photo"

    photo: Mapped[str] = mapped_column(ID)
    entry: Mapped[str] = mapped_column(ID)
    number: Mapped[int]
    caption: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    digest: Mapped[str] = mapped_column(WORD)
    is_removed: Mapped[bool]
    actor: Mapped[str] = mapped_column(WORD)
    has_picture: Mapped[bool]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Find the photos of an entry, and the changes of one."""
        return Index(None, "entry"), Index(None, "photo"), CLUSTERED
