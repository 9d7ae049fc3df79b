"""Take bundles in at central: the one way for HTTP and stick.

First `open_for_intake`, outside any transaction; then `take` in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from kiosk.errors import NotAllowed, Refused
from kiosk.journal.bulk import Batch
from kiosk.journal.models import StoredRecord
from kiosk.sync.central import admission, holdings, statements, storing
from kiosk.sync.format import bundle as bundles
from kiosk.sync.format import enrolment
from kiosk.sync.format.bundle import Contents, Header
from kiosk.sync.format.models import Device
from kiosk.sync.format.receipt import Outcome

MOST_EPOCHS = 1000


@dataclass(frozen=True)
class Opened:
    """Hold a bundle that was opened, read and checked, ready to be stored."""

    key: bytes
    contents: Contents
    batch: Batch | None


def open_for_intake(reader: Connection, data: bytes) -> Opened:
    """Open a bundle as it came, for `take`. Raises NotAllowed to strangers, Refused."""
    key = bundles.key_of(data)
    if not _device(reader, key):
        header = bundles.open_header(data)
        admission.check(reader, header.ticket, header.device, key)
    bundle = bundles.open_bundle(data)
    contents = bundles.read(bundle)
    batch = None
    if not _is_held(reader, bundle.header):
        batch = storing.prepare(contents, reader.dialect.name)
    return Opened(key, contents, batch)


def _is_held(tx: Connection, header: Header) -> bool:
    """Tell whether the last record of a bundle is held already: then it is most likely a repeat."""
    query = select(StoredRecord.seq).where(
        StoredRecord.device == header.device,
        StoredRecord.epoch == header.epoch,
        StoredRecord.seq == header.last,
    )
    return tx.execute(query).first() is not None


def take(tx: Connection, opened: Opened) -> bytes:
    """Store what is new of a bundle and return the receipt. Raises NotAllowed, Refused."""
    header = opened.contents.header
    events = _admit(tx, opened.key, header)
    outcome = storing.store(tx, opened.contents, opened.batch)
    statements.take(tx, header, events, (record.event for record in opened.contents.records))
    is_whole = outcome.forked or not header.count
    journals = (
        holdings.of_device(tx, header.device, header.journals)
        if is_whole
        else [holdings.of_bundle(header, outcome)]
    )
    return holdings.receipt(tx, header.device, journals, outcome)


def state(tx: Connection, key: bytes) -> bytes:
    """Return what is held of a device's journals, as a receipt. Raises NotAllowed."""
    row = _device(tx, key)
    if row is None:
        raise enrolment.unknown()
    _refuse_revoked(row)
    return holdings.receipt(tx, row.device, holdings.of_device(tx, row.device), Outcome())


def _device(tx: Connection, key: bytes, *, lock: bool = False) -> Any:
    query = select(Device.device, Device.is_revoked, Device.revoked, Device.events).where(
        Device.key == key
    )
    if lock and tx.dialect.name != "sqlite":
        query = query.with_for_update()
    return tx.execute(query).first()


def _admit(tx: Connection, key: bytes, header: Header) -> str:
    """Lock the row of the device that signed, and return its events (JSON).

    One that brings a one-time code is enrolled.
    """
    row = _device(tx, key, lock=True)
    if row is None:
        admission.redeem(tx, header.ticket, header.device, key)
        row = _device(tx, key, lock=True)
    _refuse_revoked(row)
    if row.device != header.device:
        raise NotAllowed(
            "同步包里的终端号与登记的不同；没有收下任何内容。",
            "The bundle names another device than the one enrolled; nothing was taken.",
        )
    if len(header.journals) > MOST_EPOCHS:
        raise Refused("同步包声明的流水太多。", "The bundle states too many journals.")
    events: str = row.events
    return events


def _refuse_revoked(row: Any) -> None:
    if row.is_revoked:
        raise NotAllowed(
            f"中心已停用这台终端（{row.revoked or '没有写明原因'}）；记录仍在终端上，"
            "请联系管理员。",
            f"Central has revoked this device ({row.revoked or 'no reason given'}); its records "
            "stay on it. Ask the administrator.",
        )
