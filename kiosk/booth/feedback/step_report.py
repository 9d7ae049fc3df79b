"""What became of feedback: figures, and quotations for the activity report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, false, func, select

from kiosk.booth.feedback import rules, staff_list, states
from kiosk.booth.feedback.models import Feedback, FeedbackState
from kiosk.clock import local
from kiosk.content.catalog import Catalog
from kiosk.content.parts import Text
from kiosk.counts.filters import Filters
from kiosk.sealing.opening import NOT_OPENED, Opener


@dataclass(frozen=True)
class Quote:
    """What somebody wrote, as it may be printed: never whom to reply to.

    `unit` is the one that it is about, None if it names none.
    """

    kind: Text
    unit: Text | None
    day: date
    text: str


@dataclass(frozen=True)
class StepFigures:
    """Pieces of feedback, counted by status, and by the unit they are with and status.

    A piece is with the unit that it is assigned to, else with the one that it is about; None
    gathers what has neither.
    """

    by_status: dict[str, int]
    by_unit: dict[str | None, dict[str, int]]
    quotes: int


def quotes(tx: Connection, filters: Filters, names: Catalog, opener: Opener | None) -> list[Quote]:
    """Return the pieces that staff chose as quotations, the oldest first.

    Without `opener` the list is empty; what was erased, or cannot be opened yet, is left out.
    """
    if opener is None:
        return []
    query = (
        states.with_states()
        .where(FeedbackState.is_quote, Feedback.has_text, *filters.conditions(Feedback))
        .order_by(Feedback.made_at, Feedback.device, Feedback.epoch, Feedback.seq)
    )
    found = []
    for row in tx.execute(query).all():
        kind, text = names.feedback.get(row.kind), opener.read(row).get("text")
        if text and text != NOT_OPENED:
            found.append(
                Quote(
                    kind=kind.name if kind else Text(zh=row.kind, en=row.kind),
                    unit=staff_list.unit_name(names, row.about_unit),
                    day=local(row.made_at).date(),
                    text=text,
                )
            )
    return found


def figures(tx: Connection, filters: Filters) -> StepFigures:
    """Count the pieces that `filters` let through, as they stand now."""
    unit = func.coalesce(FeedbackState.assigned, Feedback.about_unit)
    is_quote = func.coalesce(FeedbackState.is_quote, false())
    count = func.count()
    query = (
        select(unit, states.STATUS, count, count.filter(is_quote))
        .select_from(Feedback)
        .outerjoin(FeedbackState, and_(states.IS_STEP_OF, states.IS_CURRENT))
        .where(*filters.conditions(Feedback))
        .group_by(unit, states.STATUS)
    )
    by_status = dict.fromkeys(rules.STATUSES, 0)
    by_unit: dict[str | None, dict[str, int]] = {}
    chosen = 0
    for name, status, pieces, quoted in tx.execute(query):
        by_status[status] = by_status.get(status, 0) + pieces
        by_unit.setdefault(name, dict.fromkeys(rules.STATUSES, 0))[status] = pieces
        chosen += quoted
    return StepFigures(by_status, by_unit, chosen)
