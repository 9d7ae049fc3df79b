"""Let staff see the records that could not be stored among the others, and release them.

Release tries first to store a record and to make its rows, as an update of the app may now allow.
One whose digest fails is stored as it came only where staff say so; one that cannot be read, or
that its kind refuses, then stays here, released, and counts in no figure.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, func, select, update

from kiosk import clock
from kiosk.decoding import Unreadable, read_json
from kiosk.errors import Refused, Unknown
from kiosk.journal.models import StoredRecord
from kiosk.journal.records import GENESIS, Record
from kiosk.sync.central import storing
from kiosk.sync.format import bundle
from kiosk.sync.format.models import Device, Quarantined

MOST_SHOWN = 4000
"""Letters of a record that are shown; one may be as long as a bundle."""
PAGE = 50
"""Records on a page."""


@dataclass(frozen=True, kw_only=True)
class QuarantineEntry:
    """One record in quarantine; `text` is the record without what was sealed."""

    device: str
    epoch: str
    seq: int
    booth: str | None
    reason: str
    noted_at: str
    released: str | None
    text: str


@dataclass(frozen=True)
class QuarantinePage:
    """One page of the records in quarantine; pages count from 1."""

    records: list[QuarantineEntry]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, one at least."""
        return max(1, -(-self.count // PAGE))


def read_page(tx: Connection, page: int, device: str | None = None) -> QuarantinePage:
    """Return one page of the quarantine, of a device or of all; the last one for any beyond."""
    query = select(func.count()).select_from(Quarantined)
    count = tx.execute(query.where(Quarantined.device == device) if device else query).scalar_one()
    page = min(max(1, page), max(1, -(-count // PAGE)))
    return QuarantinePage(list_records(tx, device, skip=(page - 1) * PAGE), count, page)


def list_records(
    tx: Connection, device: str | None = None, *, skip: int = 0
) -> list[QuarantineEntry]:
    """Return `PAGE` records in quarantine, those that wait for staff first, then the newest."""
    query = (
        select(Quarantined, Device.booth)
        .join(Device, Device.device == Quarantined.device)
        .order_by(
            Quarantined.released.is_not(None),
            Quarantined.noted_at.desc(),
            Quarantined.device,
            Quarantined.epoch,
            Quarantined.seq,
        )
        .limit(PAGE)
        .offset(skip)
    )
    rows = tx.execute(query.where(Quarantined.device == device) if device else query)
    return [
        QuarantineEntry(
            device=row.device,
            epoch=row.epoch,
            seq=row.seq,
            booth=row.booth,
            reason=row.reason,
            noted_at=row.noted_at,
            released=row.released,
            text=text_of(row.raw),
        )
        for row in rows
    ]


def text_of(raw: bytes) -> str:
    """Return a record's line as text for people, without what was sealed."""
    try:
        fields = read_json(raw, object)
    except Unreadable:
        return f"({len(raw)} bytes that are no record)"
    if not isinstance(fields, dict):
        return f"({len(raw)} bytes that are no record)"
    if fields.get("sealed") is not None:
        fields["sealed"] = f"({len(str(fields['sealed'])) * 3 // 4} bytes, sealed)"
    for name in ("digest", "sealed_digest"):
        if isinstance(fields.get(name), str):
            fields[name] = _hex(fields[name])
    return msgspec.json.format(msgspec.json.encode(fields), indent=2).decode()[:MOST_SHOWN]


def _hex(text: str) -> str:
    try:
        return base64.b64decode(text).hex()
    except ValueError:
        return text


def _record(raw: bytes, device: str, epoch: str) -> Record | None:
    """Return the record of a line, None if it cannot be read."""
    try:
        return bundle.read_line(raw, device, epoch)
    except Unreadable:
        return None


def release(
    tx: Connection, device: str, epoch: str, seq: int, *, by: str, as_it_came: bool = False
) -> bool:
    """Release a record from quarantine; return True if it is stored among the others now.

    Raises Unknown, and Refused where it still cannot be stored and staff did not say to take it
    `as_it_came`.
    """
    of_record = (
        Quarantined.device == device,
        Quarantined.epoch == epoch,
        Quarantined.seq == seq,
        Quarantined.released.is_(None),
    )
    raw = tx.execute(select(Quarantined.raw).where(*of_record)).scalar()
    if raw is None:
        raise Unknown(
            "隔离区里没有这条记录，或者已经处理过了。",
            "No such record is in quarantine, or it was released before.",
        )
    record = _record(raw, device, epoch)
    fault = _fault(tx, record, seq)
    if fault and not as_it_came:
        raise Refused(
            f"这条记录还是不能收下（{fault}）；可以先更新中心再试，或者选择“按原样接受”。",
            f"This record still cannot be stored ({fault}). Update central and try again, or "
            "accept it as it came.",
        )
    is_stored = record is not None and record.seq == seq and bool(storing.store(tx, [record]).taken)
    if not (is_stored or as_it_came):
        raise Refused(
            "数据库或它的类别不收这条记录；可以先更新中心再试，或者选择“按原样接受”。",
            "Its kind or the database does not take this record. Update central and try again, or "
            "accept it as it came.",
        )
    mark = f"{by} {clock.stamp(clock.now())}"
    tx.execute(update(Quarantined).where(*of_record).values(released=mark))
    return is_stored


def _fault(tx: Connection, record: Record | None, seq: int) -> str | None:
    """Return why a record cannot be trusted as it is, None where its digest holds."""
    if record is None:
        return "unreadable"
    return bundle.fault_of(record, seq, _digest_at(tx, record.device, record.epoch, seq - 1))


def _digest_at(tx: Connection, device: str, epoch: str, seq: int) -> bytes | None:
    """Return the digest held at a place, stored or in quarantine; None where it is not known."""
    if seq == 0:
        return GENESIS
    for table in (StoredRecord, Quarantined):
        query = select(table.digest).where(
            table.device == device, table.epoch == epoch, table.seq == seq
        )
        digest: bytes | None = tx.execute(query).scalar()
        if digest is not None:
            return digest
    return None
