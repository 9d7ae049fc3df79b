"""Let simulated staff hand simulated belongings back; nothing but counts is kept of them."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace
from sqlalchemy import Connection

from kiosk.booth.handback import rules
from kiosk.booth.handback.records import KIND, STEP, Act, BelongingListed, BelongingStep, State
from kiosk.content.catalog import Catalog
from kiosk.journal import service as journal

ACTOR = "demo"
COMES, STAYS = 0.75, 0.9
"""Shares of the claimants who come, and of those who come or are known not to."""


def claim(tx: Connection, catalog: Catalog, random: Random) -> None:
    """List a belonging without a name, and hand it back, unless nobody comes for it."""
    held = catalog.pack.handback
    if not held.kinds:
        return
    unit, own = random.choice(list(catalog.units)), random.getrandbits(32)
    listed = BelongingListed(
        number=rules.number_of(unit, f"{own:08X}"),
        category=random.choice(held.kinds).id,
        day=None,
        time=None,
    )
    journal.append(tx, KIND, listed)
    fate = random.random()
    if fate < COMES:
        _hand_back(tx, catalog, listed.number, random)
    elif fate < STAYS:
        reason = random.choice(held.reasons).id
        state = replace(rules.START, status="staying", reason=reason)
        _step(tx, listed.number, 1, "stay", state, _id(random))


def _hand_back(tx: Connection, catalog: Catalog, number: str, random: Random) -> None:
    """Take every step; the signature is one of nobody, so none is kept."""
    proofs = [each.id for each in catalog.pack.handback.proofs]
    looked_at = random.sample(proofs, random.randint(1, min(2, len(proofs))))
    state = rules.checked(rules.START, looked_at, catalog.proofs)
    _step(tx, number, 1, "check", state, _id(random))
    state = rules.read(state)
    _step(tx, number, 2, "read", state, _id(random))
    tap = _id(random)
    state = rules.signed(state, tap)
    _step(tx, number, 3, "sign", state, tap)
    _step(tx, number, 4, "hand", rules.handed(state), _id(random))


def _step(tx: Connection, number: str, count: int, act: Act, state: State, tap: str) -> None:
    step = BelongingStep(
        number=number,
        step=count,
        tap=tap,
        act=act,
        actor=ACTOR,
        undoes=None,
        state=state,
    )
    journal.append(tx, STEP, step)


def _id(random: Random) -> str:
    return f"{random.getrandbits(128):032x}"
