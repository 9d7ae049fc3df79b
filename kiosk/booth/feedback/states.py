"""Find how pieces of feedback stand now, and all that staff did with one.

Steps come in any order, also before the feedback that they speak of; nothing here minds.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from kiosk.booth.feedback.models import Feedback, FeedbackState
from kiosk.booth.feedback.records import ReleasedState, State
from kiosk.journal.models import Desk
from kiosk.storage.session import load

_later = aliased(FeedbackState)


def order(step: Any) -> tuple[Any, ...]:
    """Return by what steps follow one another, of a table or a row.

    Where two devices made the same number, time and key decide, everywhere alike.
    """
    return step.number, step.made_at, step.device, step.epoch, step.seq


def is_rightful(step: Any) -> ColumnElement[bool]:
    """Count a step only by the feedback's own device or by this one, which at a central is central.

    No booth speaks about another's feedback.
    """
    own = select(Desk.device).scalar_subquery()
    return or_(step.device == step.of_device, step.device == own)


IS_CURRENT = and_(
    is_rightful(FeedbackState),
    not_(
        exists().where(
            _later.of_device == FeedbackState.of_device,
            _later.form == FeedbackState.form,
            is_rightful(_later),
            tuple_(*order(_later)) > tuple_(*order(FeedbackState)),
        )
    ),
)
"""Is true of the last step of each piece."""
IS_STEP_OF = and_(
    FeedbackState.of_device == Feedback.device,
    FeedbackState.form == Feedback.form,
    is_rightful(FeedbackState),
)
STATUS = func.coalesce(FeedbackState.status, literal_column("'open'"))


def with_states() -> Select[*tuple[Any, ...]]:
    """Select pieces of feedback, each with its present state; `tap` is null if it has no step.

    `unit` and `made_at` are where and when it was given, `changed_at` is when the state began.
    """
    return select(
        Feedback,
        STATUS.label("status"),
        FeedbackState.number,
        FeedbackState.tap,
        FeedbackState.act,
        FeedbackState.actor,
        FeedbackState.assigned,
        FeedbackState.answer,
        FeedbackState.released,
        func.coalesce(FeedbackState.is_quote, false()).label("is_quote"),
        FeedbackState.made_at.label("changed_at"),
    ).outerjoin(FeedbackState, and_(IS_STEP_OF, IS_CURRENT))


def find(tx: Connection, device: str, form: str) -> Any:
    """Return a piece with its present state, None if it is not held."""
    query = with_states().where(Feedback.device == device, Feedback.form == form)
    return tx.execute(query).first()


def history(tx: Connection, device: str, form: str) -> list[FeedbackState]:
    """Return the steps of one piece, the first one first."""
    query = select(FeedbackState).where(
        FeedbackState.of_device == device, FeedbackState.form == form, is_rightful(FeedbackState)
    )
    return load(tx, query.order_by(*order(FeedbackState)))


def state_of(row: Any) -> State:
    """Return the state that a row holds, of a step or of a piece with its present state."""
    held = State(
        status=row.status, unit=row.assigned, answer=row.answer, is_quote=bool(row.is_quote)
    )
    return ReleasedState(**asdict(held), released=row.released) if row.released else held


def answering(tx: Connection, row: Any) -> FeedbackState | None:
    """Return the step with which the answer of a piece is sealed, None if it is not held."""
    query = select(FeedbackState).where(
        FeedbackState.of_device == row.device,
        FeedbackState.form == row.form,
        FeedbackState.tap == row.answer,
        is_rightful(FeedbackState),
    )
    return next(iter(load(tx, query.limit(1))), None)
