"""Erase sealed parts for good, and keep what is erased erased.

Erasing is a record that names runs of records; the digest of what was sealed stays in the chain, so
`journal verify` holds afterwards. Each feature that keeps sealed bytes elsewhere (a list of
invitations) registers what else to drop.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, and_, func, select, update

from kiosk import clock
from kiosk.errors import Refused
from kiosk.journal import keys, service
from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.models import DeskKey, StoredRecord
from kiosk.journal.records import Payload, Record

KEEP = timedelta(days=30)
"""What was sealed is erased so long after the event (design: sync, "Erasure and withdrawal")."""
Reason = Literal["withdrawal", "event-over", "restore"]
Dropper = Callable[[Connection, str], None]
"""Take the transaction and an event; drop what else of it was sealed."""
DROPPERS: list[Dropper] = []


class Run(Payload, frozen=True):
    """Name the records `first` to `last` of one journal."""

    device: str
    epoch: str
    first: int
    last: int


class Erased(Payload, frozen=True):
    """Say whose sealed parts were erased and why.

    `key_of` is the event whose desk key went too, and `key` that key's public half, in hexadecimal:
    staff may make the event a new key, which stays.
    """

    runs: list[Run]
    reason: Reason
    key_of: str | None = None
    key: str | None = None


def project(_record: Record, erased: Erased) -> Rows:
    """Make one row a run."""
    for run in erased.runs:
        yield (
            "erased_run",
            {"of_device": run.device, "of_epoch": run.epoch, "first": run.first, "last": run.last},
        )


KIND = Kind(name="erasure", version=1, payload=Erased, project=project, tables=("erased_run",))


class Held(NamedTuple):
    """Say what is still sealed of an event: how many records, and the local day of the first."""

    event: str
    records: int
    first_day: date | None
    has_key: bool

    def due(self, ends_on: date | None) -> date | None:
        """Return the day by which it must be erased: counted from the event's end where known.

        Without one it counts from the first sealed record, so that no receipt promised less.
        """
        begins = ends_on or self.first_day
        return begins + KEEP if begins else None


def on_erasing_event(drop: Dropper) -> None:
    """Register what else to drop when an event's sealed parts are erased."""
    if drop not in DROPPERS:
        DROPPERS.append(drop)


def held(tx: Connection) -> list[Held]:
    """Return what is still sealed, event by event, with the events that have a desk key."""
    query = (
        select(StoredRecord.event, func.count(), func.min(StoredRecord.made_at))
        .where(StoredRecord.sealed.is_not(None))
        .group_by(StoredRecord.event)
    )
    sealed = {event: (count, first) for event, count, first in tx.execute(query)}
    keyed = set(tx.execute(select(DeskKey.event)).scalars())
    return [
        Held(
            event,
            sealed.get(event, (0, None))[0],
            clock.parse(sealed[event][1]).astimezone().date() if event in sealed else None,
            event in keyed,
        )
        for event in sorted(set(sealed) | keyed)
    ]


def erase(tx: Connection, run: Run, reason: Reason) -> Record:
    """Erase the sealed parts of a run of records, and record that; return the erasure."""
    return _erase(tx, [run], reason)


def erase_event(tx: Connection, event: str, reason: Reason = "event-over") -> int:
    """Erase all that is sealed of an event, and destroy its desk key; return how many records."""
    query = (
        select(StoredRecord.device, StoredRecord.epoch, StoredRecord.seq, StoredRecord.event)
        .where(StoredRecord.sealed.is_not(None))
        .order_by(StoredRecord.device, StoredRecord.epoch, StoredRecord.seq)
    )
    rows = tx.execute(query).all()
    _erase(tx, _runs(rows, event), reason, key_of=event)
    return sum(row.event == event for row in rows)


def _runs(rows: Iterable[tuple[str, str, int, str]], event: str) -> list[Run]:
    """Gather an event's sealed records into runs that hold no other event's sealed record."""
    runs: list[Run] = []
    is_open = False
    for device, epoch, seq, of_event in rows:
        last = runs[-1] if runs and is_open else None
        is_open = of_event == event
        if not is_open:
            continue
        if last and (last.device, last.epoch) == (device, epoch):
            runs[-1] = Run(device=device, epoch=epoch, first=last.first, last=seq)
        else:
            runs.append(Run(device=device, epoch=epoch, first=seq, last=seq))
    return runs


def _erase(tx: Connection, runs: list[Run], reason: Reason, *, key_of: str | None = None) -> Record:
    for run in runs:
        _drop(tx, run)
    key = None
    if key_of:
        for drop_rest in DROPPERS:
            drop_rest(tx, key_of)
        key = keys.public_key_of(tx, key_of)
        keys.destroy(tx, key_of)
    erased = Erased(runs=runs, reason=reason, key_of=key_of, key=key.hex() if key else None)
    return service.append(tx, KIND, erased)


def _drop(tx: Connection, run: Run) -> None:
    tx.execute(
        update(StoredRecord)
        .where(
            and_(
                StoredRecord.device == run.device,
                StoredRecord.epoch == run.epoch,
                StoredRecord.seq.between(run.first, run.last),
            )
        )
        .values(sealed=None)
    )


def check_date(given: date, due: date | None, *, may_be_early: bool) -> None:
    """Raise Refused where the day that staff give is not this laptop's, or is too early.

    Nothing is erased on the laptop's clock alone: one set to 2099 would erase everything.
    """
    today = clock.now().astimezone().date()
    if given != today:
        raise Refused(
            f"您填的日期是 {given}，这台电脑的日期是 {today}；请先把电脑的日期改对。"
            "没有删除任何内容。",
            f"You gave {given}, but this laptop says {today}; set its date right first. "
            "Nothing was erased.",
        )
    if due and today < due and not may_be_early:
        raise Refused(
            f"要到 {due} 才到期。若确实要提前删除，请勾选“提前删除”。没有删除任何内容。",
            f"It is due on {due}. To erase it now all the same, tick “erase early”. Nothing was "
            "erased.",
        )


def remembered(database: Path) -> list[Erased]:
    """Return the erasures that a database knows of; a missing or damaged one may know of none."""
    found: list[Erased] = []
    if not database.exists():
        return found
    try:
        with closing(sqlite3.connect(database)) as connection:
            for (body,) in connection.execute(
                "SELECT body FROM record WHERE kind = ? ORDER BY made_at", (KIND.name,)
            ):
                found.append(msgspec.json.decode(body, type=Erased))
    except (sqlite3.DatabaseError, msgspec.MsgspecError):
        return found
    return found


def erase_again(tx: Connection, erasures: Iterable[Erased]) -> int:
    """Erase in a restored journal what was erased after its backup was made; return how often.

    Where an event's destroyed key came back, all that is sealed to it goes again, and its list.
    """
    count = 0
    for each in erasures:
        runs = [run for run in each.runs if _is_sealed(tx, run)]
        if each.key_of and each.key and _has_key(tx, each.key_of, each.key):
            erase_event(tx, each.key_of, "restore")
        elif runs:
            _erase(tx, runs, "restore")
        else:
            continue
        count += 1
    return count


def _has_key(tx: Connection, event: str, key: str) -> bool:
    public = keys.public_key_of(tx, event)
    return public is not None and public.hex() == key


def _is_sealed(tx: Connection, run: Run) -> bool:
    query = select(StoredRecord.seq).where(
        StoredRecord.device == run.device,
        StoredRecord.epoch == run.epoch,
        StoredRecord.seq.between(run.first, run.last),
        StoredRecord.sealed.is_not(None),
    )
    return tx.execute(query.limit(1)).first() is not None
