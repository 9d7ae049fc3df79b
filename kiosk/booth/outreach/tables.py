"""Places called at, and answers given at doors, as tables for exports.

The two share no column by which a row of one could be joined to a row of the other: answers stand
by the day, and were shuffled before they were numbered.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, and_, func, select

from kiosk.booth.outreach import rules
from kiosk.booth.outreach.models import Place, PlaceState, Sheet, SheetAnswer
from kiosk.booth.outreach.records import BETWEEN
from kiosk.booth.outreach.service import REQUEST
from kiosk.booth.outreach.states import IS_CURRENT, IS_STATE_OF
from kiosk.content.editions import Known
from kiosk.counts.filters import Filters
from kiosk.counts.tables import (
    Column,
    Table,
    chunked,
    chunks,
    count_of,
    place_columns,
    place_of,
    stream,
)
from kiosk.journal.models import same_record
from kiosk.sealing.opening import Opener


def places(tx: Connection, filters: Filters, known: Known, opener: Opener | None = None) -> Table:
    """Return one row a place, with how it stands; addresses and requests only with `opener`."""
    kinds = {each.id: each.name.zh for each in known.names.place_kinds.values()}
    statuses = {status: zh for status, (zh, _) in rules.STATUSES.items()}
    columns = [
        *place_columns(known.units()),
        Column("kind", "走访点类别", "code", kinds),
        Column("community", "社区"),
        Column("status", "走访情况", "code", statuses),
        Column("calls", "上门次数", "int"),
        Column("is_asked", "问过问卷", "bool"),
        Column("points", "讲过的安全要点", "int"),
        Column("has_leaflet", "留宣传单", "bool"),
        Column("has_card", "留联系卡", "bool"),
        Column("has_request", "有诉求", "bool"),
        Column("assigned", "诉求分派单位", "code", known.units()),
        Column("next_day", "下次日期"),
        Column("changed_at", "最后一步的时间", "time"),
        Column("actor", "最后经手"),
    ]
    if opener:
        columns += [Column("address", "地址"), Column("note", "备注"), Column("request", "诉求")]
    counted = select(func.count()).select_from(Place).where(*filters.conditions(Place))
    rows = _places(tx, filters, opener)
    return Table("outreach", columns, chunked(rows), tx.execute(counted).scalar_one())


def _places(tx: Connection, filters: Filters, opener: Opener | None) -> Iterator[tuple[Any, ...]]:
    steps = PlaceState.__table__.c
    query = select(
        *place_of(Place),
        Place.place,
        Place.kind,
        Place.community,
        steps.status,
        steps.calls,
        steps.is_asked,
        steps.points,
        steps.has_leaflet,
        steps.has_card,
        steps.request,
        steps.assigned,
        steps.next_day,
        steps.made_at.label("changed_at"),
        steps.actor,
    )
    query = (
        query.select_from(Place)
        .outerjoin(PlaceState, and_(IS_STATE_OF, IS_CURRENT))
        .where(*filters.conditions(Place))
        .order_by(Place.device, Place.epoch, Place.seq)
    )
    for row in stream(tx, query):
        yield (
            *place_of(row),
            row.kind,
            row.community,
            row.status or rules.START.status,
            row.calls or 0,
            bool(row.is_asked),
            len(row.points.split(BETWEEN)) if row.points else 0,
            bool(row.has_leaflet),
            bool(row.has_card),
            row.request is not None,
            row.assigned,
            row.next_day,
            row.changed_at,
            row.actor,
            *(_opened(tx, row, opener) if opener else ()),
        )


def _opened(tx: Connection, row: Any, opener: Opener) -> tuple[str | None, ...]:
    """Return address, note and request of a place; None for what was erased or never given."""
    held = opener.read(row)
    step = _requesting(tx, row) if row.request else None
    said = opener.read(step).get(REQUEST) if step else None
    return held.get("address"), held.get("note"), said


def _requesting(tx: Connection, row: Any) -> Any:
    """Return the step with which a place's request is sealed, None if it is not held."""
    query = select(PlaceState.__table__).where(
        PlaceState.of_device == row.device,
        PlaceState.place == row.place,
        PlaceState.tap == row.request,
    )
    return tx.execute(query.limit(1)).first()


def answers(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row a chosen option, with the survey and the item that it answers."""
    query = (
        select(
            *place_of(Sheet),
            Sheet.survey,
            Sheet.is_finished,
            SheetAnswer.item,
            SheetAnswer.option,
        )
        .join(SheetAnswer, same_record(Sheet, SheetAnswer))
        .where(*filters.conditions(Sheet))
        .order_by(Sheet.device, Sheet.epoch, Sheet.seq, SheetAnswer.item, SheetAnswer.option)
    )
    surveys = known.names.door_surveys.values()
    columns = [
        *place_columns(known.units()),
        Column("survey", "走访问卷", "code", {each.id: each.title.zh for each in surveys}),
        Column("is_finished", "答完", "bool"),
        Column("item", "题目编号", "id"),
        Column("option", "选项编号", "id"),
    ]
    return Table("outreach-answer", columns, chunks(tx, query), count_of(tx, query))
