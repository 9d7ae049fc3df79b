"""Comparing each journal that a device stated with what central holds of it.

A journal is satisfied when central holds every record up to the stated length, and the stated
digest there; or, after a fork, when the records that followed the break are held where the device
appended them again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from kiosk.journal import losses
from kiosk.journal.models import StoredRecord
from kiosk.sync.central import holdings
from kiosk.sync.format import ranges
from kiosk.sync.format.models import Forked, Origin, Quarantined, Stated
from kiosk.sync.format.ranges import Range

SHORT = 8
"""Letters of an id that people are shown."""


@dataclass(frozen=True, kw_only=True)
class JournalStatus:
    """One journal: what is held of it, compared with what its device stated.

    `stated` is the greatest stated length that was not appended again elsewhere, `held` how many
    of those records are held, `missing` the others. `digest` is the one stated there, and
    `held_digest` the one held (both hexadecimal, or None). `forks` are places
    where a copy of the device wrote another record that is not appended again yet. `lost` counts
    the records that the device lost before they came here: nobody waits for them.
    """

    epoch: str
    stated: int
    held: int
    missing: list[Range]
    digest: str | None
    held_digest: str | None
    forks: list[int]
    is_same: bool
    stated_at: str | None
    lost: int = 0

    @property
    def is_forked(self) -> bool:
        """Return True if two copies of the device wrote this journal and it is not healed yet."""
        return bool(self.forks) or (not self.is_same and not self.missing)

    @property
    def is_satisfied(self) -> bool:
        """Return True if all that was stated is held."""
        return not self.missing and self.is_same and not self.forks


def of_device(table: Any, device: str | None) -> list[ColumnElement[bool]]:
    """Return the condition on a table's rows of one device, none if `device` is None."""
    return [table.device == device] if device else []


def journals_by_device(tx: Connection, device: str | None) -> dict[str, list[JournalStatus]]:
    """Return the journals of each device, compared with what it stated."""
    held = _held(tx, device)
    forks = set(
        tx.execute(
            select(Forked.device, Forked.epoch).where(*of_device(Forked, device)).distinct()
        ).all()
    )
    stated: dict[tuple[str, str], list[Any]] = {}
    for row in tx.execute(_stated_query(device)):
        stated.setdefault((row.device, row.epoch), []).append(row)
    lost = losses.runs(tx, device)
    found: dict[str, list[JournalStatus]] = {}
    for key in sorted(set(stated) | set(held)):
        places = holdings.open_forks(tx, *key) if key in forks else []
        runs = held.get(key, [])
        status = _compare(tx, key, stated.get(key, []), runs, places, lost.get(key))
        found.setdefault(key[0], []).append(status)
    return found


def _held(tx: Connection, device: str | None) -> dict[tuple[str, str], list[Range]]:
    """Return what is held of each journal, counted from rows; those with gaps one by one."""
    query = select(
        StoredRecord.device, StoredRecord.epoch, func.max(StoredRecord.seq), func.count()
    ).where(*of_device(StoredRecord, device))
    totals = tx.execute(query.group_by(StoredRecord.device, StoredRecord.epoch)).all()
    whole = {(of, epoch): [(1, last)] for of, epoch, last, count in totals if last == count}
    gaps = {(of, epoch) for of, epoch, last, count in totals if last != count}
    apart = select(Quarantined.device, Quarantined.epoch).where(*of_device(Quarantined, device))
    gaps |= set(tx.execute(apart.distinct()).all())
    return whole | {key: holdings.held_ranges(tx, *key) for key in gaps}


def _stated_query(device: str | None) -> Any:
    """Select what was stated, with the digest held in that place, stored or in quarantine."""
    return (
        select(
            Stated.device,
            Stated.epoch,
            Stated.length,
            Stated.digest,
            Stated.stated_at,
            func.coalesce(StoredRecord.digest, Quarantined.digest).label("held"),
            Quarantined.released.is_not(None).label("is_released"),
        )
        .outerjoin(StoredRecord, _stands_at(StoredRecord))
        .outerjoin(Quarantined, _stands_at(Quarantined))
        .where(*of_device(Stated, device))
    )


def _stands_at(table: Any) -> ColumnElement[bool]:
    return and_(
        table.device == Stated.device, table.epoch == Stated.epoch, table.seq == Stated.length
    )


def _compare(
    tx: Connection,
    key: tuple[str, str],
    stated: list[Any],
    runs: list[Range],
    forks: list[int],
    lost: Range | None,
) -> JournalStatus:
    """Compare one journal; what was stated and then `lost` at the device is not waited for."""
    if lost:
        stated = [row for row in stated if row.length < lost[0] or _is_same(row)]
    wanted = [row for row in stated if not (_is_same(row) or _is_elsewhere(tx, row, runs))]
    is_same = not wanted
    wanted += [row for row in stated if _is_same(row)]
    last = max(wanted, key=lambda row: row.length, default=None)
    length = last.length if last else 0
    missing = ranges.missing(runs, length)
    return JournalStatus(
        epoch=key[1],
        stated=length,
        held=length - ranges.count(missing),
        missing=missing,
        digest=last.digest.hex() if last else None,
        held_digest=last.held.hex() if last and last.held else None,
        forks=forks,
        is_same=is_same,
        stated_at=max((row.stated_at for row in stated), default=None),
        lost=_count_lost(runs, lost) if lost else 0,
    )


def _count_lost(runs: list[Range], lost: Range) -> int:
    """Count the records of a lost run that are not held here either."""
    first, last = lost
    return ranges.count(ranges.missing(runs, last)) - ranges.count(ranges.missing(runs, first - 1))


def _is_same(row: Any) -> bool:
    """Return True if the stated digest is the one held, or staff released that record unread."""
    return row.held == row.digest or (row.held is None and row.is_released)


def _is_elsewhere(tx: Connection, row: Any, runs: list[Range]) -> bool:
    """Return True if the stated end of a journal is held where it was appended again."""
    of_journal = (Origin.device == row.device, Origin.of_epoch == row.epoch)
    query = select(Origin.epoch, Origin.seq).where(
        *of_journal, Origin.of_seq == row.length, Origin.of_digest == row.digest
    )
    copy = tx.execute(query).first()
    if copy is None:
        return False
    begins = tx.execute(
        select(func.min(Origin.of_seq)).where(*of_journal, Origin.epoch == copy.epoch)
    ).scalar_one()
    before = ranges.missing(runs, begins - 1)
    again = ranges.missing(holdings.held_ranges(tx, row.device, copy.epoch), copy.seq)
    return not before and not again


def describe_missing(journals: Iterable[JournalStatus]) -> list[str]:
    """Return what is not held, journal by journal: `epoch 29d5…: 57-57`."""
    found = []
    for each in journals:
        words = [f"{first}-{last}" for first, last in each.missing]
        words += [f"{seq} forked" for seq in each.forks]
        if each.is_forked and not each.forks:
            words.append(f"{each.stated} forked")
        if words:
            found.append(f"epoch {each.epoch[:SHORT]}…: {', '.join(words)}")
    return found
