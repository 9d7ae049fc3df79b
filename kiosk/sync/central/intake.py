"""Take a bundle in at central: its story from top to bottom, the same for HTTP and stick.

`open_for_intake` opens and checks a bundle outside any transaction: unpacking it, checking its
chain and making its rows take time for which no other bundle should wait. Then `take_in`, in one
transaction, admits the device, sorts the records into new, duplicate, broken and forked, stores
them, notes what the device states of itself, and answers with a receipt. Each record is stored
exactly once, and no bundle partly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, select

from kiosk.errors import NotAllowed, Refused
from kiosk.journal.bulk import Batch
from kiosk.journal.models import StoredRecord
from kiosk.journal.records import Record, chain_digest
from kiosk.journal.service import stretch
from kiosk.sync.central import admission, holdings, set_aside, statements, storing
from kiosk.sync.format import enrolment
from kiosk.sync.format.bundle import (
    Bundle,
    Header,
    UnfitRecord,
    key_of,
    open_bundle,
    open_header,
    write_line,
)
from kiosk.sync.format.models import Device, Quarantined
from kiosk.sync.format.receipt import Outcome

MOST_EPOCHS = 1000


@dataclass(frozen=True)
class CheckedBundle:
    """A bundle that was opened and checked, with its rows where they could be made beforehand."""

    bundle: Bundle
    batch: Batch | None


class AdmittedDevice(NamedTuple):
    """The device that signed a bundle, with the events (JSON) it named before."""

    device: str
    is_revoked: bool
    revoked: str | None
    events: str


@dataclass
class SortedRecords:
    """A bundle's records, sorted by what central holds already."""

    new: list[Record] = field(default_factory=list)
    duplicate: int = 0
    broken: list[UnfitRecord] = field(default_factory=list)
    forked: list[UnfitRecord] = field(default_factory=list)


def open_for_intake(reader: Connection, data: bytes) -> CheckedBundle:
    """Open and check a bundle for `take_in`. Raises NotAllowed to strangers, Refused."""
    key = key_of(data)
    if _find_device(reader, key) is None:
        # A stranger's bundle is not unpacked unless its header alone brings a valid code.
        header = open_header(data)
        admission.check_code(reader, header.ticket, header.device, key)
    bundle = open_bundle(data)
    # Bundles come again, after a lost answer or on a stick that is read twice. The last record
    # tells: where it is held, rows would be made for nothing.
    is_repeat = _is_last_held(reader, bundle.header)
    batch = None if is_repeat else storing.prepare_batch(bundle, reader.dialect.name)
    return CheckedBundle(bundle, batch)


def _is_last_held(tx: Connection, header: Header) -> bool:
    """Return True if the last record of a bundle is held already."""
    query = select(StoredRecord.seq).where(
        StoredRecord.device == header.device,
        StoredRecord.epoch == header.epoch,
        StoredRecord.seq == header.last,
    )
    return tx.execute(query).first() is not None


def take_in(tx: Connection, checked: CheckedBundle) -> bytes:
    """Store what is new of a bundle and return the receipt. Raises NotAllowed, Refused."""
    bundle, header = checked.bundle, checked.bundle.header
    device = _admit(tx, bundle)
    found = _sort(tx, bundle)
    is_all_new = len(found.new) == len(bundle.records)
    stored = storing.store(tx, found.new, checked.batch if is_all_new else None)
    set_aside.quarantine(tx, header, [*found.broken, *stored.refused])
    set_aside.keep_forked(tx, header, [*found.forked, *_find_break(tx, header, stored.taken)])
    statements.note(tx, header, device.events, (record.event for record in bundle.records))
    outcome = Outcome(
        stored=len(stored.taken),
        duplicate=found.duplicate,
        quarantined=len(found.broken) + len(stored.refused),
        forked=len(found.forked),
    )
    return holdings.answer_bundle(tx, header, outcome)


def answer_state(tx: Connection, key: bytes) -> bytes:
    """Return what is held of a device's journals, as a receipt. Raises NotAllowed."""
    return holdings.answer_state(tx, require_device(tx, key))


def require_device(tx: Connection, key: bytes) -> str:
    """Return the device that signs by `key`. Raises NotAllowed unless it is enrolled."""
    device = _find_device(tx, key)
    if device is None:
        raise enrolment.stranger()
    _refuse_revoked(device)
    return device.device


def _find_device(tx: Connection, key: bytes, *, lock: bool = False) -> AdmittedDevice | None:
    query = select(Device.device, Device.is_revoked, Device.revoked, Device.events).where(
        Device.key == key
    )
    if lock and tx.dialect.name != "sqlite":
        query = query.with_for_update()
    row = tx.execute(query).first()
    return AdmittedDevice(*row) if row else None


def _admit(tx: Connection, bundle: Bundle) -> AdmittedDevice:
    """Admit the device that signed a bundle; one that brings a one-time code is enrolled.

    Its row stays locked, so bundles of one device follow one another, while those of different
    devices do not wait. Nothing here counts upwards in a row that devices share.
    """
    header = bundle.header
    device = _find_device(tx, bundle.key, lock=True)
    if device is None:
        admission.redeem(tx, header.ticket, header.device, bundle.key)
        device = _find_device(tx, bundle.key, lock=True)
    assert device is not None
    _refuse_revoked(device)
    if device.device != header.device:
        raise NotAllowed(
            "同步包里的终端号与登记的不同；没有收下任何内容。",
            "The bundle names another device than the one enrolled; nothing was taken.",
        )
    if len(header.journals) > MOST_EPOCHS:
        raise Refused("同步包声明的流水太多。", "The bundle states too many journals.")
    return device


def _refuse_revoked(device: AdmittedDevice) -> None:
    if device.is_revoked:
        raise NotAllowed(
            f"中心已停用这台终端（{device.revoked or '没有写明原因'}）；记录仍在终端上，"
            "请联系管理员。",
            f"Central has revoked this device ({device.revoked or 'no reason given'}); its records "
            "stay on it. Ask the administrator.",
        )


def _sort(tx: Connection, bundle: Bundle) -> SortedRecords:
    """Sort a bundle's records into new, duplicate, broken and forked.

    A digest covers all records before its own. So where one place differs from what is held, or
    the place before the bundle does, a copy of the laptop wrote this bundle, and every later
    record of it is that copy's as well.
    """
    header = bundle.header
    held = _held_digests(tx, header)
    before = held.get(header.first - 1)
    is_copys = before is not None and before.hex() != header.previous
    found = SortedRecords()
    broken = {each.seq: each for each in bundle.broken}
    whole = {record.seq: record for record in bundle.records}
    for seq in range(header.first, header.last + 1):
        record, fault = whole.get(seq), broken.get(seq)
        digest = record.digest if record else fault.digest if fault else None
        if seq in held and held[seq] == digest:
            found.duplicate += 1
            continue
        is_copys = is_copys or seq in held
        if is_copys:
            raw = write_line(record) if record else fault.raw if fault else b""
            found.forked.append(UnfitRecord(seq, raw, digest or b"", "forked"))
        elif record:
            found.new.append(record)
        elif fault:
            found.broken.append(fault)
    return found


def _held_digests(tx: Connection, header: Header) -> dict[int, bytes | None]:
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


def _find_break(tx: Connection, header: Header, taken: list[Record]) -> list[UnfitRecord]:
    """Return the record held before that does not follow the last of those `taken` now.

    Two copies of a laptop may fill a gap from both sides: then the fork shows only once the gap
    is closed. The record itself stays where it is held, so there is no line to keep.
    """
    if not taken:
        return []
    following = taken[-1].seq + 1
    return [
        UnfitRecord(record.seq, b"", record.digest, "break")
        for record in stretch(tx, header.device, header.epoch, following, following)
        if chain_digest(taken[-1].digest, record) != record.digest
    ]
