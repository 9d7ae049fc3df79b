"""Make belongings, and take the steps with them as staff would."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from kiosk.booth.handback import service, states
from kiosk.booth.handback.service import Item, Order
from kiosk.content.catalog import Catalog
from kiosk.journal.service import new_id

NUMBER = "zhongdai/017"
CLAIMANT, PHONE, WHAT = "试样岗甲", "13800000000", "黑色试样电动车"
NAME = json.dumps([[[100, 100], [400, 300]], [[400, 100], [100, 300]]])
"""A cross from corner to corner, as somebody might sign."""
DOT = json.dumps([[[500, 200], [501, 201]]])


def item(number: str = NUMBER, **given: Any) -> Item:
    """Have an electric bicycle to hand back."""
    held = {"category": "vehicle", "what": WHAT, "claimant": CLAIMANT, "phone": PHONE}
    return Item(number=number, **(held | given))


def step(tx: Connection, catalog: Catalog, act: str, number: str = NUMBER, **given: Any) -> str:
    """Take one step, having seen how things stand; return its tap."""
    row = service.find(tx, number)
    history = states.history(tx, row.device, row.event, number)
    asked: dict[str, Any] = {
        "tap": new_id(),
        "seen": history[-1].tap if history else "",
        "actor": "boss",
    }
    if act == "check":
        asked["proofs"] = ["case-receipt", "identity-card"]
    if act == "sign":
        asked["signature"] = NAME
    order = Order(act=service.read_act(act), **(asked | given))
    service.take_step(tx, catalog, order, number)
    return order.tap


def hand_back(tx: Connection, catalog: Catalog, number: str = NUMBER) -> None:
    """Take all steps of handing a belonging back."""
    for act in ("check", "read", "sign", "hand"):
        step(tx, catalog, act, number)


def add(tx: Connection, catalog: Catalog, items: Iterable[Item]) -> int:
    """Seal and list belongings in one transaction; return how many are new."""
    return service.keep(tx, service.seal_all(tx, catalog, items))
