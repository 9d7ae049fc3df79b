"""Belong to a central: ask for it with a code, keep its keys, and say how things stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from kiosk import clock
from kiosk.errors import Refused
from kiosk.journal import this_device
from kiosk.sealing import identity
from kiosk.sealing.models import Link
from kiosk.storage.db import db
from kiosk.sync.booth import address, outbox
from kiosk.sync.booth.client import FEW_TRIES, Client
from kiosk.sync.format import enrolment
from kiosk.sync.format.enrolment import EnrolmentOffer
from kiosk.sync.format.models import ReceiptedJournal


@dataclass(frozen=True)
class CentralStanding:
    """The central that this device belongs to; every field is None before it is enrolled.

    `refusal` is central's last word where that stops sending, in both languages, a line each.
    """

    url: str | None
    is_insecure: bool
    fingerprint: str | None
    enrolled_at: str | None
    heard_at: str | None
    refusal: str | None

    @property
    def is_linked(self) -> bool:
        """Return True if this device knows a central, by network or by stick."""
        return self.fingerprint is not None


def standing(tx: Connection) -> CentralStanding:
    """Return how this device stands with its central."""
    row = tx.execute(
        select(
            Link.url,
            Link.is_insecure,
            Link.verify_key,
            Link.enrolled_at,
            Link.heard_at,
            Link.refusal,
        )
    ).first()
    if row is None:
        return CentralStanding(None, False, None, None, None, None)
    return CentralStanding(
        url=row.url,
        is_insecure=row.is_insecure,
        fingerprint=identity.fingerprint(row.verify_key) if row.verify_key else None,
        enrolled_at=row.enrolled_at,
        heard_at=row.heard_at,
        refusal=row.refusal,
    )


def enroll(
    url: str, code: str, *, is_insecure: bool, note: Callable[[Connection], None]
) -> CentralStanding:
    """Enrol this device at the central at `url`; `note` records who did it, in the same commit.

    Raises Refused, NotAllowed, NotReached; nothing is changed then.
    """
    where = address.parse_address(url, is_insecure=is_insecure)
    with db.transaction() as tx:
        refuse_central(tx)
        request = make_request(tx, code)
    client = Client(where, tries=FEW_TRIES)
    try:
        told = client.enroll(request, code)
    finally:
        client.close()
    with db.transaction() as tx:
        _keep_enrolment(tx, told, where.url, is_insecure=is_insecure)
        note(tx)
        return standing(tx)


def device_id(tx: Connection) -> str:
    """Return the id of this device."""
    here = this_device.place(tx)
    assert here is not None
    return here.device


def refuse_central(tx: Connection) -> None:
    """Raise Refused where these data are a central's, which belongs to none."""
    if identity.is_central(tx):
        raise Refused(
            "这里是中心，不是展位；请在展位的电脑上登记和发送。",
            "This is a central, not a booth; enrol and send at the booths.",
        )


def make_request(tx: Connection, code: str) -> bytes:
    """Return this device's signed request of enrolment."""
    key, here = identity.device_key(tx), this_device.place(tx)
    assert here is not None
    request = enrolment.Request(
        device=here.device,
        key=bytes(key.verify_key).hex(),
        code=code,
        header=outbox.describe_device(tx),
    )
    return enrolment.write_request(request, key)


def accept_offer(tx: Connection, invitation: EnrolmentOffer) -> None:
    """Store central's keys, and the code that the next bundles carry.

    What another central held is forgotten: this one gets everything. Raises Refused where the
    device belongs to this central already.
    """
    link = tx.execute(select(Link.verify_key, Link.enrolled_at)).one()
    verify_key = bytes.fromhex(invitation.verify_key)
    is_same = link.verify_key == verify_key
    if is_same and link.enrolled_at:
        raise Refused(
            "本终端已经登记到这个中心，不用再登记。",
            "This device is enrolled at this central already; there is nothing to do.",
        )
    if not is_same:
        tx.execute(delete(ReceiptedJournal))
        tx.execute(update(Link).values(enrolled_at=None, heard_at=None, pack=None, pack_order=None))
    tx.execute(
        update(Link).values(
            url=invitation.url,
            is_insecure=False,
            verify_key=verify_key,
            box_key=bytes.fromhex(invitation.box_key),
            privacy_key=bytes.fromhex(invitation.privacy_key) if invitation.privacy_key else None,
            ticket=invitation.code,
            refusal=None,
        )
    )


def _keep_enrolment(tx: Connection, told: EnrolmentOffer, url: str, *, is_insecure: bool) -> None:
    """Store central's answer; at the same central as before only its address may be new."""
    verify_key = tx.execute(select(Link.verify_key)).scalar()
    if verify_key != bytes.fromhex(told.verify_key):
        accept_offer(tx, told)
    now = clock.stamp(clock.now())
    values = {"url": url, "is_insecure": is_insecure, "ticket": None, "refusal": None}
    tx.execute(update(Link).values(enrolled_at=now, **values))
