"""Who is inside and who came."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk import clock
from kiosk.booth.checkin import rules, states
from kiosk.booth.checkin.models import Visit, VisitHead, VisitState
from kiosk.clock import local
from kiosk.content.catalog import Catalog
from kiosk.counts.filters import Filters
from kiosk.journal.models import same_record
from kiosk.sealing.opening import Opener


@dataclass(frozen=True, kw_only=True)
class Party:
    """One visit as it is now. Texts are empty while locked, and where erased or absent.

    `tap` is the form that made its present state, which `undo` takes; times are local.
    """

    visit: str
    number: int
    tap: str
    act: str
    acted_at: datetime
    arrived_at: datetime
    channel: str
    status: str
    people: int
    inside: int
    under_14: int
    heads: dict[str, int]
    slot: str | None
    day: date
    has_name: bool
    has_phone: bool
    has_organisation: bool
    is_late: bool
    name: str = ""
    phone: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class VisitFigures:
    """Who came: `by_kind` and `by_slot` count people (not those of undone check-ins)."""

    visits: int = 0
    people: int = 0
    under_14: int = 0
    inside: int = 0
    waiting: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    by_slot: dict[str, int] = field(default_factory=dict)


def parties(
    tx: Connection, catalog: Catalog, event: str, opener: Opener | None = None
) -> list[Party]:
    """Return every visit of an event that is waiting, inside, or came today; the latest first."""
    today = clock.today().isoformat()
    query = states.current(event).where(
        VisitState.status.in_(("waiting", "inside")) | (VisitState.day == today)
    )
    rows = tx.execute(query.order_by(Visit.made_at.desc(), Visit.seq.desc())).all()
    heads = _heads(tx, event)
    return [_party(row, catalog, heads, opener) for row in rows]


def _heads(tx: Connection, event: str) -> dict[tuple[str, str, int], dict[str, int]]:
    """Return the heads by kind of each visit, by the key of its record."""
    query = select(VisitHead).join(Visit, same_record(Visit, VisitHead)).where(Visit.event == event)
    held: dict[tuple[str, str, int], dict[str, int]] = {}
    for row in tx.execute(query):
        held.setdefault((row.device, row.epoch, row.seq), {})[row.kind] = row.people
    return held


def _party(
    row: Any,
    catalog: Catalog,
    heads: dict[tuple[str, str, int], dict[str, int]],
    opener: Opener | None,
) -> Party:
    texts = opener.read(row) if opener and (row.has_name or row.has_organisation) else {}
    slot = catalog.slots.get(row.slot) if row.slot else None
    return Party(
        visit=row.visit,
        number=row.number,
        tap=row.tap,
        act=row.act,
        acted_at=local(row.acted_at),
        arrived_at=local(row.made_at),
        channel=row.channel,
        status=row.status,
        people=row.people,
        inside=row.inside,
        under_14=row.under_14,
        heads=heads.get((row.device, row.epoch, row.seq), {}),
        slot=row.slot,
        day=date.fromisoformat(row.day),
        has_name=row.has_name,
        has_phone=row.has_phone,
        has_organisation=row.has_organisation,
        is_late=rules.is_late(states.state_of(row), slot, clock.parse(row.made_at), clock.now()),
        name=texts.get("name", ""),
        phone=texts.get("phone", ""),
        organisation=texts.get("organisation", ""),
    )


def figures(tx: Connection, filters: Filters) -> VisitFigures:
    """Count the visits that began as `filters` say, as they stand now."""
    came = (*filters.conditions(Visit), states.IS_CURRENT, VisitState.status != "cancelled")
    summed = (
        select(
            func.count(),
            func.coalesce(func.sum(Visit.people), 0),
            func.coalesce(func.sum(Visit.under_14), 0),
            func.coalesce(func.sum(VisitState.inside), 0),
        )
        .select_from(Visit)
        .join(VisitState, states.IS_STATE_OF_VISIT)
    )
    visits, people, under_14, inside = tx.execute(summed.where(*came)).one()
    waiting = tx.execute(
        select(func.coalesce(func.sum(Visit.people), 0))
        .join(VisitState, states.IS_STATE_OF_VISIT)
        .where(*came, VisitState.status == "waiting")
    ).scalar_one()
    return VisitFigures(
        visits=visits,
        people=people,
        under_14=under_14,
        inside=inside,
        waiting=waiting,
        by_kind=_by_kind(tx, came),
        by_slot=_by_slot(tx, came),
    )


def _by_kind(tx: Connection, came: tuple[Any, ...]) -> dict[str, int]:
    query = (
        select(VisitHead.kind, func.sum(VisitHead.people))
        .join(Visit, same_record(Visit, VisitHead))
        .join(VisitState, states.IS_STATE_OF_VISIT)
        .where(*came)
        .group_by(VisitHead.kind)
    )
    return {kind: int(people) for kind, people in tx.execute(query)}


def _by_slot(tx: Connection, came: tuple[Any, ...]) -> dict[str, int]:
    query = (
        select(VisitState.slot, func.sum(Visit.people))
        .join(VisitState, states.IS_STATE_OF_VISIT)
        .where(*came)
        .group_by(VisitState.slot)
    )
    return {slot or "": int(people) for slot, people in tx.execute(query)}
