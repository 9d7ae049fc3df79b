"""The list of invited guests, sealed, and which of the invitations were used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk import clock
from kiosk.booth.checkin import rules
from kiosk.booth.checkin.models import Invitation, Visit, VisitState
from kiosk.booth.checkin.states import IS_CURRENT, IS_STATE_OF_VISIT, used_invitations
from kiosk.clock import local
from kiosk.errors import Refused, Unknown
from kiosk.journal import sealed_box, this_device
from kiosk.journal.models import StoredRecord, same_record
from kiosk.journal.records import canonical
from kiosk.sealing import keys
from kiosk.sealing.due import NameList
from kiosk.storage.session import load


@dataclass(frozen=True, kw_only=True)
class Guest:
    """One row of a list: who is invited, with how many people, when. ListCounts sealed only."""

    name: str
    phone: str = ""
    organisation: str = ""
    kind: str = rules.GUEST
    people: int = 1
    slot: str | None = None
    day: str | None = None


@dataclass(frozen=True)
class ListCounts:
    """What this laptop keeps of the lists: all, those who came, and names still sealed here."""

    invitations: int
    used: int
    sealed: int


def add(tx: Connection, guests: Iterable[Guest]) -> int:
    """Seal and keep invitations; return how many. Raises Refused."""
    return keep(tx, seal_all(tx, guests))


def keep(tx: Connection, rows: list[dict[str, Any]]) -> int:
    """Keep invitations that `seal_all` made; return how many."""
    if rows:
        tx.execute(insert(Invitation), rows)
    return len(rows)


def seal_all(tx: Connection, guests: Iterable[Guest]) -> list[dict[str, Any]]:
    """Make sealed invitations, each with a random id, without keeping them. Raises Refused.

    The id is all that the QR code holds. A long list takes seconds, in which others should write.
    """
    here = this_device.place(tx)
    assert here is not None
    public = keys.public_key(tx)
    loaded_at = clock.stamp(clock.now())
    return [
        {
            "id": keys.new_code(1, rules.CODE_LETTERS),
            "event": here.event,
            "kind": guest.kind,
            "people": guest.people,
            "slot": guest.slot,
            "day": guest.day,
            "has_phone": bool(guest.phone),
            "has_organisation": bool(guest.organisation),
            "sealed": sealed_box.seal(public, canonical(_personal(guest))),
            "loaded_at": loaded_at,
        }
        for guest in guests
    ]


def _personal(guest: Guest) -> dict[str, str]:
    texts = {"name": guest.name, "phone": guest.phone, "organisation": guest.organisation}
    return {name: text for name, text in texts.items() if text}


def find(tx: Connection, code: str) -> Invitation:
    """Return an invitation of this event by its id. Raises Unknown."""
    query = select(Invitation).where(
        Invitation.id == code, Invitation.event == this_device.event(tx)
    )
    for invited in load(tx, query):
        return invited
    raise Unknown(
        "这台电脑的邀请名单里没有这个码；请到接待台。",
        "This laptop's list has no such invitation; please ask the reception.",
    )


def use(tx: Connection, invitation: str) -> Any:
    """Return the visit that used an invitation (undone ones do not count), or None."""
    query = (
        select(Visit, VisitState.status)
        .join(VisitState, IS_STATE_OF_VISIT)
        .where(Visit.invitation == invitation, IS_CURRENT, VisitState.status != "cancelled")
    )
    return tx.execute(query).first()


def refuse_used(tx: Connection, invited: Invitation) -> None:
    """Raise Refused, with the time, where an invitation was used before."""
    visit = use(tx, invited.id)
    if visit:
        at = clock.time_of_day(local(visit.made_at))
        raise Refused(
            f"这份邀请已在 {at} 签到（{visit.people} 人）；如果不是你们，请到接待台。",
            f"This invitation was used at {at} ({visit.people} people); if that was not you, "
            "please ask the reception.",
        )


def take_sealed(tx: Connection, invited: Invitation) -> bytes | None:
    """Hand over an invitation's sealed names to its visit, so that they are kept in one place.

    After an undone check-in they stand in the record of that visit.
    """
    if invited.sealed is not None:
        change = update(Invitation).where(Invitation.id == invited.id).values(sealed=None)
        tx.execute(change)
        return invited.sealed
    return _sealed_in_visit(tx, invited.id)


def _sealed_in_visit(tx: Connection, invitation: str) -> bytes | None:
    query = (
        select(StoredRecord.sealed)
        .join(Visit, same_record(Visit, StoredRecord))
        .where(Visit.invitation == invitation, StoredRecord.sealed.is_not(None))
    )
    return tx.execute(query.limit(1)).scalar()


def sealed_fields(invited: Invitation) -> set[str]:
    """Name what an invitation's sealed part holds."""
    fields = {"name"}
    if invited.has_phone:
        fields.add("phone")
    if invited.has_organisation:
        fields.add("organisation")
    return fields


def unused(tx: Connection, event: str) -> list[Invitation]:
    """Return the invitations of an event whose guests have not come yet, by slot."""
    query = (
        select(Invitation)
        .where(Invitation.event == event, Invitation.id.not_in(used_invitations()))
        .order_by(Invitation.day, Invitation.slot, Invitation.id)
    )
    return load(tx, query)


def opened(
    rows: Iterable[Invitation], private: bytes
) -> Iterator[tuple[Invitation, dict[str, str]]]:
    """Yield invitations with what is sealed in them; empty if it was handed over or erased."""
    for row in rows:
        yield row, json.loads(sealed_box.unseal(private, row.sealed)) if row.sealed else {}


def everyone(tx: Connection, event: str) -> list[Invitation]:
    """Return every invitation of an event that this laptop holds, used ones too."""
    return load(tx, select(Invitation).where(Invitation.event == event))


def guest(tx: Connection, row: Invitation, private: bytes) -> Guest | None:
    """Open one invitation, also where its visit's record holds the names; None once erased.

    Raises NotAllowed if it was sealed to another key.
    """
    sealed = row.sealed or _sealed_in_visit(tx, row.id)
    if sealed is None:
        return None
    texts = json.loads(sealed_box.unseal(private, sealed))
    return Guest(kind=row.kind, people=row.people, slot=row.slot, day=row.day, **texts)


def kept_by_slot(tx: Connection, event: str) -> list[Any]:
    """Count an event's invitations by day and slot: `invitations`, `people`, and those `used`."""
    count, used = func.count(), Invitation.id.in_(used_invitations())
    query = (
        select(
            Invitation.day,
            Invitation.slot,
            count.label("invitations"),
            func.sum(Invitation.people).label("people"),
            count.filter(used).label("used"),
        )
        .where(Invitation.event == event)
        .group_by(Invitation.day, Invitation.slot)
        .order_by(Invitation.day, Invitation.slot)
    )
    return list(tx.execute(query))


def kept(tx: Connection, event: str) -> ListCounts:
    """Count what this laptop keeps of an event's lists."""
    count = func.count()
    query = select(count, func.count(Invitation.sealed)).where(Invitation.event == event)
    total, sealed = tx.execute(query).one()
    return ListCounts(total, total - len(unused(tx, event)), sealed)


def name_lists(tx: Connection) -> list[NameList]:
    """Return the lists held, event by event, for the days by which they must be erased."""
    loaded = select(Invitation.event, func.min(Invitation.loaded_at)).group_by(Invitation.event)
    found = []
    for event, first in tx.execute(loaded):
        held = kept(tx, event)
        day = clock.day_of(first)
        found.append(NameList(event, day, held.invitations, held.sealed))
    return found


def clear(tx: Connection, event: str) -> int:
    """Drop every invitation of an event from this laptop; visits stay. Return how many went."""
    return tx.execute(delete(Invitation).where(Invitation.event == event)).rowcount


def drop(tx: Connection, event: str) -> None:
    """Drop an event's list when its sealed parts are erased."""
    clear(tx, event)
