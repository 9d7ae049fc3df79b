"""Take a bundle in at central: each record exactly once, and nothing partly.

What takes time (unpacking, the chain, making rows) is done before the transaction. In it the
device's row is locked, so bundles of one device follow one another and those of different devices
do not wait; what is held is looked up, and only what is new is written. Nothing counts upwards in a
shared row.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, tuple_
from sqlalchemy.exc import DataError, IntegrityError

from kiosk import clock
from kiosk.counts import tallying
from kiosk.journal import kinds
from kiosk.journal.bulk import Batch, new_batch
from kiosk.journal.models import StoredRecord
from kiosk.journal.records import Record, chain_digest
from kiosk.journal.service import stands_first, stretch
from kiosk.storage.db import Base
from kiosk.sync.central import erasures
from kiosk.sync.format.bundle import Broken, Contents, Header, write_line
from kiosk.sync.format.models import Forked, Origin, Quarantined, Unread
from kiosk.sync.format.receipt import Outcome

Place = tuple[str, int, bytes]
"""Epoch, seq and digest of a record."""


@dataclass
class Sorted:
    """Hold what became of a bundle's records."""

    new: list[Record]
    duplicate: int
    broken: list[Broken]
    forked: list[Broken]


def prepare(contents: Contents, dialect: str) -> Batch | None:
    """Make the rows of a bundle beforehand; None where some record needs a closer look."""
    batch = new_batch(dialect)
    for record in contents.records:
        kind = kinds.known(record)
        if kind is None or record.origin or record.sealed or record.kind in erasures.KINDS:
            return None
        try:
            batch.add(record, kind.rows(record))
        except Exception:
            return None
    return None if contents.broken else batch


def store(tx: Connection, contents: Contents, batch: Batch | None) -> Outcome:
    """Store what is new of a bundle, with its read rows; the caller holds the device's row."""
    found = _sort(tx, contents)
    if found.new:
        placed = _placed(tx, found.new)
        whole = len(found.new) == len(contents.records) and not placed
        if batch is None or not whole or not _write(tx, batch):
            found.new = _store_closely(tx, found, placed)
        _note_break(tx, contents.header, found.new)
    _quarantine(tx, contents.header, found.broken)
    _keep_forked(tx, contents.header, found.forked)
    return Outcome(
        stored=len(found.new),
        duplicate=found.duplicate,
        quarantined=len(found.broken),
        forked=len(found.forked),
    )


def store_one(tx: Connection, record: Record) -> bool:
    """Store a record that staff released; tell whether its kind and the database took it."""
    return bool(_store_closely(tx, Sorted([record], 0, [], []), _placed(tx, [record])))


def _sort(tx: Connection, contents: Contents) -> Sorted:
    """Tell new records from those held, and from those of a clone that wrote the same places."""
    header = contents.header
    held = _held(tx, header)
    before = held.get(header.first - 1)
    is_foreign = before is not None and before.hex() != header.previous
    found = Sorted([], 0, [], [])
    broken = {each.seq: each for each in contents.broken}
    whole = {record.seq: record for record in contents.records}
    for seq in range(header.first, header.last + 1):
        record, fault = whole.get(seq), broken.get(seq)
        digest = record.digest if record else fault.digest if fault else None
        if seq in held and held[seq] == digest:
            found.duplicate += 1
            continue
        is_foreign = is_foreign or seq in held
        if is_foreign:
            raw = write_line(record) if record else fault.raw if fault else b""
            found.forked.append(Broken(seq, raw, digest or b"", "forked"))
        elif record:
            found.new.append(record)
        elif fault:
            found.broken.append(fault)
    return found


def _held(tx: Connection, header: Header) -> dict[int, bytes | None]:
    """Return the digests held from the place before a bundle to its last, quarantined ones too."""
    found: dict[int, bytes | None] = {}
    for table in (Quarantined, StoredRecord):
        query = select(table.seq, table.digest).where(
            table.device == header.device,
            table.epoch == header.epoch,
            table.seq.between(header.first - 1, header.last),
        )
        found |= {row.seq: row.digest for row in tx.execute(query)}
    return found


def _placed(tx: Connection, new: list[Record]) -> set[Place]:
    """Return which of `new` records stand elsewhere, appended again: their rows are made."""
    device = new[0].device
    query = select(Origin.of_epoch, Origin.of_seq, Origin.of_digest).where(
        Origin.device == device,
        Origin.of_epoch == new[0].epoch,
        Origin.of_seq.between(new[0].seq, new[-1].seq),
    )
    found: set[Place] = {(row.of_epoch, row.of_seq, row.of_digest) for row in tx.execute(query)}
    origins = [record.origin for record in new if record.origin]
    if origins:
        named = tuple_(Origin.of_epoch, Origin.of_seq, Origin.of_digest).in_(origins)
        copies = select(Origin).where(Origin.device == device, named)
        own = {(record.epoch, record.seq) for record in new}
        found |= {
            (row.of_epoch, row.of_seq, row.of_digest)
            for row in tx.execute(copies)
            if (row.epoch, row.seq) not in own  # One that got lost here comes again.
        }
    return found


def _write(tx: Connection, batch: Batch) -> bool:
    """Write a batch; tell whether the database took every row. Nothing is left where it did not."""
    savepoint = tx.begin_nested()
    try:
        batch.write(tx)
        tallying.landed(tx, batch.firsts)
    except (DataError, IntegrityError, OverflowError):
        savepoint.rollback()
        return False
    savepoint.commit()
    return True


def _store_closely(
    tx: Connection, found: Sorted, placed: set[Place], *, is_first: bool = True
) -> list[Record]:
    """Store the new records, each looked at by itself; return those that were taken."""
    erased = erasures.dropped(tx, found.new)
    batch = new_batch(tx.dialect.name)
    taken: list[Record] = []
    origins: set[Place] = set()
    for record in erased:
        origin = record.origin
        is_again = origin in placed or origin in origins or stands_first(tx, record)
        here = (record.epoch, record.seq, record.digest)
        fault = _add(batch, record, has_rows=not is_again and here not in placed)
        if fault:
            found.broken.append(Broken(record.seq, write_line(record), record.digest, fault))
            continue
        taken.append(record)
        if origin:
            origins.add(origin)
    if not _write(tx, batch):
        return _try_again(tx, found, taken, placed, is_first=is_first)
    _note(tx, taken, placed)
    for record in taken:
        erasures.carry_out(tx, record)
    return taken


def _try_again(
    tx: Connection, found: Sorted, records: list[Record], placed: set[Place], *, is_first: bool
) -> list[Record]:
    """Store what the database refused: first without what is left in the way, then by halving."""
    part = Sorted(records, 0, [], [])
    if is_first:
        forget_rows(tx, records)
        taken = _store_closely(tx, part, placed, is_first=False)
    else:
        taken = _halves(tx, part, placed)
    found.broken += part.broken
    return taken


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


def _halves(tx: Connection, found: Sorted, placed: set[Place]) -> list[Record]:
    """Find the records that the database refuses by halving; keep all others."""
    if len(found.new) == 1:
        [record] = found.new
        reason = "the database does not take its rows"
        found.broken.append(Broken(record.seq, write_line(record), record.digest, reason))
        return []
    middle = len(found.new) // 2
    taken: list[Record] = []
    for half in (found.new[:middle], found.new[middle:]):
        part = Sorted(half, 0, [], [])
        taken += _store_closely(tx, part, placed, is_first=False)
        found.broken += part.broken
    return taken


def _add(batch: Batch, record: Record, *, has_rows: bool) -> str | None:
    """Add a record with its rows, and return None; or why its kind refuses it."""
    kind = kinds.known(record)
    try:
        batch.add(record, list(kind.rows(record)) if kind and has_rows else ())
    except Exception as error:
        return f"{record.kind} {record.version}: {error}"
    return None


def _note(tx: Connection, taken: list[Record], placed: set[Place]) -> None:
    """Note which records are of a kind that is not known yet, and where those from a fork stand."""
    unread = [
        _key(record) | {"kind": record.kind, "version": record.version}
        for record in taken
        if kinds.known(record) is None
    ]
    if unread:
        _forget_notes(tx, Unread, unread)
        tx.execute(insert(Unread), unread)
    rows: dict[Place, dict[str, object]] = {}
    for record in taken:
        origin = record.origin
        if origin and origin not in placed and origin not in rows:
            names = dict(zip(("of_epoch", "of_seq", "of_digest"), origin, strict=True))
            rows[origin] = _key(record) | names
    if rows:
        _forget_notes(tx, Origin, list(rows.values()))
        tx.execute(insert(Origin), list(rows.values()))


def _forget_notes(
    tx: Connection, table: type[Unread | Origin], rows: list[dict[str, object]]
) -> None:
    """Drop what was noted of records that got lost here before."""
    of_journal = (table.device == rows[0]["device"], table.epoch == rows[0]["epoch"])
    seqs = [row["seq"] for row in rows]
    tx.execute(delete(table).where(*of_journal, table.seq.in_(seqs)))


def _key(record: Record) -> dict[str, object]:
    return {"device": record.device, "epoch": record.epoch, "seq": record.seq}


def _note_break(tx: Connection, header: Header, new: list[Record]) -> None:
    """Note where a record that was held before does not follow the last of `new`."""
    if not new:
        return
    following = new[-1].seq + 1
    for record in stretch(tx, header.device, header.epoch, following, following):
        if chain_digest(new[-1].digest, record) != record.digest:
            _keep_forked(tx, header, [Broken(record.seq, b"", record.digest, "break")])


def _quarantine(tx: Connection, header: Header, broken: list[Broken]) -> None:
    noted_at = clock.stamp(clock.now())
    rows = [
        {
            "device": header.device,
            "epoch": header.epoch,
            "seq": each.seq,
            "digest": each.digest,
            "raw": each.raw,
            "reason": each.reason[:500],
            "noted_at": noted_at,
        }
        for each in erasures.bare(tx, header.device, broken)
    ]
    if rows:
        tx.execute(insert(Quarantined), rows)


def _keep_forked(tx: Connection, header: Header, forked: list[Broken]) -> None:
    """Keep a clone's records; those kept before stay as they are."""
    if not forked:
        return
    query = select(Forked.seq, Forked.digest).where(
        Forked.device == header.device,
        Forked.epoch == header.epoch,
        Forked.seq.between(forked[0].seq, forked[-1].seq),
    )
    kept = {(row.seq, row.digest) for row in tx.execute(query)}
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
        for each in erasures.bare(tx, header.device, forked)
        if (each.seq, each.digest) not in kept
    ]
    if rows:
        tx.execute(insert(Forked), rows)
