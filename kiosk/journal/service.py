"""Append records with their read rows, and walk the chain.

Nothing here commits: the caller's one transaction holds the record and its rows together.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, and_, func, insert, select, tuple_
from sqlalchemy.engine import Row
from sqlalchemy.orm import aliased

from kiosk import clock
from kiosk.journal import sealed_box, sittings
from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.models import Desk, DeskKey, StoredRecord
from kiosk.journal.records import GENESIS, Payload, Record, canonical, chain_digest
from kiosk.storage.db import Base, Prepared, plain_rows
from kiosk.storage.head import Head
from kiosk.storage.writer import move_head

COLUMNS = StoredRecord.__table__.columns
_insert_record = Prepared(insert(StoredRecord))
_own = aliased(StoredRecord)
_last_seq = (
    select(func.max(_own.seq))
    .where(_own.device == Desk.device, _own.epoch == Desk.epoch)
    .correlate(Desk)
    .scalar_subquery()
)
_head = Prepared(
    select(
        Desk.device,
        Desk.epoch,
        Desk.event,
        Desk.unit,
        Desk.booth,
        Desk.pack,
        StoredRecord.seq,
        StoredRecord.digest,
        DeskKey.public,
    )
    .select_from(Desk)
    .outerjoin(
        StoredRecord,
        and_(
            StoredRecord.device == Desk.device,
            StoredRecord.epoch == Desk.epoch,
            StoredRecord.seq == _last_seq,
        ),
    )
    .outerjoin(DeskKey, DeskKey.event == Desk.event)
)


class _Head(NamedTuple):
    """Where the journal stands: which desk, what it shows, its last record, its key."""

    device: str
    epoch: str
    event: str
    unit: str | None
    booth: str
    pack: str
    seq: int | None
    digest: bytes | None
    public: bytes | None


ID_BYTES = 16
"""All of them random, unlike those of a UUID: who knows a sitting's id reads what is on screen."""
_NAMES = tuple(COLUMNS.keys())
READ_COLUMNS = ("sitting", "event", "unit", "booth", "pack", "made_at")


def new_id() -> str:
    """Return a random id without meaning, for a device, an epoch or a sitting."""
    return secrets.token_hex(ID_BYTES)


def append(
    tx: Connection,
    kind: Kind,
    payload: Payload,
    *,
    sitting: str | None = None,
    sealed: dict[str, Any] | bytes | None = None,
    event: str | None = None,
) -> Record:
    """Append one record to this device's journal, with its read rows, and return it.

    It belongs to the event at which this desk stands, unless `event` names another, as at central
    where staff go on with what was recorded at a booth.

    `sealed` is sealed to the desk key, or bytes that were sealed to it before; such a record gets a
    sitting of its own, so that a name is never tied to an anonymous answer. Raises Refused if
    there is no desk key to seal to.
    """
    head = _read_head(tx)
    if isinstance(sealed, dict):
        sealed = sealed_box.seal(head.public, canonical(sealed)) if sealed else None
    record = _link(
        Record(
            device=head.device,
            epoch=head.epoch,
            seq=(head.seq or 0) + 1,
            kind=kind.name,
            version=kind.version,
            sitting=sittings.apart(sitting) if sealed or not sitting else sitting,
            event=event or head.event,
            unit=head.unit,
            booth=head.booth,
            pack=head.pack,
            made_at=_moment(kind),
            body=canonical(payload),
            sealed=sealed,
            sealed_digest=hashlib.sha256(sealed).digest() if sealed else None,
            digest=GENESIS,
        ),
        head.digest or GENESIS,
    )
    _insert_record.run(tx, msgspec.structs.asdict(record))
    store_rows(tx, record, kind.project(record, payload))
    _move_head(tx, record)
    return record


def _moment(kind: Kind) -> str:
    """Return the time of a new record, as far as its kind may tell it."""
    moment = clock.midnight(clock.today()) if kind.whole_days else clock.now()
    return clock.stamp(moment, whole_minute=kind.whole_minutes)


def append_again(tx: Connection, record: Record) -> Record:
    """Append a record of a former epoch to the present one; it names where it stood first.

    Its read rows exist already, under the place where it stood first.
    """
    head = _read_head(tx)
    epoch, seq, digest = record.origin or (record.epoch, record.seq, record.digest)
    copy = msgspec.structs.replace(
        record,
        epoch=head.epoch,
        seq=(head.seq or 0) + 1,
        origin_epoch=epoch,
        origin_seq=seq,
        origin_digest=digest,
    )
    copy = _link(copy, head.digest or GENESIS)
    _insert_record.run(tx, msgspec.structs.asdict(copy))
    _move_head(tx, copy)
    return copy


def put_back(tx: Connection, record: Record, rows: Rows) -> None:
    """Store a record of this device that was lost and rescued, in its former place."""
    _insert_record.run(tx, msgspec.structs.asdict(record))
    store_rows(tx, record, rows)


def _move_head(tx: Connection, record: Record) -> None:
    """Let the head beside the database name this record, once it is committed."""
    head = Head(
        device=record.device, epoch=record.epoch, seq=record.seq, digest=record.digest.hex()
    )
    move_head(tx, head)


def _read_head(tx: Connection) -> _Head:
    """Return where this journal stands; nobody else appends to it until the transaction ends."""
    if tx.dialect.name != "sqlite":  # SQLite lets one transaction write at a time anyway.
        tx.execute(select(Desk.id).with_for_update())
    return _Head(*_head.run(tx, {}).fetchone())


def _link(record: Record, previous: bytes) -> Record:
    return msgspec.structs.replace(record, digest=chain_digest(previous, record))


def store_rows(tx: Connection, record: Record, rows: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Insert the read rows of one record, a table at a time."""
    key = {"device": record.device, "epoch": record.epoch, "seq": record.seq}
    place = {name: getattr(record, name) for name in READ_COLUMNS}
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, row in rows:
        tables.setdefault(name, []).append(key | row)
    for name, many in tables.items():
        if "made_at" in Base.metadata.tables[name].c:
            many = [place | row for row in many]
        insert_rows(name).run(tx, *many)


@cache
def insert_rows(name: str) -> Prepared:
    """Return the statement that inserts into a table; every column must be given."""
    return Prepared(insert(Base.metadata.tables[name]))


def walk(tx: Connection) -> Iterator[Record]:
    """Yield every record held, journal by journal, each in the order it was made."""
    query = select(*COLUMNS).order_by("device", "epoch", "seq")
    for rows in plain_rows(tx, query, 500):
        for row in rows:
            yield Record(**dict(zip(_NAMES, row, strict=True)))


def _record(row: Row[Any]) -> Record:
    return Record(**row._mapping)


def stretch(tx: Connection, device: str, epoch: str, first: int, last: int) -> list[Record]:
    """Return the records `first` to `last` of one journal, as many as are held, in order."""
    query = (
        select(*COLUMNS)
        .where(
            StoredRecord.device == device,
            StoredRecord.epoch == epoch,
            StoredRecord.seq.between(first, last),
        )
        .order_by(StoredRecord.seq)
    )
    return [_record(row) for row in tx.execute(query)]


def following(tx: Connection, after: Record | None, most: int) -> list[Record]:
    """Return the next records, `most` at the most, in the order of `walk`; `after` none: first."""
    query = select(*COLUMNS).order_by("device", "epoch", "seq").limit(most)
    if after is not None:
        place = tuple_(StoredRecord.device, StoredRecord.epoch, StoredRecord.seq)
        query = query.where(place > (after.device, after.epoch, after.seq))
    return [_record(row) for row in tx.execute(query)]


def stands_first(tx: Connection, record: Record) -> bool:
    """Return True if a record that was appended again is also held where it stood first."""
    if record.origin is None:
        return False
    epoch, seq, digest = record.origin
    query = select(StoredRecord.seq).where(
        StoredRecord.device == record.device,
        StoredRecord.epoch == epoch,
        StoredRecord.seq == seq,
        StoredRecord.digest == digest,
    )
    return tx.execute(query).first() is not None


def count_records(tx: Connection) -> int:
    """Count the records of this device's present journal."""
    return tx.execute(select(_last_seq).select_from(Desk)).scalar() or 0


def count_all(tx: Connection) -> int:
    """Count every record held, of every journal."""
    return tx.execute(select(func.count()).select_from(StoredRecord)).scalar_one()
