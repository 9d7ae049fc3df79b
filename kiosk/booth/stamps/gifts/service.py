"""Redeem tickets, each once, and keep count of the gifts at this desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from kiosk.booth.stamps import service as stamps
from kiosk.booth.stamps.gifts.models import GiftMove
from kiosk.booth.stamps.gifts.records import KIND, Act, GiftStep
from kiosk.booth.stamps.service import Passport
from kiosk.content import stamp_rule
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused, Unknown
from kiosk.journal import service as journal
from kiosk.journal import taps
from kiosk.journal.models import Desk
from kiosk.storage.db import take_turn

MOST = 99_999
"""Gifts that one step may bring."""
TURN = "gift desk"
_undo = aliased(GiftMove)
STANDS = ~select(_undo.seq).where(_undo.undoes == GiftMove.tap).exists()
"""Selects steps that were not taken back."""


@dataclass(frozen=True)
class Ticket:
    """The desk's verdict on a passport: whether a gift is due for it.

    `used` is the step by which it was redeemed at this desk; `missing` counts the stamps that it
    needs yet.
    """

    passport: Passport
    verdict: Literal["valid", "used", "lacking"]
    missing: int = 0
    used: Any = None


def judge(tx: Connection, catalog: Catalog, held: Passport) -> Ticket:
    """Return whether a passport is a ticket, and was not redeemed at this desk before."""
    used = redeemed(tx, held.number)
    if used is not None:
        return Ticket(held, "used", used=used)
    lacking = stamp_rule.lacking(catalog.pack.stamps, held.stops)
    return Ticket(held, "lacking", lacking) if lacking else Ticket(held, "valid")


def redeemed(tx: Connection, number: str) -> Any:
    """Return the step by which the ticket of this number was redeemed, None if it was not."""
    query = select(GiftMove).where(GiftMove.passport == number, GiftMove.act == "given", STANDS)
    return tx.execute(query).first()


def redeem(
    tx: Connection, catalog: Catalog, held: Passport, gift: str, *, tap: str, actor: str
) -> None:
    """Give a gift for a ticket; a form sent twice gives one. Raises Refused if no gift is due.

    One transaction at a time does so: a ticket at two screens at once is redeemed once, and the
    last gift is given once.
    """
    taps.require(tap)
    take_turn(tx, TURN)
    if taps.is_known(tx, GiftMove, tap):
        return
    _require_gift(catalog, gift)
    ticket = judge(tx, catalog, held)
    if ticket.verdict == "used":
        raise Refused("这张护照已经领过礼品了。", "A gift was given for this passport before.")
    if ticket.verdict == "lacking":
        raise Refused(
            f"还差 {ticket.missing} 个章，不能领。", f"{ticket.missing} more stamps are needed."
        )
    if remaining(tx).get(gift, 0) < 1:
        raise Refused(
            "这种礼品没有了。请换一种；补了货先在“礼品库存”里入库。",
            "There is none of this gift left. Choose another, or enter new stock first.",
        )
    _append(tx, "given", gift, -1, tap=tap, actor=actor, passport=held.number)


def undo(tx: Connection, given: str, *, tap: str, actor: str) -> None:
    """Take back the gift of a form, named by its tap: the ticket is valid again. Raises Unknown."""
    taps.require(tap)
    take_turn(tx, TURN)
    step = find(tx, given)
    query = select(GiftMove.seq).where(GiftMove.undoes == given)
    if tx.execute(query).first() is None:
        _append(tx, "undone", step.gift, 1, tap=tap, actor=actor, undoes=given)


def find(tx: Connection, given: str) -> Any:
    """Return the step by which a gift was given, with `is_undone`. Raises Unknown."""
    query = select(GiftMove, (~STANDS).label("is_undone")).where(
        GiftMove.tap == given, GiftMove.act == "given"
    )
    step = tx.execute(query).first()
    if step is None:
        raise Unknown("没有这次领取。", "No gift was given by that form.")
    return step


def stock(
    tx: Connection,
    catalog: Catalog,
    act: str,
    gift: str,
    count: int | None,
    *,
    tap: str,
    actor: str,
) -> None:
    """Enter gifts received, or how many there are by count. Raises Refused."""
    taps.require(tap)
    take_turn(tx, TURN)
    if taps.is_known(tx, GiftMove, tap):
        return
    _require_gift(catalog, gift)
    if count is None or not 0 <= count <= MOST:
        raise Refused(f"请填 0 到 {MOST} 的整数。", f"Give a whole number from 0 to {MOST}.")
    if act == "counted":
        _append(tx, "counted", gift, count - remaining(tx).get(gift, 0), tap=tap, actor=actor)
    elif act == "received":
        _append(tx, "received", gift, count, tap=tap, actor=actor)
    else:
        raise taps.Reopen


def remaining(tx: Connection) -> dict[str, int]:
    """Return how many of each gift are left at this desk, by gift; of what was never entered none.

    A desk's stock is that of its device at its present event.
    """
    query = (
        select(GiftMove.gift, func.sum(GiftMove.change))
        .join(Desk, (Desk.device == GiftMove.device) & (Desk.event == GiftMove.event))
        .group_by(GiftMove.gift)
    )
    return {gift: int(count) for gift, count in tx.execute(query)}


def _require_gift(catalog: Catalog, gift: str) -> None:
    if gift not in catalog.gifts:
        raise Refused("没有这种礼品。", "There is no such gift.")


def _append(tx: Connection, act: Act, gift: str, change: int, **given: str | None) -> None:
    step = GiftStep(act=act, gift=gift, change=change, **given)  # type: ignore[arg-type]
    journal.append(tx, KIND, step)


def read(tx: Connection, catalog: Catalog, texts: list[str]) -> Ticket:
    """Return what the desk says to the codes of a passport. Raises BadPassport."""
    return judge(tx, catalog, stamps.read(tx, catalog, texts))
