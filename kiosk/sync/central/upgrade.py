"""Make the read rows of records that an older version of this app could only keep whole."""

from __future__ import annotations

import logging

from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import DataError, IntegrityError

from kiosk.counts import tallying
from kiosk.journal import kinds, service
from kiosk.journal.kinds import Kind
from kiosk.journal.records import Record
from kiosk.sync.central import erasures, storing
from kiosk.sync.format.models import Unread

log = logging.getLogger(__name__)


def make_missing_rows(tx: Connection) -> int:
    """Make the rows of records whose kind this version knows; return how many.

    One that its kind refuses stays as it is, and is tried again at the next start.
    """
    count = 0
    versions = tx.execute(select(Unread.kind, Unread.version).distinct()).all()
    for name, version in versions:
        kind = kinds.KINDS.get((name, version))
        if kind is not None:
            count += _read_kind(tx, kind)
    if count:
        tallying.forget(tx)
    return count


def _read_kind(tx: Connection, kind: Kind) -> int:
    query = select(Unread.device, Unread.epoch, Unread.seq).where(
        Unread.kind == kind.name, Unread.version == kind.version
    )
    count = 0
    for device, epoch, seq in tx.execute(query).all():
        for record in service.stretch(tx, device, epoch, seq, seq):
            if _make_rows(tx, kind, record):
                of_record = (Unread.device == device, Unread.epoch == epoch, Unread.seq == seq)
                tx.execute(delete(Unread).where(*of_record))
                count += 1
    return count


def _make_rows(tx: Connection, kind: Kind, record: Record) -> bool:
    """Make a record's rows unless another copy has them; return False if its kind refused."""
    savepoint = tx.begin_nested()
    try:
        if storing.makes_rows(tx, record):
            service.store_rows(tx, record, kind.rows(record))
        erasures.carry_out(tx, record)
    except (ValueError, KeyError, DataError, IntegrityError) as error:
        savepoint.rollback()
        place = f"{record.device} / {record.epoch} / {record.seq}"
        log.warning("%s %s at %s stays unread: %s", kind.name, kind.version, place, type(error))
        return False
    savepoint.commit()
    return True
