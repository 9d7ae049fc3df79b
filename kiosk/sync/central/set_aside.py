"""Keep as they came the records that cannot stand among the others: quarantined and forked."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from kiosk import clock
from kiosk.errors import Refused
from kiosk.journal.gaps import Places
from kiosk.sync.central import erasures
from kiosk.sync.format.bundle import Header, UnfitRecord
from kiosk.sync.format.models import Forked, Quarantined

LONGEST_REASON = 500
MOST_OF_DEVICE = 5000
"""Records of one device in quarantine that nobody released: more is no accident."""


def quarantine(tx: Connection, header: Header, records: list[UnfitRecord]) -> None:
    """Put records in quarantine, where staff see them with the reason.

    Raises Refused where the device has too many there already.
    """
    noted_at = clock.stamp(clock.now())
    rows = [
        {
            "device": header.device,
            "epoch": header.epoch,
            "seq": each.seq,
            "digest": each.digest,
            "raw": each.raw,
            "reason": each.reason[:LONGEST_REASON],
            "noted_at": noted_at,
        }
        for each in erasures.strip_lines(tx, header.device, records)
    ]
    if rows:
        _require_room(tx, header.device, len(rows))
        tx.execute(insert(Quarantined), rows)


def _require_room(tx: Connection, device: str, more: int) -> None:
    """Raise Refused where a device has filled its part of the quarantine: it sends nonsense."""
    query = select(func.count()).where(Quarantined.device == device, Quarantined.released.is_(None))
    if tx.execute(query).scalar_one() + more > MOST_OF_DEVICE:
        raise Refused(
            f"这台终端已有 {MOST_OF_DEVICE} 条记录在中心的隔离区，不再收；"
            "请中心管理员先查看隔离区。"
            "终端上的记录都还在。",
            f"This device has {MOST_OF_DEVICE} records in central's quarantine, and no more are "
            "taken until central's administrator has looked at them. The device keeps its records.",
        )


def keep_forked(tx: Connection, header: Header, records: list[UnfitRecord]) -> None:
    """Keep the records of a copy of the laptop; those kept before stay as they are."""
    if not records:
        return
    query = select(Forked.seq, Forked.digest).where(
        Forked.device == header.device,
        Forked.epoch == header.epoch,
        Forked.seq.in_([each.seq for each in records]),
    )
    before = {(row.seq, row.digest) for row in tx.execute(query)}
    noted_at = clock.stamp(clock.now())
    rows = [
        {
            "device": header.device,
            "epoch": header.epoch,
            "seq": each.seq,
            "digest": each.digest,
            "raw": each.raw or None,
            "noted_at": noted_at,
        }
        for each in erasures.strip_lines(tx, header.device, records)
        if (each.seq, each.digest) not in before
    ]
    if rows:
        tx.execute(insert(Forked), rows)


def known_breaks(tx: Connection) -> Places:
    """Return the places where the chain is known to be broken: quarantined, or after a fork."""
    places: Places = {}
    query = select(Quarantined.device, Quarantined.epoch, Quarantined.seq, Quarantined.digest)
    for row in tx.execute(query):
        places[row.device, row.epoch, row.seq] = row.digest
    breaks = select(Forked.device, Forked.epoch, Forked.seq, Forked.digest)
    for row in tx.execute(breaks.where(Forked.raw.is_(None))):
        places[row.device, row.epoch, row.seq] = row.digest
    return places
