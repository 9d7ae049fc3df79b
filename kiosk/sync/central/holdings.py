"""Count from rows what central holds of a device's journals, and sign that as a receipt."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select, union_all

from kiosk import clock
from kiosk.journal.models import StoredRecord
from kiosk.sealing import identity, keys
from kiosk.sync.central import erasures
from kiosk.sync.central.publishing import published
from kiosk.sync.format import enrolment, ranges
from kiosk.sync.format.bundle import Header, JournalStatement
from kiosk.sync.format.models import Device, Forked, Origin, Quarantined
from kiosk.sync.format.ranges import Range
from kiosk.sync.format.receipt import DigestMark, JournalHoldings, Outcome, SyncReceipt, sign


def answer_bundle(tx: Connection, header: Header, outcome: Outcome) -> bytes:
    """Return the receipt for a bundle.

    It is about the bundle's own records; where a fork showed, or the bundle holds none and asks, of
    all journals of the device.
    """
    if outcome.forked or not header.count:
        return _sign(tx, header.device, _of_device(tx, header.device, header.journals), outcome)
    return _sign(tx, header.device, [_of_bundle(header)], outcome)


def answer_state(tx: Connection, device: str) -> bytes:
    """Return a receipt on all journals of a device."""
    return _sign(tx, device, _of_device(tx, device), Outcome())


def _sign(tx: Connection, device: str, journals: list[JournalHoldings], outcome: Outcome) -> bytes:
    erased = erasures.erased_at_central(tx, device)
    privacy_key = keys.public_key_of(tx, enrolment.PRIVACY)
    return sign(
        SyncReceipt(
            device=device,
            made_at=clock.stamp(clock.now()),
            journals=journals,
            outcome=outcome,
            erased=erased.seals,
            events=erased.events,
            pack=published(tx),
            privacy_key=privacy_key.hex() if privacy_key else None,
            booths=_booths(tx) if all(each.is_whole for each in journals) else None,
        ),
        identity.central_key(tx),
    )


def _booths(tx: Connection) -> list[str]:
    """Return the keys of all devices whose stamps are to be believed."""
    query = select(Device.key).where(Device.is_revoked.is_(False)).order_by(Device.device)
    return [key.hex() for key in tx.execute(query).scalars()]


def _of_bundle(header: Header) -> JournalHoldings:
    """Return what a bundle added: all its records are held.

    Its marks are its ends, by which another copy of the laptop sees that these are not its own.
    """
    ends = [DigestMark(seq=header.last, digest=header.digest)]
    if header.first > 1:
        ends.insert(0, DigestMark(seq=header.first - 1, digest=header.previous))
    runs = [(header.first, header.last)]
    return JournalHoldings(epoch=header.epoch, ranges=runs, is_whole=False, marks=ends)


def _of_device(
    tx: Connection, device: str, stated: Iterable[JournalStatement] = ()
) -> list[JournalHoldings]:
    """Return what is held of every journal of a device, with marks, also near the `stated` ends."""
    ends = {each.epoch: each.length for each in stated}
    return [
        JournalHoldings(
            epoch=epoch,
            ranges=held_ranges(tx, device, epoch),
            is_whole=True,
            marks=_marks(tx, device, epoch, ends.get(epoch, 0)),
        )
        for epoch in epochs(tx, device)
    ]


def epochs(tx: Connection, device: str) -> list[str]:
    """Return the journals of a device of which anything is held."""
    many = (
        select(table.epoch).where(table.device == device).distinct()
        for table in (StoredRecord, Quarantined)
    )
    return sorted(set(tx.execute(union_all(*many)).scalars()))


def held_ranges(tx: Connection, device: str, epoch: str) -> list[Range]:
    """Return which records of a journal are held, those in quarantine among them."""
    quarantined = tx.execute(
        select(Quarantined.seq).where(Quarantined.device == device, Quarantined.epoch == epoch)
    ).scalars()
    return ranges.union(_stored_ranges(tx, device, epoch), ranges.of(quarantined))


def _stored_ranges(tx: Connection, device: str, epoch: str) -> list[Range]:
    of_journal = (StoredRecord.device == device, StoredRecord.epoch == epoch)
    last, count = tx.execute(
        select(func.max(StoredRecord.seq), func.count()).where(*of_journal)
    ).one()
    if not count or last == count:
        return [(1, last)] if count else []
    place = StoredRecord.seq - func.row_number().over(order_by=StoredRecord.seq)
    runs = select(StoredRecord.seq, place.label("run")).where(*of_journal).subquery()
    query = select(func.min(runs.c.seq), func.max(runs.c.seq)).group_by(runs.c.run)
    return sorted((first, end) for first, end in tx.execute(query))


def _marks(tx: Connection, device: str, epoch: str, end: int) -> list[DigestMark]:
    """Return digests held: close together at both ends, ever wider before, around each break.

    One end is the last record held, the other where the device says that its journal ends: a copy
    that was outrun learns so that all of its records are the same, or which of them are not.
    """
    tables = (StoredRecord, Quarantined)
    lasts = [
        tx.execute(
            select(func.max(table.seq)).where(table.device == device, table.epoch == epoch)
        ).scalar()
        or 0
        for table in tables
    ]
    wanted = _spread(max(lasts)) | _spread(end)
    for seq in open_forks(tx, device, epoch):
        wanted |= {seq - 1, seq}
    found: dict[int, bytes] = {}
    for table in tables:
        query = select(table.seq, table.digest).where(
            table.device == device, table.epoch == epoch, table.seq.in_(wanted)
        )
        found |= {row.seq: row.digest for row in tx.execute(query) if row.digest}
    return [DigestMark(seq=seq, digest=digest.hex()) for seq, digest in sorted(found.items())]


def _spread(last: int) -> set[int]:
    """Return `last` and numbers before it, ever wider apart."""
    found, step = {last}, 1
    while last - step > 0:
        found.add(last - step)
        step *= 2
    return found


def open_forks(tx: Connection, device: str, epoch: str) -> list[int]:
    """Return the places where a clone wrote other records which are not appended again yet."""
    healed = (
        select(Origin.seq)
        .where(
            Origin.device == Forked.device,
            Origin.of_epoch == Forked.epoch,
            Origin.of_seq == Forked.seq,
            Origin.of_digest == Forked.digest,
        )
        .exists()
    )
    held = (
        select(StoredRecord.seq)
        .where(
            Forked.raw.is_not(None),
            StoredRecord.device == Forked.device,
            StoredRecord.epoch == Forked.epoch,
            StoredRecord.seq == Forked.seq,
            StoredRecord.digest == Forked.digest,
        )
        .exists()
    )
    query = select(Forked.seq).where(Forked.device == device, Forked.epoch == epoch, ~healed, ~held)
    return sorted(set(tx.execute(query).scalars()))
