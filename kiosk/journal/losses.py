"""Records that were stored and are gone: found by the head beside the database, and declared.

Nothing is appended before staff know. To go on in the same journal would write its places a second
time, as a copy of the laptop does; so a new journal begins, and its second record tells central
which records will never come.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from kiosk.errors import SetupFailed
from kiosk.journal import service, this_device
from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.models import LostRun, StoredRecord
from kiosk.journal.records import Payload, Record
from kiosk.storage.head import Head

LOSS = "loss"
"""Why a journal begins that follows one whose end was lost."""
MANY = 2**62


class RecordsLost(Payload, frozen=True):
    """Records of a journal that its device stored and lost: from `first` to `last`."""

    of_epoch: str
    first: int
    last: int


def project(record: Record, lost: RecordsLost) -> Rows:
    """Give the run of places that nobody is to wait for."""
    yield (
        "lost_run",
        {"of_device": record.device, "of_epoch": lost.of_epoch, "first": lost.first}
        | {"last": lost.last},
    )


KIND = Kind(name="loss", version=1, payload=RecordsLost, project=project, tables=("lost_run",))


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What is gone: the journal reached `head`, and only its first `kept` records are left.

    `is_gone` means that the whole database is, with the device's identity. `is_changed` means that
    another record stands where the head says which one was last.
    """

    head: Head
    kept: int
    is_gone: bool = False
    is_changed: bool = False

    @property
    def count(self) -> int:
        """Count the records that are gone."""
        return max(0, self.head.seq - self.kept)

    def refusal(self, aside: Path | None) -> SetupFailed:
        """Return what staff read: what is missing, and what they can do; `aside` holds copies."""
        what, what_en = self.words()
        kept_at = f"损坏的文件已另存为 {aside.name}。" if aside else ""
        kept_en = f" The damaged files are kept as {aside.name}." if aside else ""
        return SetupFailed(
            f"{what}没有改动任何内容。{kept_at}请先换一台备用终端接待群众，然后任选一种办法：\n"
            "  ① 有备份：python -m kiosk restore 备份文件\n"
            "  ② 没有备份，或者这些记录已经在中心：python -m kiosk journal continue"
            "（从现在起继续，并向中心说明缺了哪些）",
            f"{what_en} Nothing was changed.{kept_en} Put a spare laptop in its place first, then "
            "do one of these:\n"
            "  1. with a backup: python -m kiosk restore FILE\n"
            "  2. without one, or if central holds these records already: python -m kiosk journal "
            "continue (goes on from here, and tells central what is missing)",
        )

    def words(self) -> tuple[str, str]:
        """Return what is missing, in Chinese and in English."""
        if self.is_gone:
            return (
                f"本机原来有一份流水（{self.head.seq} 条记录），现在数据库是空的或不见了。",
                f"This laptop had a journal of {self.head.seq} records; its database is empty or "
                "gone.",
            )
        if self.is_changed:
            return (
                f"流水的第 {self.head.seq} 条与本机最后存下的不同：数据库被换过或改过。",
                f"Record {self.head.seq} of the journal is not the one that was stored last: the "
                "database was exchanged or changed.",
            )
        first, last = self.kept + 1, self.head.seq
        return (
            f"少了 {self.count} 条已经确认的记录（流水 {self.head.epoch[:8]} 的第 "
            f"{first}～{last} 条）：数据库或它的日志（kiosk.db-wal）受损，或者只拷了一部分文件。",
            f"{self.count} confirmed records are missing ({first} to {last} of journal "
            f"{self.head.epoch[:8]}): the database or its log (kiosk.db-wal) was damaged, or only "
            "some of the files were copied.",
        )


def find(database: Path, head: Head) -> Loss | None:
    """Compare a database with the head beside it; return what is gone, None if nothing is.

    It reads what every version of the program has, so that it works before a migration.
    """
    gone = Loss(head=head, kept=0, is_gone=True)
    if not database.exists() or not database.stat().st_size:
        return gone
    with reading(database) as connection:
        try:
            device = connection.execute("SELECT device FROM desk").fetchone()
            found = connection.execute(
                "SELECT digest FROM record WHERE device = ? AND epoch = ? AND seq = ?",
                (head.device, head.epoch, head.seq),
            ).fetchone()
            kept: int = connection.execute(
                "SELECT coalesce(max(seq), 0) FROM record WHERE device = ? AND epoch = ?",
                (head.device, head.epoch),
            ).fetchone()[0]
        except sqlite3.OperationalError:  # Without these tables nothing was ever installed here.
            return gone
    if device is None:
        return gone
    if found is None:
        return Loss(head=head, kept=min(kept, head.seq), is_changed=kept >= head.seq)
    is_same = found[0].hex() == head.digest
    return None if is_same else Loss(head=head, kept=kept, is_changed=True)


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that changes nothing, and takes no log into the database."""
    address = f"{database.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection


def last_head(tx: Connection) -> Head | None:
    """Return the head of this device's present journal as the database has it."""
    here = this_device.place(tx)
    if here is None:
        return None
    query = (
        select(StoredRecord.seq, StoredRecord.digest)
        .where(StoredRecord.device == here.device, StoredRecord.epoch == here.epoch)
        .order_by(StoredRecord.seq.desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    if row is None:
        return None
    return Head(device=here.device, epoch=here.epoch, seq=row.seq, digest=row.digest.hex())


def declare(tx: Connection, loss: Loss) -> None:
    """Begin a new journal after what is left, and tell central which records will not come."""
    here = this_device.place(tx)
    assert here is not None
    is_present = here.device == loss.head.device and here.epoch == loss.head.epoch
    this_device.open_epoch(tx, LOSS, after=(here.epoch, loss.kept if is_present else MANY))
    if loss.count and here.device == loss.head.device:
        lost = RecordsLost(of_epoch=loss.head.epoch, first=loss.kept + 1, last=loss.head.seq)
        service.append(tx, KIND, lost)


def runs(tx: Connection, device: str | None = None) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the run of lost records of each journal that has one, by device and epoch."""
    query = select(LostRun.of_device, LostRun.of_epoch, LostRun.first, LostRun.last)
    if device is not None:
        query = query.where(LostRun.of_device == device)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    rows: Any = tx.execute(query).all()
    for row in rows:
        first, last = found.get((row.of_device, row.of_epoch), (row.first, row.last))
        key = row.of_device, row.of_epoch
        found[key] = min(first, row.first), max(last, row.last)
    return found
