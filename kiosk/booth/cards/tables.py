"""The cards shown and taken along as tables for exports."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from kiosk.booth.cards.models import CardTaking, CardView
from kiosk.booth.cards.rules import NAMES
from kiosk.content.editions import Known
from kiosk.content.pack import Card
from kiosk.counts.filters import Filters
from kiosk.counts.tables import (
    Column,
    Table,
    chunks,
    place_columns,
    place_of,
    sitting_columns,
    sitting_of,
)

STEPS = {"chosen": "选了扫码方式", "kept": "点了已存好"}


def cards_shown(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row for each card put on screen."""
    query = (
        select(
            *place_of(CardView),
            *sitting_of(CardView),
            CardView.card,
            CardView.card.label("name"),
            CardView.about_unit,
            CardView.language,
        )
        .where(*filters.conditions(CardView))
        .order_by(CardView.device, CardView.epoch, CardView.seq)
    )
    columns = [*place_columns(known.units()), *_of_card(known)]
    counted = select(func.count()).select_from(CardView).where(*filters.conditions(CardView))
    return Table("card", columns, chunks(tx, query), tx.execute(counted).scalar_one())


def cards_taken(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row for each app that was chosen for a card, and for each card that was kept."""
    query = (
        select(
            *place_of(CardTaking),
            *sitting_of(CardTaking),
            CardTaking.card,
            CardTaking.card.label("name"),
            CardTaking.about_unit,
            CardTaking.language,
            CardTaking.step,
            CardTaking.app,
            CardTaking.code,
        )
        .where(*filters.conditions(CardTaking))
        .order_by(CardTaking.device, CardTaking.epoch, CardTaking.seq)
    )
    apps = {"": "没有选"} | {app.id: app.name.zh for app in known.names.apps.values()}
    columns = [
        *place_columns(known.units()),
        *_of_card(known),
        Column("step", "做了什么", "code", STEPS),
        Column("app", "扫码方式", "code", apps),
        Column("code", "二维码", "code", {code: name.zh for code, name in NAMES.items()}),
    ]
    counted = select(func.count()).select_from(CardTaking).where(*filters.conditions(CardTaking))
    return Table("card-taken", columns, chunks(tx, query), tx.execute(counted).scalar_one())


def _of_card(known: Known) -> list[Column]:
    """Return the columns that say which card it was, and who saw it."""
    units = known.units()
    names = {
        card.id: f"{units.get(card.unit, card.unit)}{_place(card)} {card.post.zh}"
        for card in known.names.cards.values()
    }
    return [
        *sitting_columns(),
        Column("card", "卡片编号", "id"),
        Column("name", "卡片", "code", names),
        Column("about_unit", "所属单位", "code", units),
        Column("language", "语言", "id"),
    ]


def _place(card: Card) -> str:
    return card.community.zh if card.community else ""
