"""Find how belongings stand now, and all that was done with one.

A desk speaks of its own steps alone; where several desks took steps with one belonging, each has a
state of its own, and `report` says where they do not go together.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, and_, exists, not_, select, tuple_
from sqlalchemy.orm import aliased

from kiosk.booth.handback.models import Belonging, BelongingProof, BelongingState
from kiosk.booth.handback.records import State
from kiosk.journal.models import Desk, same_record
from kiosk.storage.session import load

_later = aliased(BelongingState)


def order(step: Any) -> tuple[Any, ...]:
    """Return by what the steps of one desk follow one another, of a table or a row."""
    return step.step, step.made_at, step.epoch, step.seq


IS_CURRENT = not_(
    exists().where(
        _later.event == BelongingState.event,
        _later.number == BelongingState.number,
        _later.device == BelongingState.device,
        tuple_(*order(_later)) > tuple_(*order(BelongingState)),
    )
)
"""Is true of the last step of each desk with each belonging."""
IS_STEP_OF = and_(
    BelongingState.event == Belonging.event,
    BelongingState.number == Belonging.number,
    BelongingState.device == Belonging.device,
)


def with_states() -> Select[*tuple[Any, ...]]:
    """Select belongings, each as its own desk left it; `status` is null if it took no step."""
    return select(
        Belonging,
        BelongingState.status,
        BelongingState.reason,
        BelongingState.step,
        BelongingState.tap,
        BelongingState.made_at.label("changed_at"),
    ).outerjoin(BelongingState, and_(IS_STEP_OF, IS_CURRENT))


def find_here(tx: Connection, number: str) -> Any:
    """Return a belonging that this desk holds, with its present state; None if it does not."""
    query = with_states().join(
        Desk, and_(Desk.device == Belonging.device, Desk.event == Belonging.event)
    )
    return tx.execute(query.where(Belonging.number == number).limit(1)).first()


def history(tx: Connection, device: str, event: str, number: str) -> list[BelongingState]:
    """Return the steps that one desk took with a belonging, the first one first."""
    query = select(BelongingState).where(
        BelongingState.device == device,
        BelongingState.event == event,
        BelongingState.number == number,
    )
    return load(tx, query.order_by(*order(BelongingState)))


def state_of(tx: Connection, step: BelongingState) -> State:
    """Return the state after a step."""
    query = select(BelongingProof.proof).where(same_record(BelongingProof, step))
    proofs = tuple(tx.execute(query.order_by(BelongingProof.proof)).scalars())
    return State(
        status=step.status,  # type: ignore[arg-type]  # The step's record was checked by its type.
        proofs=proofs,
        reason=step.reason,
        signature=step.signature,
    )
