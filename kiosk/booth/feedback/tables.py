"""Feedback as tables for exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, case, func, select
from sqlalchemy.orm import aliased

from kiosk.booth.feedback import rules, states
from kiosk.booth.feedback.models import Feedback, FeedbackChip, FeedbackState
from kiosk.booth.feedback.steps import ANSWER
from kiosk.content.editions import Known
from kiosk.counts.filters import Filters
from kiosk.counts.tables import (
    Column,
    Table,
    chunked,
    place_columns,
    place_of,
    sitting_columns,
    sitting_of,
    stream,
)
from kiosk.journal.models import same_record
from kiosk.sealing.opening import Opener

BETWEEN = "/"
"""Ids hold no such sign."""


def pieces(tx: Connection, filters: Filters, known: Known, opener: Opener | None = None) -> Table:
    """Return one row a piece of feedback, the latest first; a column a chip.

    A chip's cell is empty if the kind offers it not. What was typed only with `opener`.
    """
    chips = _chips(known)
    statuses = {status: zh for status, (zh, _) in rules.STATUSES.items()}
    columns = [
        *place_columns(known.units()),
        *sitting_columns(),
        Column("kind", "类别", "code", _kinds(known)),
        Column("about_unit", "涉及单位", "code", known.units()),
        *chips.values(),
        Column("language", "语言", "id"),
        Column("has_text", "是否留言", "bool"),
        Column("has_contact", "是否留联系方式", "bool"),
        Column("status", "办理状态", "code", statuses),
        Column("assigned", "分派单位", "code", known.units()),
        Column("steps", "办理步数", "int"),
        Column("answered_at", "答复时间", "time"),
        Column("closed_at", "办结时间", "time"),
        Column("is_quote", "选为引用", "bool"),
    ]
    if opener:
        columns += [Column("answer", "答复"), Column("text", "留言"), Column("contact", "联系方式")]
    counted = select(func.count()).select_from(Feedback).where(*filters.conditions(Feedback))
    rows = _rows(tx, filters, list(chips), opener)
    return Table("feedback", columns, chunked(rows), tx.execute(counted).scalar_one())


def _kinds(known: Known) -> dict[str, str]:
    return {kind.id: kind.name.zh for kind in known.names.feedback.values()}


def _chips(known: Known) -> dict[tuple[str, str], Column]:
    """Return a column for each chip that any pack ever offered, by kind and chip."""
    found: dict[tuple[str, str], Column] = {}
    for edition in known.editions:
        for kind in edition.feedback.values():
            for chip in kind.chips:
                label = f"{kind.name.zh}［{chip.text.zh}］"
                english = f"{kind.name.en} [{chip.text.en}]"
                column = Column(f"{kind.id}.{chip.id}", label, "bool", english=english)
                found.setdefault((kind.id, chip.id), column)
    return found


def _rows(
    tx: Connection, filters: Filters, chips: list[tuple[str, str]], opener: Opener | None
) -> Iterator[tuple[Any, ...]]:
    touched = (
        select(func.aggregate_strings(FeedbackChip.chip, BETWEEN))
        .where(same_record(FeedbackChip, Feedback))
        .scalar_subquery()
        .label("chips")
    )
    query = (
        states.with_states()
        .add_columns(touched, *_dealings())
        .where(*filters.conditions(Feedback))
        .order_by(Feedback.made_at.desc(), Feedback.seq.desc())
    )
    for row in stream(tx, query):
        picked = set((row.chips or "").split(BETWEEN))
        typed = opener.read(row) if opener and (row.has_text or row.has_contact) else {}
        yield (
            *place_of(row),
            *sitting_of(row),
            row.kind,
            row.about_unit,
            *(chip in picked if kind == row.kind else None for kind, chip in chips),
            row.language,
            row.has_text,
            row.has_contact,
            row.status,
            row.assigned,
            row.steps or 0,
            row.answered_at,
            row.closed_at,
            bool(row.is_quote),
            *(
                (_answer(tx, row, opener), typed.get("text"), typed.get("contact"))
                if opener
                else ()
            ),
        )


def _dealings() -> tuple[Any, ...]:
    """Return columns that say how often staff took a step, and when they answered and closed.

    A piece without steps, as most are, is not looked up.
    """
    step = aliased(FeedbackState)
    of_piece = step.of_device == Feedback.device, step.form == Feedback.form
    count = select(func.count()).where(*of_piece, states.is_rightful(step))
    answered = select(func.max(step.made_at)).where(*of_piece, step.tap == FeedbackState.answer)
    closed = select(func.max(step.made_at)).where(
        *of_piece, states.is_rightful(step), step.act == "close"
    )
    has_steps, is_closed = FeedbackState.tap.is_not(None), FeedbackState.status == "closed"
    return (
        case((has_steps, count.scalar_subquery())).label("steps"),
        case((FeedbackState.answer.is_not(None), answered.scalar_subquery())).label("answered_at"),
        case((is_closed, closed.scalar_subquery())).label("closed_at"),
    )


def _answer(tx: Connection, row: Any, opener: Opener) -> str | None:
    """Return the answer that stands, None without one and where it was erased."""
    step = states.answering(tx, row) if row.answer else None
    return opener.read(step).get(ANSWER) if step else None
