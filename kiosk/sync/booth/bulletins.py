"""Take bulletins from central."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from kiosk.errors import Refused
from kiosk.journal import this_device
from kiosk.journal.bulletin import SECTIONS
from kiosk.sealing import identity
from kiosk.sealing.models import Link
from kiosk.sync.format.bulletin import open_bulletin


def known(tx: Connection) -> str:
    """Return the digest of the bulletin that this booth took last, empty without any."""
    return tx.execute(select(Link.bulletin)).scalar() or ""


def take_bulletin(tx: Connection, data: bytes, *, is_answer: bool = False) -> bool:
    """Keep what central tells about this booth's event; return whether that was new.

    Central's answer to this very request (`is_answer`) is its latest word, even where its clock was
    set back since; one that a stick brings may be an old one, and is known by its time. Raises
    NotAllowed, Refused.
    """
    link = tx.execute(select(Link.verify_key, Link.bulletin, Link.bulletin_at)).first()
    if link is None or link.verify_key is None:
        raise Refused("本终端还没有登记到中心。", "This device is not enrolled at a central yet.")
    told = open_bulletin(data, link.verify_key, identity.device_key(tx))
    here = this_device.place(tx)
    is_older = told.made_at < (link.bulletin_at or "") and not is_answer
    if here is None or told.event != here.event or is_older or told.digest == link.bulletin:
        return False
    for name, section in SECTIONS.items():
        if name in told.sections:
            section.keep(tx, told.event, told.sections[name])
    tx.execute(update(Link).values(bulletin=told.digest, bulletin_at=told.made_at))
    return True
