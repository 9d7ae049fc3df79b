"""Visits as tables for exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk.booth.checkin import states
from kiosk.booth.checkin.models import Visit, VisitHead, VisitState
from kiosk.clock import local
from kiosk.content.editions import Known
from kiosk.counts.filters import Filters
from kiosk.counts.tables import Column, Table, chunked, place_columns, place_of, stream
from kiosk.journal.models import same_record
from kiosk.sealing.opening import Opener

STATUSES = {
    "waiting": "等候",
    "inside": "在内",
    "left": "已离开",
    "cancelled": "已取消",
}
CHANNELS = {"walk-in": "现场", "invited": "受邀", "group": "团体"}
BETWEEN = "；"


def visits(tx: Connection, filters: Filters, known: Known, opener: Opener | None = None) -> Table:
    """Return one row a visit; name, telephone and organisation only with `opener`.

    `steps` tells the time of each step and how many people were inside after it:
    `2026-12-20 10:02:11 42；2026-12-20 10:58:40 0`, local time.
    """
    kinds = {each.id: each.name.zh for each in known.names.visitors.values()}
    counted = select(func.count()).select_from(Visit).where(*filters.conditions(Visit))
    rows = _rows(tx, filters, list(kinds), opener)
    count = tx.execute(counted).scalar_one()
    return Table("visit", _columns(known, kinds, opener), chunked(rows), count)


def _columns(known: Known, kinds: dict[str, str], opener: Opener | None) -> list[Column]:
    slots = {each.id: f"{each.starts_at}–{each.ends_at}" for each in known.names.slots.values()}
    columns = [
        *place_columns(known.units()),
        Column("visit", "登记号", "id"),
        Column("channel", "方式", "code", CHANNELS),
        Column("status", "状态", "code", STATUSES),
        Column("people", "人数", "int"),
        Column("under_14", "其中14岁以下", "int"),
        *(Column(f"kind.{kind}", f"人数［{name}］", "int") for kind, name in kinds.items()),
        Column("slot", "场次", "code", slots),
        Column("day", "日期", "id"),
        Column("arrived_at", "登记时间", "time"),
        Column("left_at", "离开时间", "time"),
        Column("inside", "仍在内人数", "int"),
        Column("steps", "进出经过"),
        Column("language", "语言", "id"),
        Column("has_accepted_rules", "已阅读参观须知", "bool"),
        Column("has_name", "是否留姓名", "bool"),
        Column("has_phone", "是否留电话", "bool"),
    ]
    if opener:
        columns += [
            Column("name", "姓名"),
            Column("phone", "电话"),
            Column("organisation", "单位或学校"),
        ]
    return columns


def _rows(
    tx: Connection, filters: Filters, kinds: list[str], opener: Opener | None
) -> Iterator[tuple[Any, ...]]:
    query = (
        states.all_states()
        .where(*filters.conditions(Visit))
        .order_by(Visit.made_at, Visit.visit, VisitState.number)
    )
    held: list[Any] = []
    for row in stream(tx, query):
        if held and held[0].visit != row.visit:
            yield _row(tx, held, kinds, opener)
            held = []
        held.append(row)
    if held:
        yield _row(tx, held, kinds, opener)


def _row(
    tx: Connection, held: list[Any], kinds: list[str], opener: Opener | None
) -> tuple[Any, ...]:
    first, last = held[0], held[-1]
    query = select(VisitHead.kind, VisitHead.people).where(same_record(VisitHead, first))
    heads = {row.kind: row.people for row in tx.execute(query)}
    texts = opener.read(first) if opener else {}
    fields = ("name", "phone", "organisation") if opener else ()
    sealed = (texts.get(each) if getattr(first, f"has_{each}") else None for each in fields)
    return (
        *place_of(first),
        first.visit,
        first.channel,
        last.status,
        first.people,
        first.under_14,
        *(heads.get(kind, 0) for kind in kinds),
        last.slot,
        last.day,
        first.made_at,
        last.acted_at if last.status == "left" else None,
        last.inside,
        BETWEEN.join(f"{local(each.acted_at)} {each.inside}" for each in held),
        first.language,
        first.has_accepted_rules,
        first.has_name,
        first.has_phone,
        *sealed,
    )
