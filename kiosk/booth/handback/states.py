"""Find how belongings stand now, and all that was done with one.

A desk speaks of its own steps alone; where several desks took steps with one belonging, each has a
state of its own, and `report` says where they do not go together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Select, and_, exists, func, not_, or_, select, tuple_
from sqlalchemy.orm import aliased

from kiosk.booth.handback.models import Belonging, BelongingProof, BelongingState
from kiosk.booth.handback.records import State
from kiosk.journal.models import Desk, same_record
from kiosk.storage.session import load

Tab = Literal["waiting", "staying", "handed"]
TABS: dict[Tab, tuple[str, str]] = {
    "waiting": ("待领取", "Waiting"),
    "staying": ("今天不发还", "Not today"),
    "handed": ("已发还", "Handed back"),
}
A_LEAF = 50
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
    BelongingState.device.concat("") == Belonging.device,
)
"""Is true of each step of a belonging's own desk.

The device is no plain column here, since SQLite would look steps up by it alone and read all of
them for each belonging: 20,000 belongings of which 400 were handed back took 7 s, and take 0.1 s.
"""
AS_IT_STANDS = and_(IS_STEP_OF, IS_CURRENT)


def with_states() -> Select[*tuple[Any, ...]]:
    """Select belongings, each as its own desk left it; `status` is null if it took no step."""
    return select(
        Belonging,
        BelongingState.status,
        BelongingState.reason,
        BelongingState.step,
        BelongingState.tap,
        BelongingState.made_at.label("changed_at"),
    ).outerjoin(BelongingState, AS_IT_STANDS)


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


@dataclass(frozen=True)
class Leaf:
    """One page of a list: its rows, how many there are in all, and which page of how many it is."""

    rows: Sequence[Any]
    count: int
    page: int = 1
    pages: int = 1


def counts(tx: Connection, event: str) -> dict[Tab, int]:
    """Count this desk's belongings of an event, tab by tab."""
    status = func.coalesce(BelongingState.status, "waiting")
    query = select(status, func.count()).select_from(Belonging)
    query = _here(query.outerjoin(BelongingState, AS_IT_STANDS), event).group_by(status)
    found: dict[Tab, int] = dict.fromkeys(TABS, 0)
    for name, count in tx.execute(query):
        found[_tab_of(name)] += count
    return found


def _tab_of(status: str) -> Tab:
    return status if status in ("staying", "handed") else "waiting"  # type: ignore[return-value]


def leaf(tx: Connection, event: str, tab: Tab, page: int, count: int) -> Leaf:
    """Return one page of a tab of so many, by the time of appointment; those without come last."""
    pages = max(1, -(-count // A_LEAF))
    page = min(max(1, page), pages)
    query = _of_tab(event, tab).limit(A_LEAF).offset((page - 1) * A_LEAF)
    return Leaf(tx.execute(query).all(), count, page, pages)


def waiting(tx: Connection, event: str, day: str) -> Sequence[Any]:
    """Return what waits at this desk; on one `day`, or all where it is empty."""
    query = _of_tab(event, "waiting")
    return tx.execute(query.where(Belonging.day == day) if day else query).all()


def days(tx: Connection, event: str) -> list[str]:
    """Return the days for which claimants of this desk are asked to come."""
    query = _here(select(Belonging.day).distinct(), event).where(Belonging.day.is_not(None))
    return list(tx.execute(query.order_by(Belonging.day)).scalars())


def _of_tab(event: str, tab: Tab) -> Select[*tuple[Any, ...]]:
    """Select a tab's belongings of this desk, by appointment."""
    is_open = or_(BelongingState.status.is_(None), BelongingState.status.not_in(tuple(TABS)[1:]))
    query = _here(with_states(), event).where(
        is_open if tab == "waiting" else BelongingState.status == tab
    )
    whens = (Belonging.day.is_(None), Belonging.day, Belonging.time.is_(None), Belonging.time)
    return query.order_by(*whens, Belonging.number)


def numbered(tx: Connection, event: str, words: str, most: int) -> list[str]:
    """Return the numbers of this desk's belongings that hold `words`, `most` of them."""
    query = _here(select(Belonging.number), event).where(
        func.upper(Belonging.number).contains(words.upper(), autoescape=True)
    )
    return list(tx.execute(query.order_by(Belonging.number).limit(most)).scalars())


def those(tx: Connection, event: str, numbers: Sequence[str]) -> list[Any]:
    """Return this desk's belongings of these numbers, in the same order."""
    query = _here(with_states(), event).where(Belonging.number.in_(numbers))
    found = {row.number: row for row in tx.execute(query)}
    return [found[number] for number in numbers if number in found]


def _here(query: Select[*tuple[Any, ...]], event: str) -> Select[*tuple[Any, ...]]:
    """Select what this desk listed for an event."""
    own = select(Desk.device).scalar_subquery()
    return query.where(Belonging.device == own, Belonging.event == event)
