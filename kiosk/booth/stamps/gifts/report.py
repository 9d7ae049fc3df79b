"""What central sees of gifts once records are here: tickets used twice, and the stock of desks."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk.booth.stamps.gifts.models import GiftMove
from kiosk.booth.stamps.gifts.service import STANDS


def used_twice(tx: Connection, event: str) -> list[list[Any]]:
    """Return the redemptions of each ticket that was redeemed more than once, in order of time."""
    given = (GiftMove.event == event, GiftMove.act == "given", GiftMove.passport.is_not(None))
    several = (
        select(GiftMove.passport)
        .where(*given, STANDS)
        .group_by(GiftMove.passport)
        .having(func.count() > 1)
    )
    query = (
        select(GiftMove)
        .where(*given, STANDS, GiftMove.passport.in_(several))
        .order_by(GiftMove.passport, GiftMove.made_at, GiftMove.device)
    )
    found: dict[str, list[Any]] = {}
    for row in tx.execute(query):
        found.setdefault(row.passport, []).append(row)
    return list(found.values())


def by_desk(tx: Connection, event: str) -> list[Any]:
    """Return for each desk and gift how many were given, and how many are left."""
    is_given = GiftMove.act.in_(("given", "undone"))
    query = (
        select(
            GiftMove.booth,
            GiftMove.device,
            GiftMove.gift,
            -func.sum(GiftMove.change).filter(is_given).label("given"),
            func.sum(GiftMove.change).label("left"),
        )
        .where(GiftMove.event == event)
        .group_by(GiftMove.booth, GiftMove.device, GiftMove.gift)
        .order_by(GiftMove.booth, GiftMove.device, GiftMove.gift)
    )
    return list(tx.execute(query))


def given(tx: Connection, event: str) -> Counter[str]:
    """Count the gifts given, by gift."""
    counts: Counter[str] = Counter()
    for row in by_desk(tx, event):
        counts[row.gift] += row.given or 0
    return counts
