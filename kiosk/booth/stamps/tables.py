"""Stamps, and steps with gifts, as tables for exports."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from kiosk.booth.stamps.gifts.models import GiftMove
from kiosk.booth.stamps.models import Stamp
from kiosk.content.editions import Known
from kiosk.counts.filters import Filters
from kiosk.counts.tables import Column, Table, chunks, place_columns, place_of

EARNINGS = {"round": "答题", "survey": "问卷", "drill": "演练", "visit": "到访"}
ACTS = {"received": "入库", "counted": "盘点", "given": "领取", "undone": "撤销"}


def stamps(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row a stamp."""
    query = (
        select(
            *place_of(Stamp),
            Stamp.passport,
            Stamp.stop,
            Stamp.stop.label("name"),
            Stamp.earned_by,
            Stamp.brought,
            Stamp.is_full,
        )
        .where(*filters.conditions(Stamp))
        .order_by(Stamp.device, Stamp.epoch, Stamp.seq)
    )
    stops = {each.id: each.name.zh for each in known.names.stamp_stops.values()}
    columns = [
        *place_columns(known.units()),
        Column("passport", "护照号", "id"),
        Column("stop", "站编号", "id"),
        Column("name", "站", "code", stops),
        Column("earned_by", "怎样得章", "code", EARNINGS),
        Column("brought", "带来的章数", "int"),
        Column("is_full", "集满", "bool"),
    ]
    counted = select(func.count()).select_from(Stamp).where(*filters.conditions(Stamp))
    return Table("stamp", columns, chunks(tx, query), tx.execute(counted).scalar_one())


def gifts(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row a step with a gift."""
    query = (
        select(
            *place_of(GiftMove),
            GiftMove.act,
            GiftMove.gift,
            GiftMove.gift.label("name"),
            GiftMove.change,
            GiftMove.passport,
            GiftMove.actor,
            GiftMove.tap,
            GiftMove.undoes,
        )
        .where(*filters.conditions(GiftMove))
        .order_by(GiftMove.device, GiftMove.epoch, GiftMove.seq)
    )
    names = {each.id: each.name.zh for each in known.names.gifts.values()}
    columns = [
        *place_columns(known.units()),
        Column("act", "操作", "code", ACTS),
        Column("gift", "礼品编号", "id"),
        Column("name", "礼品", "code", names),
        Column("change", "数量变化", "int"),
        Column("passport", "护照号", "id"),
        Column("actor", "操作人"),
        Column("tap", "操作号", "id"),
        Column("undoes", "撤销的操作号", "id"),
    ]
    counted = select(func.count()).select_from(GiftMove).where(*filters.conditions(GiftMove))
    return Table("gift", columns, chunks(tx, query), tx.execute(counted).scalar_one())
