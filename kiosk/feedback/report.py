"""Say what people fed back: figures, the staff's list, and the table for exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk.content.catalog import Catalog
from kiosk.feedback.models import Feedback, FeedbackChip
from kiosk.journal.models import same_record
from kiosk.journal.reading import PLACE, Column, Filters, Opener, Table, place_values, stream

BETWEEN = "；"


def figures(tx: Connection, filters: Filters) -> dict[str, int]:
    """Count feedback by kind."""
    query = select(Feedback.kind, func.count()).where(*filters.conditions(Feedback))
    return dict(tx.execute(query.group_by(Feedback.kind)).all())


def table(tx: Connection, filters: Filters, names: Catalog, opener: Opener | None = None) -> Table:
    """Return one row a piece of feedback; typed text and contact only with `opener`."""
    columns = [
        *PLACE,
        Column("kind", "类别"),
        Column("about_unit", "涉及单位"),
        Column("chips", "选项"),
        Column("language", "语言"),
        Column("has_text", "是否留言"),
        Column("has_contact", "是否留联系方式"),
    ]
    if opener:
        columns += [Column("text", "留言"), Column("contact", "联系方式")]
    counted = select(func.count()).select_from(Feedback).where(*filters.conditions(Feedback))
    rows = _rows(tx, filters, names, opener)
    return Table("feedback", columns, rows, tx.execute(counted).scalar_one())


def _rows(
    tx: Connection, filters: Filters, names: Catalog, opener: Opener | None
) -> Iterator[tuple[Any, ...]]:
    units = {unit.id: unit.name.zh for unit in names.units.values()}
    chips = (
        select(func.aggregate_strings(FeedbackChip.chip, BETWEEN))
        .where(same_record(FeedbackChip, Feedback))
        .scalar_subquery()
        .label("chips")
    )
    query = (
        select(Feedback, chips)
        .where(*filters.conditions(Feedback))
        .order_by(Feedback.made_at.desc(), Feedback.seq.desc())
    )
    for row in stream(tx, query):
        kind = names.feedback.get(row.kind)
        labels = {chip.id: chip.text.zh for chip in kind.chips} if kind else {}
        typed = opener.read(row) if opener and (row.has_text or row.has_contact) else {}
        picked = [
            labels.get(chip, chip) for chip in sorted((row.chips or "").split(BETWEEN)) if chip
        ]
        sealed = (typed.get("text"), typed.get("contact")) if opener else ()
        yield (
            *place_values(row, units),
            kind.name.zh if kind else row.kind,
            units.get(row.about_unit, row.about_unit) if row.about_unit else None,
            BETWEEN.join(picked),
            row.language,
            row.has_text,
            row.has_contact,
            *sealed,
        )
