"""Save what can be saved of a log that was damaged, before SQLite writes over it.

Copies of the database and its log are kept first. Where every damaged page stands whole in a later
frame, a log is written that holds, and nothing is lost. Else records are read from such logs, tried
on copies, and each is believed only if it follows on from the last one by its digest.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.journal import losses
from kiosk.journal.losses import Loss
from kiosk.journal.records import Record, chain_digest
from kiosk.storage import wal
from kiosk.storage.data_folder import PASSING
from kiosk.storage.wal import Frame, Log

LOG = "-wal"
COLUMNS = Record.__struct_fields__


@dataclass
class Rescued:
    """What came of a rescue: the copies kept, and the records that go on from those left.

    `is_whole` means that the log was mended and nothing is missing any more. `unjoined` counts
    records that could be read but stand behind a gap.
    """

    aside: Path
    is_whole: bool = False
    records: list[Record] = field(default_factory=list)
    unjoined: int = 0


def rescue(database: Path, loss: Loss) -> Rescued | None:
    """Keep copies of a damaged database and its log, and save what can be saved.

    Return None where there is no log to read. The database itself is not touched, and its log only
    where a whole one takes its place.
    """
    log_file = Path(f"{database}{LOG}")
    if not (database.exists() and log_file.exists()) or log_file.stat().st_size < wal.HEAD:
        return None
    damaged = log_file.read_bytes()
    # Named by its content: a booth that is started again and again keeps one copy.
    mark = hashlib.blake2b(damaged, digest_size=4).hexdigest()
    rescued = Rescued(database.with_name(f"kiosk-damaged-{mark}.db"))
    for source, target in ((database, rescued.aside), (log_file, Path(f"{rescued.aside}{LOG}"))):
        shutil.copyfile(source, target)
    with database.open("rb") as file:
        log = wal.read(damaged, wal.page_size(file.read(wal.DATABASE_HEAD), damaged))
    with tempfile.TemporaryDirectory(dir=database.parent, prefix=PASSING) as folder:
        for number, frames in enumerate(_tries(log)):
            trial = Path(folder, f"{number}.db")
            shutil.copyfile(database, trial)
            Path(f"{trial}{LOG}").write_bytes(wal.write(log, frames))
            if log.is_mended_by_itself and _is_whole(trial, loss):
                _exchange(log_file, wal.write(log, frames))
                rescued.is_whole = True
                return rescued
            if loss.is_gone:
                continue  # Records alone do not bring a device's identity back.
            found, unjoined = _following(trial, loss)
            if len(found) >= len(rescued.records):
                rescued.records, rescued.unjoined = found, unjoined
    return rescued


def _tries(log: Log) -> Iterator[list[Frame]]:
    """Yield choices of frames, the best first: without the damaged ones, and with them."""
    whole = [frame for frame in log.frames if frame.is_whole]
    if whole:
        yield whole
    if len(whole) < len(log.frames):
        yield list(log.frames)


def _is_whole(trial: Path, loss: Loss) -> bool:
    """Return True if a trial is an unharmed database whose journal ends where it should."""
    try:
        with losses.reading(trial) as connection:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        return verdict == "ok" and losses.find(trial, loss.head) is None
    except sqlite3.DatabaseError:
        return False


def _exchange(log_file: Path, data: bytes) -> None:
    """Put a log that holds in the place of the damaged one, at once."""
    part = log_file.with_name(f"{log_file.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(log_file)
    log_file.with_name(log_file.name.removesuffix(LOG) + "-shm").unlink(missing_ok=True)


def _following(trial: Path, loss: Loss) -> tuple[list[Record], int]:
    """Return the records that follow on from those left, and how many more can be read."""
    found: list[Record] = []
    unjoined = 0
    try:
        with losses.reading(trial) as connection:
            previous = _record(connection, loss, loss.kept)
            for seq in range(loss.kept + 1, loss.head.seq + 1):
                record = _record(connection, loss, seq)
                if record is None:
                    previous = None
                elif previous is not None and _follows(previous, record):
                    found.append(record)
                    previous = record
                else:
                    previous = None
                    unjoined += 1
    except sqlite3.DatabaseError:
        return found, unjoined
    return found, unjoined


def _record(connection: sqlite3.Connection, loss: Loss, seq: int) -> Record | None:
    """Return one record, None if it cannot be read."""
    try:
        row = connection.execute(
            f"SELECT {', '.join(COLUMNS)} FROM record WHERE device = ? AND epoch = ? AND seq = ?",
            (loss.head.device, loss.head.epoch, seq),
        ).fetchone()
        return Record(**dict(zip(COLUMNS, row, strict=True))) if row else None
    except (sqlite3.DatabaseError, ValueError):
        return None


def _follows(previous: Record, record: Record) -> bool:
    """Return True if a record is as it was made, right after another."""
    is_sealed_whole = (
        record.sealed is None or hashlib.sha256(record.sealed).digest() == record.sealed_digest
    )
    try:
        return is_sealed_whole and chain_digest(previous.digest, record) == record.digest
    except (TypeError, ValueError):  # A damaged field is no text any more.
        return False
