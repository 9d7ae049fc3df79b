"""Rounds and answers as rows, for figures and exports."""

from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import WORD, RecordKey, RecordRow
from kiosk.storage.db import Base

WORDS = String(600)
"""All words of an answer: as many ids as a question may have, joined."""


class QuizRound(RecordRow, Base):
    """One round. `right` counts first answers; `repeated_right` is of the question asked again.

    `points` sum the credit for first answers, each in hundredths.
    """

    __tablename__ = "quiz_round"

    topic: Mapped[str | None] = mapped_column(WORD)
    audience: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    is_elder: Mapped[bool]
    is_finished: Mapped[bool]
    asked: Mapped[int] = mapped_column(Integer)
    answered: Mapped[int] = mapped_column(Integer)
    right: Mapped[int] = mapped_column(Integer)
    repeated_right: Mapped[bool | None]
    mode: Mapped[str] = mapped_column(String(16))
    points: Mapped[int] = mapped_column(Integer)


class QuizAnswer(RecordKey, Base):
    """One answer of a round; `number` counts from 1 in the order given.

    `option` holds all words of the answer, `credit` how far it is right, in hundredths.
    """

    __tablename__ = "quiz_answer"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(WORD)
    option: Mapped[str] = mapped_column(WORDS)
    is_right: Mapped[bool]
    is_repeat: Mapped[bool]
    milliseconds: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    credit: Mapped[int] = mapped_column(Integer)
