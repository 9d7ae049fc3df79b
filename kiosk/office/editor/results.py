"""What people's answers say of a question, beside its form."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.booth.quiz import report
from kiosk.booth.quiz.analysis import flags
from kiosk.booth.quiz.analysis.flags import Flag
from kiosk.counts.statistics import Estimate
from kiosk.office.editor.sections import Spot


@dataclass(frozen=True)
class Results:
    """The share right at first, and what an editor should know of it."""

    right: Estimate
    flag: Flag | None

    @property
    def percent(self) -> str:
        """Return the share in whole percent."""
        return f"{self.right.value or 0.0:.0%}"


def of(tx: Connection, spot: Spot) -> Results | None:
    """Return the results of a question, None for any other part and for one nobody answered."""
    if spot.section.name != "questions":
        return None
    right = report.right_at_first(tx, spot.id)
    return Results(right, flags.of_share(right)) if right.n else None
