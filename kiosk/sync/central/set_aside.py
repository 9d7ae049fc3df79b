"""Keep as they came the records that cannot stand among the others: quarantined and forked."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from kiosk import clock
from kiosk.journal.gaps import Places
from kiosk.sync.central import erasures
from kiosk.sync.format.bundle import Header, UnfitRecord
from kiosk.sync.format.models import Forked, Quarantined

LONGEST_REASON = 500


def quarantine(tx: Connection, header: Header, records: list[UnfitRecord]) -> None:
    """Put records in quarantine, where staff see them with the reason."""
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
        tx.execute(insert(Quarantined), rows)


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
