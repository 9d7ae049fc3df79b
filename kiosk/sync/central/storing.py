"""Store new records with their read rows, each record's rows once.

Most bundles are written at once, as a batch whose rows were made before the transaction. Each
record is looked at by itself where that cannot be: something is sealed or erases, was appended
again after a fork, is of a kind that is not known, or is refused by its kind or by the database.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, tuple_
from sqlalchemy.exc import DataError, IntegrityError

from kiosk.counts import tallying
from kiosk.journal import kinds
from kiosk.journal.bulk import Batch, new_batch
from kiosk.journal.kinds import Rows
from kiosk.journal.records import Record
from kiosk.journal.service import stands_first
from kiosk.storage.db import Base
from kiosk.sync.central import erasures
from kiosk.sync.format.bundle import Bundle, UnfitRecord, write_line
from kiosk.sync.format.models import Origin, Unread

RecordPlace = tuple[str, int, bytes]
"""Epoch, seq and digest of a record."""
REFUSED_BY_DATABASE = "the database does not take its rows"


class Stored(NamedTuple):
    """What became of new records: those that were taken, and those that cannot be."""

    taken: list[Record]
    refused: list[UnfitRecord]


class ReadRecord(NamedTuple):
    """A record with the read rows that it makes here."""

    record: Record
    rows: Rows


def prepare_batch(bundle: Bundle, dialect: str) -> Batch | None:
    """Make a bundle's rows beforehand; return None where some record needs a closer look."""
    batch = new_batch(dialect)
    for record in bundle.records:
        kind = kinds.known(record)
        if kind is None or record.origin or record.sealed or erasures.erases(record):
            return None
        try:
            batch.add(record, kind.rows(record))
        except Exception:
            return None
    return None if bundle.broken else batch


def store(tx: Connection, new: list[Record], batch: Batch | None = None) -> Stored:
    """Store new records of one journal; `batch` holds all of them, where it was prepared.

    The caller holds the device's row.
    """
    if not new:
        return Stored([], [])
    copied = _copied_places(tx, new)
    # The batch makes rows for every record, so it fits only where no copy has made any.
    if batch is not None and not copied and _write(tx, batch):
        return Stored(new, [])
    return _store_closely(tx, new, copied)


def _store_closely(tx: Connection, new: list[Record], copied: set[RecordPlace]) -> Stored:
    """Store records that are looked at one by one.

    What was erased is stripped before anything is written. A record of this very bundle may erase
    others of it, so those that the database refused are stripped once more at the end, before they
    are set aside.
    """
    read, refused = _make_rows(tx, erasures.strip_records(tx, new), copied)
    stuck = {each.record.seq for each in _write_most(tx, read)}
    taken = [each.record for each in read if each.record.seq not in stuck]
    _note_unread(tx, taken)
    _note_copies(tx, taken, copied)
    for record in taken:
        erasures.carry_out(tx, record)
    left = [each.record for each in read if each.record.seq in stuck]
    for record in erasures.strip_records(tx, left):
        refused.append(_unfit(record, REFUSED_BY_DATABASE))
    return Stored(taken, refused)


def _make_rows(
    tx: Connection, records: list[Record], copied: set[RecordPlace]
) -> tuple[list[ReadRecord], list[UnfitRecord]]:
    """Make the rows of each record that shall have them here; return also what its kind refuses.

    A record of a kind that is not known yet is stored without rows, until an update reads it.
    """
    read: list[ReadRecord] = []
    refused: list[UnfitRecord] = []
    seen = set(copied)
    for record in records:
        kind = kinds.known(record)
        here = (record.epoch, record.seq, record.digest)
        has_rows = not (here in copied or record.origin in seen or stands_first(tx, record))
        try:
            rows = kind.rows(record) if kind and has_rows else ()
            read.append(ReadRecord(record, list(rows)))
        except Exception as error:
            refused.append(_unfit(record, f"{record.kind} {record.version}: {error}"))
            continue
        if record.origin:
            seen.add(record.origin)
    return read, refused


def _unfit(record: Record, reason: str) -> UnfitRecord:
    return UnfitRecord(record.seq, write_line(record), record.digest, reason)


def _write_most(tx: Connection, read: list[ReadRecord]) -> list[ReadRecord]:
    """Write records with their rows, and return those that the database refuses.

    At first it is taken for granted that all of them fit. If not, rows may be in the way that a
    record left which got lost here and comes again. Only then single records are looked for.
    """
    if _write_together(tx, read):
        return []
    forget_rows(tx, [each.record for each in read])
    return _write_by_halves(tx, read)


def _write_by_halves(tx: Connection, read: list[ReadRecord]) -> list[ReadRecord]:
    """Write what fits, halving until each record that is refused stands alone; return those.

    One bad record among a thousand takes some ten attempts so, not a thousand.
    """
    if _write_together(tx, read):
        return []
    if len(read) == 1:
        return read
    middle = len(read) // 2
    return _write_by_halves(tx, read[:middle]) + _write_by_halves(tx, read[middle:])


def _write_together(tx: Connection, read: list[ReadRecord]) -> bool:
    """Write records with their rows; return True if the database took all of them."""
    batch = new_batch(tx.dialect.name)
    try:
        for each in read:
            batch.add(each.record, each.rows)
    except Exception:
        return False  # A kind made a row that its table cannot hold: halving finds the record.
    return _write(tx, batch)


def _write(tx: Connection, batch: Batch) -> bool:
    """Write a batch; return True if the database took every row, else leave nothing of it."""
    savepoint = tx.begin_nested()
    try:
        batch.write(tx)
        tallying.landed(tx, batch.firsts)
    except (DataError, IntegrityError, OverflowError):
        savepoint.rollback()
        return False
    savepoint.commit()
    return True


def forget_rows(tx: Connection, records: list[Record]) -> None:
    """Drop what is left of records that are not held: their rows would stand in the way.

    A record that got lost at central may leave its read rows behind; it comes again with the next
    sync. Nothing else has rows by its key.
    """
    seqs: dict[tuple[str, str], list[int]] = {}
    for record in records:
        seqs.setdefault((record.device, record.epoch), []).append(record.seq)
    for name in reversed(kinds.read_tables()):
        c = Base.metadata.tables[name].c
        for (device, epoch), many in seqs.items():
            of_records = (c.device == device, c.epoch == epoch, c.seq.in_(many))
            tx.execute(delete(Base.metadata.tables[name]).where(*of_records))


# Origins: a record that was appended again after a fork stands in two places, where it was written
# first and in the new epoch, and either may come first. Whichever does makes the read rows, and the
# table `origin` says where the copy stands, so that the other one makes none.


def _copied_places(tx: Connection, new: list[Record]) -> set[RecordPlace]:
    """Return the places first written of which a copy is held already, so that rows are made.

    Two questions: does a copy of one of these records stand in a later epoch (the copy overtook
    it)? And for those that are copies themselves: does another copy of the same record stand
    somewhere?
    """
    device = new[0].device
    overtaken = select(Origin.of_epoch, Origin.of_seq, Origin.of_digest).where(
        Origin.device == device,
        Origin.of_epoch == new[0].epoch,
        Origin.of_seq.between(new[0].seq, new[-1].seq),
    )
    found: set[RecordPlace] = {
        (row.of_epoch, row.of_seq, row.of_digest) for row in tx.execute(overtaken)
    }
    origins = [record.origin for record in new if record.origin]
    if origins:
        named = tuple_(Origin.of_epoch, Origin.of_seq, Origin.of_digest).in_(origins)
        copies = select(Origin).where(Origin.device == device, named)
        own = {(record.epoch, record.seq) for record in new}
        # A copy noted in the very place of a new record is that record: it got lost here, and
        # comes again to make its rows.
        found |= {
            (row.of_epoch, row.of_seq, row.of_digest)
            for row in tx.execute(copies)
            if (row.epoch, row.seq) not in own
        }
    return found


def makes_rows(tx: Connection, record: Record) -> bool:
    """Return True if a stored record is the one among its copies that makes the read rows.

    This looks at what is held, once all has come; `_copied_places` decides as records come.
    """
    if stands_first(tx, record):
        return False
    epoch, seq, digest = record.origin or (record.epoch, record.seq, record.digest)
    query = select(Origin.epoch, Origin.seq).where(
        Origin.device == record.device,
        Origin.of_epoch == epoch,
        Origin.of_seq == seq,
        Origin.of_digest == digest,
    )
    copy = tx.execute(query).first()
    return copy is None or tuple(copy) == (record.epoch, record.seq)


def _note_copies(tx: Connection, taken: list[Record], copied: set[RecordPlace]) -> None:
    """Note where the copies among records stand, the first one of each."""
    rows: dict[RecordPlace, dict[str, object]] = {}
    for record in taken:
        origin = record.origin
        if origin and origin not in copied and origin not in rows:
            names = dict(zip(("of_epoch", "of_seq", "of_digest"), origin, strict=True))
            rows[origin] = _key(record) | names
    _replace_notes(tx, Origin, list(rows.values()))


def _note_unread(tx: Connection, taken: list[Record]) -> None:
    """Note which records are of a kind that this app does not know yet."""
    rows = [
        _key(record) | {"kind": record.kind, "version": record.version}
        for record in taken
        if kinds.known(record) is None
    ]
    _replace_notes(tx, Unread, rows)


def _replace_notes(
    tx: Connection, table: type[Unread | Origin], rows: list[dict[str, object]]
) -> None:
    """Insert notes on records, in place of those left by records that got lost here before."""
    if not rows:
        return
    of_journal = (table.device == rows[0]["device"], table.epoch == rows[0]["epoch"])
    seqs = [row["seq"] for row in rows]
    tx.execute(delete(table).where(*of_journal, table.seq.in_(seqs)))
    tx.execute(insert(table), rows)


def _key(record: Record) -> dict[str, object]:
    return {"device": record.device, "epoch": record.epoch, "seq": record.seq}
