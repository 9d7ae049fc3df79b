"""Rounds of classes and their answers as rows, for figures and exports."""

from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import WORD, RecordKey, RecordRow
from kiosk.storage.db import Base


class ClassRound(RecordRow, Base):
    """One round of a class. `given` counts the answers of all its people, `were_right` the right.

    One sitting holds many people: `people` says how many.
    """

    __tablename__ = "class_round"

    topic: Mapped[str | None] = mapped_column(WORD)
    audience: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    is_elder: Mapped[bool]
    is_finished: Mapped[bool]
    people: Mapped[int] = mapped_column(Integer)
    asked: Mapped[int] = mapped_column(Integer)
    answered: Mapped[int] = mapped_column(Integer)
    given: Mapped[int] = mapped_column(Integer)
    were_right: Mapped[int] = mapped_column(Integer)


class ClassAnswer(RecordKey, Base):
    """One answer of a class; `number` counts from 1 in the order given.

    `left_word` and `right_word` are the answers that the two sides stood for.
    """

    __tablename__ = "class_answer"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(WORD)
    kind: Mapped[str] = mapped_column(String(16))
    left_word: Mapped[str] = mapped_column(WORD)
    right_word: Mapped[str] = mapped_column(WORD)
    answer_side: Mapped[str] = mapped_column(String(8))
    stood_left: Mapped[int] = mapped_column(Integer)
    stood_right: Mapped[int] = mapped_column(Integer)
    were_right: Mapped[int] = mapped_column(Integer)
    milliseconds: Mapped[int] = mapped_column(Integer)
