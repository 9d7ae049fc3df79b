"""Compare a booth's journals with what its central has receipted, for `journal verify`.

A chain alone does not show that its tail was cut off, or that another journal was put in its place.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from kiosk.journal import losses, this_device
from kiosk.journal.models import Desk, StoredRecord
from kiosk.sync.booth import healing
from kiosk.sync.format.models import ReceiptedJournal
from kiosk.sync.format.ranges import Range


def compare(tx: Connection) -> str | None:
    """Return None, or a sentence that names the first journal which is not what central holds."""
    query = (
        select(ReceiptedJournal)
        .join(Desk, Desk.device == ReceiptedJournal.device)
        .order_by(ReceiptedJournal.epoch)
    )
    ends, own = healing.cut_short(tx), this_device.lineage(tx)
    ends |= {epoch: first - 1 for (_, epoch), (first, _) in losses.runs(tx).items()}
    for row in tx.execute(query).all():
        length = _length(tx, row.device, row.epoch)
        if not length and row.epoch not in own:
            continue  # A journal that only another copy of this laptop began.
        end = ends.get(row.epoch)
        fault = _too_short(row, length, end) or _exchanged(tx, row, end)
        if fault:
            return f"{row.device} / {row.epoch} / {fault}"
    return None


def _length(tx: Connection, device: str, epoch: str) -> int:
    query = select(func.max(StoredRecord.seq)).where(
        StoredRecord.device == device, StoredRecord.epoch == epoch
    )
    return tx.execute(query).scalar() or 0


def _too_short(row: Any, length: int, end: int | None) -> str | None:
    """Return where a journal's tail is missing; after `end` it stands in the next journal."""
    runs = msgspec.json.decode(row.ranges, type=list[Range])
    receipted = max((last for _, last in runs), default=0)
    if end is not None:
        receipted = min(receipted, end)
    if length >= receipted:
        return None
    return (
        f"{length + 1}: 记录 {length + 1}～{receipted} 缺失，中心的回执说有 / "
        f"records {length + 1} to {receipted} are missing, which central has receipted"
    )


def _exchanged(tx: Connection, row: Any, end: int | None) -> str | None:
    """Return where a record differs from central's; after `end` another copy's records stand."""
    if row.tip_seq is None or (end is not None and row.tip_seq > end):
        return None
    query = select(StoredRecord.digest).where(
        StoredRecord.device == row.device,
        StoredRecord.epoch == row.epoch,
        StoredRecord.seq == row.tip_seq,
    )
    digest = tx.execute(query).scalar()
    if digest == row.tip_digest:
        return None
    return (
        f"{row.tip_seq}: 与中心的回执不符，这本流水被换过 / "
        "differs from what central has receipted: another journal was put in its place"
    )
