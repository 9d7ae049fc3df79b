"""Say what people fed back: figures, and the staff's list."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk.content.catalog import Catalog
from kiosk.feedback.measures import PIECES
from kiosk.feedback.models import Feedback, FeedbackChip
from kiosk.journal import tally
from kiosk.journal.models import same_record
from kiosk.journal.reading import Filters, Opener, local

BETWEEN = "；"


def figures(tx: Connection, filters: Filters) -> dict[str, int]:
    """Count feedback by kind."""
    query = select(Feedback.kind, func.count()).where(*filters.conditions(Feedback))
    return dict(tx.execute(query.group_by(Feedback.kind)).all())


def by_unit(tx: Connection, filters: Filters) -> Counter[tuple[str, str | None]]:
    """Count feedback by kind and by the unit it speaks of."""
    rows = tally.sums(tx, filters, PIECES.name, by=("about", "about_unit"))
    return Counter({(row.about, row.about_unit or None): row.n for row in rows})


def listed(
    tx: Connection, filters: Filters, names: Catalog, opener: Opener | None, most: int
) -> list[dict[str, Any]]:
    """Return the latest pieces for the staff's page; typed text and contact only with `opener`."""
    units = {unit.id: unit.name.zh for unit in names.units.values()}
    query = (
        select(Feedback)
        .where(*filters.conditions(Feedback))
        .order_by(Feedback.made_at.desc(), Feedback.seq.desc())
        .limit(most)
    )
    return [_piece(tx, row, names, units, opener) for row in tx.execute(query).all()]


def _piece(
    tx: Connection, row: Any, names: Catalog, units: dict[str, str], opener: Opener | None
) -> dict[str, Any]:
    kind = names.feedback.get(row.kind)
    labels = {chip.id: chip.text.zh for chip in kind.chips} if kind else {}
    query = select(FeedbackChip.chip).where(same_record(FeedbackChip, row))
    chips = tx.execute(query.order_by(FeedbackChip.chip)).scalars()
    typed = opener.read(row) if opener and (row.has_text or row.has_contact) else {}
    return {
        "made_at": local(row.made_at),
        "kind": kind.name.zh if kind else row.kind,
        "about_unit": units.get(row.about_unit, row.about_unit),
        "chips": BETWEEN.join(labels.get(chip, chip) for chip in chips),
        "has_text": row.has_text,
        "has_contact": row.has_contact,
        "text": typed.get("text"),
        "contact": typed.get("contact"),
    }
