"""Enrol devices at central by one-time codes.

A code is ten letters that nobody else knows, and ten of the fingerprint of central's key, so that a
laptop which is given the code by people knows that it speaks with their central. Central keeps only
a hash. A code enrols one device; the same device may use it again, since an answer may get lost.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from nacl.encoding import HexEncoder
from nacl.exceptions import BadSignatureError
from nacl.hash import blake2b
from nacl.signing import VerifyKey
from sqlalchemy import Connection, insert, select, update

from kiosk import clock
from kiosk.decoding import read_json
from kiosk.errors import Refused
from kiosk.sealing import identity, keys
from kiosk.sync.central import statements
from kiosk.sync.format.enrolment import (
    GROUPS,
    LETTERS,
    ONLINE,
    PRIVACY,
    EnrolmentOffer,
    Request,
    stranger,
)
from kiosk.sync.format.models import Device, EnrolCode


def make_code(tx: Connection, *, lasts: timedelta = ONLINE) -> tuple[str, str]:
    """Make a one-time code; return it as people write it, and when it expires (UTC text)."""
    secret = keys.new_code(GROUPS, LETTERS)
    expires_at = clock.stamp(clock.now() + lasts)
    tx.execute(insert(EnrolCode), {"mark": _mark(secret), "expires_at": expires_at})
    letters = identity.fingerprint(bytes(identity.central_key(tx).verify_key))
    return f"{secret}-{letters[:LETTERS]}-{letters[LETTERS:]}", expires_at


def make_offer(tx: Connection, code: str, expires_at: str, url: str | None) -> EnrolmentOffer:
    """Return what a laptop needs to know of this central."""
    privacy_key = keys.public_key_of(tx, PRIVACY)
    return EnrolmentOffer(
        url=url,
        code=code,
        verify_key=bytes(identity.central_key(tx).verify_key).hex(),
        box_key=bytes(identity.box(tx).public_key).hex(),
        privacy_key=privacy_key.hex() if privacy_key else None,
        expires_at=expires_at,
    )


def enrol_by_request(tx: Connection, data: bytes) -> EnrolmentOffer:
    """Enrol the device of a signed request. Raises NotAllowed without saying what is wrong."""
    signature, plain = data[:64], data[64:]
    try:
        request = read_json(plain, Request)
        key = bytes.fromhex(request.key)
        VerifyKey(key).verify(plain, signature)
    except (BadSignatureError, ValueError, TypeError):
        raise stranger() from None
    redeem(tx, request.code, request.device, key)
    if request.header and request.header.device == request.device:
        events = select(Device.events).where(Device.device == request.device)
        statements.note(tx, request.header, tx.execute(events).scalar_one())
    return make_offer(tx, request.code, clock.stamp(clock.now()), None)


def check_code(tx: Connection, code: str | None, device: str, key: bytes) -> None:
    """Raise NotAllowed where a code would not enrol this device."""
    row = _code(tx, code)
    if row is None or (row.device or device) != device:
        raise stranger()
    if row.device is None and clock.parse(row.expires_at) < clock.now():
        raise stranger()
    held = tx.execute(select(Device.key).where(Device.device == device)).scalar()
    if held is not None and held != key:
        raise stranger()


def redeem(tx: Connection, code: str | None, device: str, key: bytes) -> None:
    """Enrol a device by its one-time code. Raises NotAllowed, Refused."""
    if tx.dialect.name != "sqlite" and code:
        mark = _mark(code)
        tx.execute(select(EnrolCode.mark).where(EnrolCode.mark == mark).with_for_update())
    check_code(tx, code, device, key)
    if not device.isalnum() or len(device) > 36:
        raise Refused("终端号不对。", "The device's id is unfit.")
    tx.execute(update(EnrolCode).where(EnrolCode.mark == _mark(code or "")).values(device=device))
    if tx.execute(select(Device.device).where(Device.device == device)).first():
        return
    row = {"device": device, "key": key, "enrolled_at": clock.stamp(clock.now())}
    tx.execute(insert(Device), row | {"is_revoked": False, "events": statements.NO_EVENTS})


def _code(tx: Connection, code: str | None) -> Any:
    query = select(EnrolCode.device, EnrolCode.expires_at)
    return tx.execute(query.where(EnrolCode.mark == _mark(code or ""))).first()


def _mark(code: str) -> str:
    """Return the hash of a code's secret letters."""
    secret = keys.plain_code(code)[: GROUPS * LETTERS]
    return blake2b(secret.encode(), digest_size=32, encoder=HexEncoder).decode()
