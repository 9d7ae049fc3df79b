"""Belong to a central: ask for it with a code, keep its keys, and say how things stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from kiosk import clock
from kiosk.db import db
from kiosk.errors import Refused
from kiosk.journal import desk
from kiosk.sync import address, enrolment, identity, invitations, outbox
from kiosk.sync.client import FEW_TRIES, Client
from kiosk.sync.enrolment import Invitation
from kiosk.sync.models import Link


@dataclass(frozen=True)
class Standing:
    """Say to which central this device belongs; None where it does not, or not yet.

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
        """Tell whether this device knows a central, by network or by stick."""
        return self.fingerprint is not None


def standing(tx: Connection) -> Standing:
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
        return Standing(None, False, None, None, None, None)
    return Standing(
        url=row.url,
        is_insecure=row.is_insecure,
        fingerprint=identity.fingerprint(row.verify_key) if row.verify_key else None,
        enrolled_at=row.enrolled_at,
        heard_at=row.heard_at,
        refusal=row.refusal,
    )


def enroll(
    url: str, code: str, *, is_insecure: bool, note: Callable[[Connection], None]
) -> Standing:
    """Enrol this device at the central at `url`; `note` records who did it, in the same commit.

    Raises Refused, NotAllowed, NotReached; nothing is changed then.
    """
    where = address.read(url, is_insecure=is_insecure)
    with db.transaction() as tx:
        refuse_central(tx)
        request = make_request(tx, code)
    client = Client(where, tries=FEW_TRIES)
    try:
        told = client.enroll(request, code)
    finally:
        client.close()
    with db.transaction() as tx:
        _belong(tx, told, where.url, is_insecure=is_insecure)
        note(tx)
        return standing(tx)


def device_id(tx: Connection) -> str:
    """Return the id of this device."""
    here = desk.place(tx)
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
    key, here = identity.device_key(tx), desk.place(tx)
    assert here is not None
    request = enrolment.Request(
        device=here.device,
        key=bytes(key.verify_key).hex(),
        code=code,
        header=outbox.introduce(tx),
    )
    return enrolment.write_request(request, key)


def _belong(tx: Connection, told: Invitation, url: str, *, is_insecure: bool) -> None:
    """Keep what central told; at the same central as before only its address may be new."""
    verify_key = tx.execute(select(Link.verify_key)).scalar()
    if verify_key != bytes.fromhex(told.verify_key):
        invitations.belong(tx, told)
    now = clock.stamp(clock.now())
    values = {"url": url, "is_insecure": is_insecure, "ticket": None, "refusal": None}
    tx.execute(update(Link).values(enrolled_at=now, **values))
