"""Bring desk keys from booths to central, so that its privacy key opens what they sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from kiosk.journal import this_device
from kiosk.sealing import desk_keys, identity, keys
from kiosk.sealing.models import Link


def key_event(tx: Connection) -> str:
    """Return under which name the key is kept that staff open here.

    At a booth it is the event's desk key, at central the privacy key.
    """
    if identity.is_central(tx):
        return keys.PRIVACY
    return this_device.event(tx)


def has_key(tx: Connection) -> bool:
    """Return True if there is a key here that staff may open."""
    return keys.public_key_of(tx, key_event(tx)) is not None


def hand_over(tx: Connection, private: bytes) -> bool:
    """Give the opened key of this desk's event to central, once; return True if that was due.

    It travels with the next sync. A desk that is enrolled nowhere, or whose central has no privacy
    key yet, gives nothing.
    """
    link = _link(tx)
    here = this_device.place(tx)
    if link is None or here is None:
        return False
    given = desk_keys.give(
        tx, here.event, private, privacy_key=link.privacy_key, box_key=link.box_key
    )
    return given is not None


def is_owed(tx: Connection) -> bool:
    """Return True if central waits for this desk's key: staff need unlock once."""
    link = _link(tx)
    here = this_device.place(tx)
    if link is None or here is None or not keys.has_key(tx):
        return False
    return not desk_keys.is_given(tx, here.event, link.privacy_key)


def _link(tx: Connection) -> Any:
    """Return the keys of this desk's central, None if it does not know both."""
    query = select(Link.privacy_key, Link.box_key).where(
        Link.privacy_key.is_not(None), Link.box_key.is_not(None)
    )
    return tx.execute(query).first()


def code_marks(tx: Connection, code: str) -> list[str]:
    """Return the keyed hashes of a withdrawal code, by the key of each desk that gave its own."""
    return keys.marks(desk_keys.code_keys(tx, bytes(identity.box(tx))), code)
