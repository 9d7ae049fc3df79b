"""Belongings as a table for exports: one row each, as the desk that listed it left it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk.booth.handback import rules
from kiosk.booth.handback.models import Belonging, BelongingProof, BelongingState
from kiosk.booth.handback.service import TEXTS
from kiosk.booth.handback.states import AS_IT_STANDS
from kiosk.content.editions import Known
from kiosk.counts.filters import Filters
from kiosk.counts.tables import Column, Table, chunked, place_columns, place_of, stream
from kiosk.journal.models import same_record
from kiosk.sealing.opening import Opener

HEADS = {"what": "物品", "claimant": "领取人", "case": "案号", "phone": "电话", "note": "备注"}


def belongings(
    tx: Connection, filters: Filters, known: Known, opener: Opener | None = None
) -> Table:
    """Return one row a belonging; what it is and who may claim it only with `opener`."""
    held = known.names
    kinds = {each.id: each.name.zh for each in held.belongings.values()}
    reasons = {each.id: each.name.zh for each in held.reasons.values()}
    statuses = {status: zh for status, (zh, _) in rules.STATUSES.items()}
    columns = [
        *place_columns(known.units()),
        Column("number", "编号"),
        Column("about_unit", "发还单位", "code", known.units()),
        Column("kind", "物品种类", "code", kinds),
        Column("day", "约定日期"),
        Column("time", "约定时间"),
        Column("status", "现状", "code", statuses),
        Column("reason", "不发还的理由", "code", reasons),
        Column("proofs", "看过的凭证数", "int"),
        Column("is_signed", "已签名", "bool"),
        Column("steps", "操作次数", "int"),
        Column("changed_at", "最后操作时间", "time"),
        Column("actor", "最后经手"),
    ]
    if opener:
        columns += [Column(name, HEADS[name]) for name in TEXTS]
    counted = select(func.count()).select_from(Belonging).where(*filters.conditions(Belonging))
    rows = _rows(tx, filters, opener)
    return Table("handback", columns, chunked(rows), tx.execute(counted).scalar_one())


def _rows(tx: Connection, filters: Filters, opener: Opener | None) -> Iterator[tuple[Any, ...]]:
    steps = BelongingState.__table__.c
    proofs = (
        select(func.count()).where(same_record(BelongingProof, BelongingState)).scalar_subquery()
    )
    query = (
        select(
            *place_of(Belonging),
            Belonging.number,
            Belonging.about_unit,
            Belonging.category,
            Belonging.day,
            Belonging.time,
            steps.status,
            steps.reason,
            proofs.label("proofs"),
            steps.signature,
            steps.step,
            steps.made_at.label("changed_at"),
            steps.actor,
        )
        .select_from(Belonging)
        .outerjoin(BelongingState, AS_IT_STANDS)
        .where(*filters.conditions(Belonging))
        .order_by(Belonging.device, Belonging.epoch, Belonging.seq)
    )
    for row in stream(tx, query):
        held = opener.read(row) if opener else {}
        yield (
            *place_of(row),
            row.number,
            row.about_unit,
            row.category,
            row.day,
            row.time,
            row.status or rules.START.status,
            row.reason,
            row.proofs or 0,
            row.signature is not None,
            row.step or 0,
            row.changed_at,
            row.actor,
            *((held.get(name) for name in TEXTS) if opener else ()),
        )
