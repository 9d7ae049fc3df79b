"""Heal a fork: two copies of one laptop, or a restored old state, wrote the same journal.

Central's receipts carry marks, digests of records that it holds. Where one differs from this
device's own record, another copy wrote there first: this one opens a new epoch and appends again
whatever follows the last common record, each with its origin. Central makes the rows of an origin
once, so it does no harm to append too much.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from kiosk.journal import service, this_device
from kiosk.journal.models import StoredRecord
from kiosk.sync.format.receipt import JournalHoldings

FORK = "fork"
CHUNK = 1000


def cut_short(tx: Connection) -> dict[str, int]:
    """Return the journals that a fork cut short, with the last record that counts in each."""
    return this_device.ended(tx, FORK)


def heal(tx: Connection, journals: Iterable[JournalHoldings]) -> int:
    """Open a new epoch where a clone wrote other records; return how many were appended again."""
    ends = cut_short(tx)
    count = 0
    for journal in journals:
        if journal.epoch in ends:
            continue
        common = _common(tx, journal)
        if common is not None:
            count += _append_again(tx, journal.epoch, common)
    return count


def _common(tx: Connection, journal: JournalHoldings) -> int | None:
    """Return the last record that surely is the same here and at central, None without a fork.

    A journal that goes on at central where this present one ends was outrun: another copy writes
    it, or this one is a former state. What is the same is only known up to the last mark.
    """
    here = this_device.place(tx)
    if here is None:
        return None
    length = _length(tx, here.device, journal.epoch)
    if not length:
        return None  # A journal that only the other copy began.
    own = digests(tx, here.device, journal)
    common = 0
    # Marks come in order. Each digest covers all records before its own, so one that agrees proves
    # everything up to it, and the first that differs lies behind the fork.
    for mark in journal.marks:
        if mark.seq > length:
            # Central holds more than this device wrote. Only a receipt on the whole present journal
            # shows that another copy goes on with it; a former journal may have been cut short.
            is_outrun = journal.is_whole and journal.epoch == here.epoch
            return common if is_outrun else None
        if own.get(mark.seq) != mark.digest:
            return common
        common = mark.seq
    return None  # Every mark agrees: nobody else has written this journal.


def digests(tx: Connection, device: str, journal: JournalHoldings) -> dict[int, str]:
    """Return this device's own digests (hexadecimal) where a receipt's marks are, by seq."""
    query = select(StoredRecord.seq, StoredRecord.digest).where(
        StoredRecord.device == device,
        StoredRecord.epoch == journal.epoch,
        StoredRecord.seq.in_([mark.seq for mark in journal.marks]),
    )
    return {row.seq: row.digest.hex() for row in tx.execute(query)}


def _length(tx: Connection, device: str, epoch: str) -> int:
    query = select(func.max(StoredRecord.seq)).where(
        StoredRecord.device == device, StoredRecord.epoch == epoch
    )
    return tx.execute(query).scalar() or 0


def _append_again(tx: Connection, epoch: str, common: int) -> int:
    """Begin a new epoch, and append what follows `common` in the former one to it."""
    here = this_device.place(tx)
    assert here is not None
    last = _length(tx, here.device, epoch)
    this_device.open_epoch(tx, FORK, after=(epoch, common))
    count = 0
    for begin in range(common + 1, last + 1, CHUNK):
        for record in service.stretch(tx, here.device, epoch, begin, min(begin + CHUNK - 1, last)):
            service.append_again(tx, record)
            count += 1
    return count
