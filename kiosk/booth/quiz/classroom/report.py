"""How many classes played, and how many people were in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.booth.quiz.classroom.measures import CLASSES
from kiosk.booth.quiz.measures import FINISHED
from kiosk.counts import tally
from kiosk.counts.filters import Filters


@dataclass(frozen=True)
class ClassFigures:
    """Rounds of classes, counted. Whoever plays two rounds is counted with each."""

    started: int = 0
    finished: int = 0
    people: int = 0


def figures(tx: Connection, filters: Filters) -> ClassFigures:
    """Return the figures of the classes that `filters` let through."""
    rows = tally.sums(tx, filters, CLASSES.name)
    return ClassFigures(
        started=sum(row.n for row in rows),
        finished=sum(row.n for row in rows if row.about == FINISHED),
        people=sum(row.total for row in rows),
    )
