"""Simulated people who collect stamps: some bring a passport from other booths, some get a gift."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from sqlalchemy import Connection

from kiosk.booth.stamps import service as stamps
from kiosk.booth.stamps.gifts import service as gifts
from kiosk.content import stamp_rule
from kiosk.content.catalog import Catalog
from kiosk.journal.service import new_id

ACTOR = "demo"
DELIVERY = 50


def collect(tx: Connection, sitting: str, catalog: Catalog, random: Random) -> None:
    """Have a passport stamped for what the sitting earned, or by staff; fetch a gift if due."""
    here = stamps.stops_here(tx, catalog) or list(catalog.pack.stamps.stops)
    if not here:
        return
    held = stamps.new(tx, catalog)
    others = [stop.id for stop in catalog.pack.stamps.stops if stop not in here]
    brought = random.sample(others, random.randint(0, len(others)))
    held = replace(held, marks=frozenset(map(stamp_rule.mark, brought)))
    earned = stamps.stamp_earned(tx, sitting, catalog, held)
    held = stamps.stamp(tx, catalog, held, random.choice(here)) if earned is held else earned
    if stamp_rule.is_full(catalog.pack.stamps, held.stops) and catalog.gifts:
        _fetch(tx, catalog, held, random.choice(list(catalog.gifts)))


def _fetch(tx: Connection, catalog: Catalog, held: stamps.Passport, gift: str) -> None:
    """Redeem a ticket; a gift that has run out was delivered just before."""
    if gifts.remaining(tx).get(gift, 0) < 1:
        gifts.stock(tx, catalog, "received", gift, DELIVERY, tap=new_id(), actor=ACTOR)
    gifts.redeem(tx, catalog, held, gift, tap=new_id(), actor=ACTOR)
