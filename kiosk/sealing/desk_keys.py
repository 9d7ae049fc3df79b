"""Desk keys given to central, sealed to its privacy key, and what they open there.

A desk that is unlocked appends a record whose sealed part holds two boxes: the private half of the
event's desk key, which central's privacy key opens, and the key of the hashes of withdrawal codes,
which central itself opens, so that it knows a code again without anybody's passphrase.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
from msgspec import Struct
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from sqlalchemy import ColumnElement, Connection, select

from kiosk.journal import service
from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.models import Desk, DeskKeyGiven, StoredRecord, same_record
from kiosk.journal.records import Payload, Record
from kiosk.sealing import keys


class KeyGiven(Payload, frozen=True):
    """Whose key was given to which privacy key: `public` and `given_to` in hexadecimal."""

    event: str
    public: str
    given_to: str


def project(_record: Record, given: KeyGiven) -> Rows:
    """Make one row a key."""
    row = {"event": given.event, "public": given.public, "given_to": given.given_to}
    yield "desk_key_given", row


KIND = Kind(
    name="desk-key", version=1, payload=KeyGiven, project=project, tables=("desk_key_given",)
)


class Boxes(Struct, frozen=True):
    """What the sealed part of such a record is, as JSON: two sealed boxes (base64)."""

    private: bytes
    code_key: bytes


def is_given(tx: Connection, event: str, privacy_key: bytes) -> bool:
    """Return True if the key that `event` has now was given to `privacy_key`."""
    public = keys.public_key_of(tx, event)
    query = select(DeskKeyGiven.seq).where(
        DeskKeyGiven.event == event,
        DeskKeyGiven.public == (public or b"").hex(),
        DeskKeyGiven.given_to == privacy_key.hex(),
    )
    return tx.execute(query.limit(1)).first() is not None


def give(
    tx: Connection, event: str, private: bytes, *, privacy_key: bytes, box_key: bytes
) -> Record | None:
    """Append the key of the desk's event, sealed for central; None if it was given before."""
    public = keys.public_key_of(tx, event)
    if public is None or is_given(tx, event, privacy_key):
        return None
    boxes = Boxes(
        private=_seal(privacy_key, private), code_key=_seal(box_key, keys.code_key(tx, event))
    )
    given = KeyGiven(event=event, public=public.hex(), given_to=privacy_key.hex())
    return service.append(tx, KIND, given, sealed=msgspec.json.encode(boxes))


def _seal(public: bytes, plain: bytes) -> bytes:
    return SealedBox(PublicKey(public)).encrypt(plain)


class Ring:
    """A central's opened privacy key, and by it the keys of every desk that gave its own."""

    def __init__(self, tx: Connection, privacy_key: bytes) -> None:
        """Keep the opened privacy key for as long as this object lives."""
        self._tx = tx
        self._privacy_key = privacy_key
        self._own = tx.execute(select(Desk.device)).scalar()
        self.of = cache(self._of)

    def _of(self, device: str, event: str) -> list[bytes]:
        """Return the private keys that a device gave for an event; none where it gave none yet.

        What central's own staff type is sealed to the privacy key itself.
        """
        if device == self._own:
            return [self._privacy_key]
        of_desk = DeskKeyGiven.device == device, DeskKeyGiven.event == event
        found = (_open(self._privacy_key, boxes.private) for boxes in _held(self._tx, *of_desk))
        return [private for private in found if private is not None]


def code_keys(tx: Connection, box: bytes) -> list[bytes]:
    """Return the keys of the hashes of withdrawal codes that desks gave to the central of `box`."""
    found = (_open(box, boxes.code_key) for boxes in _held(tx))
    return [key for key in found if key is not None]


def _held(tx: Connection, *conditions: ColumnElement[bool]) -> Iterator[Boxes]:
    """Yield what is sealed of such records, as far as it was not erased."""
    query = (
        select(StoredRecord.sealed)
        .join(DeskKeyGiven, same_record(DeskKeyGiven, StoredRecord))
        .where(StoredRecord.sealed.is_not(None), *conditions)
    )
    for sealed in tx.execute(query).scalars().all():
        try:
            yield msgspec.json.decode(sealed or b"", type=Boxes)
        except msgspec.MsgspecError:
            continue


def _open(private: bytes, box: bytes) -> bytes | None:
    """Open a box; None if it was sealed to another key, or is not a box."""
    try:
        return SealedBox(PrivateKey(private)).decrypt(box)
    except (CryptoError, ValueError, TypeError):
        return None
