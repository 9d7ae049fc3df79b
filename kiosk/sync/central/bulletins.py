"""Tell the booths of an event what central knows and they need."""

from __future__ import annotations

from sqlalchemy import Connection, select

from kiosk import clock
from kiosk.journal.bulletin import SECTIONS
from kiosk.sealing import identity
from kiosk.sync.format import bulletin
from kiosk.sync.format.bulletin import Bulletin
from kiosk.sync.format.models import Device


def write(tx: Connection, key: bytes, known: str = "") -> bytes | None:
    """Return the bulletin for the device of `key`, of the event at which it last said to stand.

    None if it said of no event yet, or knows this bulletin already, by its digest.
    """
    event = tx.execute(select(Device.event).where(Device.key == key)).scalar()
    if event is None:
        return None
    sections = {name: each.tell(tx, event) for name, each in sorted(SECTIONS.items())}
    told = Bulletin(event=event, made_at=clock.stamp(clock.now()), sections=sections)
    if told.digest == known:
        return None
    return bulletin.seal(told, identity.central_key(tx), key)
