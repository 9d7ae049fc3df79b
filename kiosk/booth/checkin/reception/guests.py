"""Find invited guests by name, in memory only, in an unlocked session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from kiosk.accounts.sessions import Session
from kiosk.booth.checkin.comparing import is_found
from kiosk.booth.checkin.models import Invitation, Visit, VisitState
from kiosk.booth.checkin.states import IS_CURRENT, IS_STATE_OF_VISIT
from kiosk.clock import local
from kiosk.journal import sealed_box
from kiosk.sealing.opening import Opener

MOST_SHOWN, MOST_LETTERS = 50, 60


@dataclass(frozen=True, kw_only=True)
class Guest:
    """One invitation, opened; `came_at` and `visit` are None until its guests come."""

    invitation: str
    kind: str
    people: int
    slot: str | None
    day: str | None
    came_at: datetime | None
    visit: str | None
    name: str
    phone: str
    organisation: str


def search(tx: Connection, session: Session, event: str, words: str) -> list[Guest]:
    """Return the invitations whose name, organisation or telephone holds `words`, however spelt.

    Without words it is the first that have not come. One more than `MOST_SHOWN` at the most, so
    that a page can say that there are more.
    """
    found = []
    for guest in _guests(tx, session, event):
        texts = guest.name, guest.organisation, guest.phone
        if is_found(words, *texts) if words else guest.visit is None:
            found.append(guest)
            if len(found) > MOST_SHOWN:
                break
    return found


def texts(tx: Connection, invited: Any, key: bytes) -> dict[str, str]:
    """Open what is sealed of one invitation; empty if it was erased."""
    if invited.sealed:
        held: dict[str, str] = json.loads(sealed_box.unseal(key, invited.sealed))
        return held
    row = tx.execute(select(Visit).where(Visit.invitation == invited.id)).first()
    return Opener(tx, invited.event, key).read(row) if row else {}


def _guests(tx: Connection, session: Session, event: str) -> Iterator[Guest]:
    """Open invitations one by one; what is still on the list is opened once a session.

    What was handed over to a visit is read again each time, since its guest may have erased it.
    """
    assert session.key is not None
    key = bytes(session.key)
    came = _came(tx, event)
    rows = tx.execute(
        select(Invitation)
        .where(Invitation.event == event)
        .order_by(Invitation.day, Invitation.slot, Invitation.id)
    )
    for row in rows:
        if row.sealed is None:
            held = texts(tx, row, key)
        else:
            held = session.opened.get(row.id) or texts(tx, row, key)
            session.opened[row.id] = held
        visit = came.get(row.id)
        yield Guest(
            invitation=row.id,
            kind=row.kind,
            people=row.people,
            slot=row.slot,
            day=row.day,
            came_at=local(visit.made_at) if visit else None,
            visit=visit.visit if visit else None,
            name=held.get("name", ""),
            phone=held.get("phone", ""),
            organisation=held.get("organisation", ""),
        )


def _came(tx: Connection, event: str) -> dict[str, Any]:
    """Return the visits that used invitations, by the invitation; undone ones do not count."""
    query = (
        select(Visit)
        .join(VisitState, IS_STATE_OF_VISIT)
        .where(
            Visit.event == event,
            Visit.invitation.is_not(None),
            IS_CURRENT,
            VisitState.status != "cancelled",
        )
    )
    return {row.invitation: row for row in tx.execute(query)}
