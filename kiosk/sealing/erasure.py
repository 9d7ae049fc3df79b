"""Erase sealed parts for good, and keep what is erased erased.

Erasing is a record that names runs of records; the digest of what was sealed stays in the chain, so
`journal verify` holds afterwards. Each feature that keeps sealed bytes elsewhere (a list of
invitations) registers what else to drop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from threading import Event
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, union, update

from kiosk import clock
from kiosk.errors import Refused
from kiosk.journal import service
from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.models import Desk, DeskKey, StoredRecord
from kiosk.journal.records import Payload, Record
from kiosk.sealing import desk_keys, keys

KEEP = timedelta(days=30)
"""What was sealed is erased so long after the event."""
Reason = Literal["withdrawal", "event-over", "restore", "central"]
Dropper = Callable[[Connection, str], None]
"""Take the transaction and an event; drop what else of it was sealed."""
DROPPERS: list[Dropper] = []
OnArrival = Callable[[Connection, Record], None]
"""Take the transaction and a record that has just come to central; erase what it is about."""
ARRIVALS: dict[str, OnArrival] = {}
WISHES: set[str] = set()
"""Kinds of record that ask central to erase; no bundle with one is stored without a look at it."""
MOST_SEALS = 1000
"""Seals that one record names, so that it travels with others."""
UNSCRUBBED = Event()
"""Set while this process has erased something that may still stand in the files."""

_SEALED = select(
    StoredRecord.device, StoredRecord.epoch, StoredRecord.seq, StoredRecord.sealed_digest
)


class Run(Payload, frozen=True):
    """The records `first` to `last` of one journal.

    `seals` are the SHA-256 (in hexadecimal) of what was sealed in them: by these it is known again
    wherever copies of it stand, and another copy of the laptop, which wrote other records in the
    same places, keeps its own. Earlier versions named none.
    """

    device: str
    epoch: str
    first: int
    last: int
    seals: tuple[str, ...] = ()


class Erased(Payload, frozen=True):
    """Whose sealed parts were erased and why.

    `key_of` is the event whose desk key went too, and `key` that key's public half, in hexadecimal:
    staff may make the event a new key, which stays.
    """

    runs: list[Run]
    reason: Reason
    key_of: str | None = None
    key: str | None = None


def project(_record: Record, erased: Erased) -> Rows:
    """Make one row a seal, one a run that names none, and one of the event."""
    if erased.key_of:
        yield "erased_event", {"event": erased.key_of}
    for run in erased.runs:
        for seal in run.seals:
            yield "erased_seal", {"digest": bytes.fromhex(seal), "of_device": run.device}
        if not run.seals:
            yield (
                "erased_run",
                {
                    "of_device": run.device,
                    "of_epoch": run.epoch,
                    "first": run.first,
                    "last": run.last,
                },
            )


KIND = Kind(
    name="erasure",
    version=1,
    payload=Erased,
    project=project,
    tables=("erased_seal", "erased_run", "erased_event"),
)


class SealedEvent(NamedTuple):
    """What is still sealed of an event: how many records, and the local day of the first."""

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


def on_arrival(kind: str, act: OnArrival, *, is_wish: bool = False) -> None:
    """Register what central does when a record of a kind comes with something sealed.

    `is_wish`: also without, since it asks for an erasure itself.
    """
    ARRIVALS[kind] = act
    if is_wish:
        WISHES.add(kind)


def sealed_events(tx: Connection) -> list[SealedEvent]:
    """Return what is still sealed, event by event, with the events that have a desk key.

    At central that is one which a desk gave it.
    """
    query = (
        select(StoredRecord.event, func.count(), func.min(StoredRecord.made_at))
        .where(StoredRecord.sealed.is_not(None), StoredRecord.kind != desk_keys.KIND.name)
        .group_by(StoredRecord.event)
    )
    sealed = {event: (count, first) for event, count, first in tx.execute(query)}
    given = select(StoredRecord.event).where(
        StoredRecord.sealed.is_not(None), StoredRecord.kind == desk_keys.KIND.name
    )
    own = select(DeskKey.event).where(DeskKey.event != keys.PRIVACY)
    keyed = set(tx.execute(union(own, given)).scalars())
    return [
        SealedEvent(
            event,
            sealed.get(event, (0, None))[0],
            clock.day_of(sealed[event][1]) if event in sealed else None,
            event in keyed,
        )
        for event in sorted(set(sealed) | keyed)
    ]


def erase(tx: Connection, run: Run, reason: Reason) -> None:
    """Erase the sealed parts of a run of records, and record that, where there are any."""
    query = select(StoredRecord.sealed_digest).where(
        StoredRecord.device == run.device,
        StoredRecord.epoch == run.epoch,
        StoredRecord.seq.between(run.first, run.last),
        StoredRecord.sealed.is_not(None),
    )
    seals = tuple(sorted({digest.hex() for digest in tx.execute(query).scalars() if digest}))
    if seals:
        erase_runs(tx, [msgspec.structs.replace(run, seals=seals)], reason)


def erase_seals(tx: Connection, device: str, seals: Iterable[str], reason: Reason) -> None:
    """Erase what is sealed with these digests (in hexadecimal), and record that where any is."""
    wanted = tuple(seals)
    for begin in range(0, len(wanted), MOST_SEALS):
        named = wanted[begin : begin + MOST_SEALS]
        run = Run(device=device, epoch="", first=0, last=0, seals=named)
        query = _SEALED.where(*_named(run)).order_by(StoredRecord.epoch, StoredRecord.seq)
        for found in _runs(tx.execute(query).all()):
            erase_runs(tx, [found], reason)


def erase_event(tx: Connection, event: str, reason: Reason = "event-over") -> int:
    """Erase all that is sealed of an event, and destroy its desk key; return how many records.

    Where other devices' records are held too, as at central, theirs go by the event's name, and
    whatever of it arrives later.
    """
    own = select(Desk.device).scalar_subquery()
    left = StoredRecord.sealed.is_not(None), StoredRecord.event == event
    query = _SEALED.where(*left, StoredRecord.device == own)
    runs = _runs(tx.execute(query.order_by(StoredRecord.epoch, StoredRecord.seq)).all())
    counted = select(func.count()).where(*left, StoredRecord.kind != desk_keys.KIND.name)
    count = tx.execute(counted).scalar_one()
    for run in runs[:-1]:
        erase_runs(tx, [run], reason)
    tx.execute(update(StoredRecord).where(*left).values(sealed=None))
    erase_runs(tx, runs[-1:], reason, key_of=event)
    return count


def _runs(rows: Iterable[Any]) -> list[Run]:
    """Gather sealed records, in order, into runs of one journal and of `MOST_SEALS` at the most."""
    runs: list[Run] = []
    for device, epoch, seq, digest in rows:
        last = runs[-1] if runs else None
        if last and last.epoch == epoch and len(last.seals) < MOST_SEALS:
            seals = (*last.seals, digest.hex())
            runs[-1] = Run(device=device, epoch=epoch, first=last.first, last=seq, seals=seals)
        else:
            runs.append(Run(device=device, epoch=epoch, first=seq, last=seq, seals=(digest.hex(),)))
    return runs


def erase_runs(
    tx: Connection, runs: list[Run], reason: Reason, *, key_of: str | None = None
) -> None:
    """Erase what runs name, and record that; with the key of the event `key_of`, where given."""
    for run in runs:
        drop(tx, run)
    key = None
    if key_of:
        for drop_rest in DROPPERS:
            drop_rest(tx, key_of)
        key = keys.public_key_of(tx, key_of)
        keys.destroy(tx, key_of)
    UNSCRUBBED.set()  # Who scrubs now waits until this transaction has ended.
    erased = Erased(runs=runs, reason=reason, key_of=key_of, key=key.hex() if key else None)
    service.append(tx, KIND, erased)


def drop(tx: Connection, run: Run) -> None:
    """Drop what a run names, as far as it is held, without recording it.

    A run of an earlier version drops what stands in its places, and what was appended again from
    there.
    """
    tx.execute(update(StoredRecord).where(*_named(run)).values(sealed=None))


def _named(run: Run) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a record that it is still sealed, and that a run names it."""
    left = StoredRecord.device == run.device, StoredRecord.sealed.is_not(None)
    if run.seals:
        seals = [bytes.fromhex(seal) for seal in run.seals]
        return *left, StoredRecord.sealed_digest.in_(seals)
    here = and_(
        StoredRecord.epoch == run.epoch,
        StoredRecord.seq.between(run.first, run.last),
    )
    again = and_(
        StoredRecord.origin_epoch == run.epoch,
        StoredRecord.origin_seq.between(run.first, run.last),
    )
    return *left, or_(here, again)


def check_date(given: date, due: date | None, *, may_be_early: bool) -> None:
    """Raise Refused if the day that staff give is not this laptop's, or is too early.

    Nothing is erased on the laptop's clock alone: one set to 2099 would erase everything.
    """
    today = clock.today()
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


def erase_again(tx: Connection, erasures: Iterable[Erased]) -> int:
    """Erase in a restored journal what was erased after its backup was made; return how often.

    Where an event's destroyed key came back, all that is sealed to it goes again, and its list.
    """
    count = 0
    for each in erasures:
        runs = [run for run in each.runs if is_sealed(tx, run)]
        if each.key_of and each.key and _has_key(tx, each.key_of, each.key):
            erase_event(tx, each.key_of, "restore")
        elif runs:
            erase_runs(tx, runs, "restore")
        elif each.key_of and _has_others(tx, each.key_of):
            erase_event(tx, each.key_of, "restore")
        else:
            continue
        count += 1
    return count


def _has_key(tx: Connection, event: str, key: str) -> bool:
    public = keys.public_key_of(tx, event)
    return public is not None and public.hex() == key


def _has_others(tx: Connection, event: str) -> bool:
    """Return True if records of other devices, as central holds them, are sealed of an event."""
    query = select(StoredRecord.seq).where(
        StoredRecord.event == event,
        StoredRecord.sealed.is_not(None),
        StoredRecord.device != select(Desk.device).scalar_subquery(),
    )
    return tx.execute(query.limit(1)).first() is not None


def is_sealed(tx: Connection, run: Run) -> bool:
    """Return True if anything that a run names is still sealed here."""
    query = select(StoredRecord.seq).where(*_named(run))
    return tx.execute(query.limit(1)).first() is not None
