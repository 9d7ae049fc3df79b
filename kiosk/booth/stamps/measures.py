"""What is counted of stamps and gifts, by hour and place."""

from __future__ import annotations

from sqlalchemy import case

from kiosk.booth.stamps.gifts.models import GiftMove
from kiosk.booth.stamps.models import Stamp
from kiosk.counts.tally import Measure, counted

FULL, NOT_FULL = 1, 0

STAMPS = Measure(
    "stamp",
    Stamp,
    counted(Stamp, about=Stamp.stop, value=case((Stamp.is_full, FULL), else_=NOT_FULL)),
)
"""Stamps by stop; those that made a passport a gift ticket apart."""

GIFTS = Measure(
    "gift",
    GiftMove,
    counted(GiftMove, about=GiftMove.gift, total=-GiftMove.change).where(
        GiftMove.act.in_(("given", "undone"))
    ),
)
"""Gifts given by gift; one that was taken back is taken off the total."""
