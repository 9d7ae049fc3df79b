"""The cards shown as a table for exports."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from kiosk.booth.cards.models import CardView
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
    units = known.units()
    names = {
        card.id: f"{units.get(card.unit, card.unit)}{_place(card)} {card.post.zh}"
        for card in known.names.cards.values()
    }
    columns = [
        *place_columns(units),
        *sitting_columns(),
        Column("card", "卡片编号", "id"),
        Column("name", "卡片", "code", names),
        Column("about_unit", "所属单位", "code", units),
        Column("language", "语言", "id"),
    ]
    counted = select(func.count()).select_from(CardView).where(*filters.conditions(CardView))
    return Table("card", columns, chunks(tx, query), tx.execute(counted).scalar_one())


def _place(card: Card) -> str:
    return card.community.zh if card.community else ""
