"""The prize draw: by a seed that everybody knows, so that anybody can draw again.

Each ticket's lot is the SHA-256 of the seed, a space and the ticket's number, in hexadecimal; the
lowest lots win. The seed should be something that nobody could know or choose beforehand, such as
a public lottery's numbers of that evening, and be announced before it is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select, union

from kiosk.booth.stamps.gifts.models import GiftMove
from kiosk.booth.stamps.gifts.service import STANDS
from kiosk.booth.stamps.models import Stamp
from kiosk.errors import Refused

MOST_WINNERS = 500
LONGEST_SEED = 80


class Lot(NamedTuple):
    """A ticket's lot: the number of its passport, and the digest that decides."""

    number: str
    digest: str


def tickets(tx: Connection, event: str) -> list[str]:
    """Return the numbers of all passports of an event that became tickets, in their order."""
    full = select(Stamp.passport).where(Stamp.event == event, Stamp.is_full)
    given = select(GiftMove.passport).where(
        GiftMove.event == event, GiftMove.act == "given", GiftMove.passport.is_not(None), STANDS
    )
    return sorted(each for each in tx.execute(union(full, given)).scalars() if each)


def lots(seed: str, numbers: Iterable[str]) -> list[Lot]:
    """Return the lot of each ticket, the lowest first."""
    drawn = (
        Lot(each, hashlib.sha256(f"{seed} {each}".encode()).hexdigest()) for each in set(numbers)
    )
    return sorted(drawn, key=lambda lot: lot.digest)


def check(seed: str, winners: int | None) -> tuple[str, int]:
    """Return a seed and a number of winners that a form gave. Raises Refused."""
    seed = " ".join(seed.split())
    if not 1 <= len(seed) <= LONGEST_SEED:
        raise Refused(
            f"请写种子：1 到 {LONGEST_SEED} 个字。", f"Give a seed of 1 to {LONGEST_SEED} letters."
        )
    if winners is None or not 1 <= winners <= MOST_WINNERS:
        raise Refused(
            f"中奖数应是 1 到 {MOST_WINNERS}。", f"There can be 1 to {MOST_WINNERS} winners."
        )
    return seed, winners
