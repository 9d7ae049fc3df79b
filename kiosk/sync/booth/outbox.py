"""Find at a booth what central does not hold yet, pack it, and take receipts.

The cursor is the last receipt whose signature checks: what a receipt does not name is sent again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk import clock
from kiosk.config import VERSION
from kiosk.errors import Refused
from kiosk.journal import this_device
from kiosk.journal.models import Desk, StoredRecord
from kiosk.journal.records import GENESIS
from kiosk.journal.service import stretch
from kiosk.sealing import booth_keys, identity
from kiosk.sealing.models import Link
from kiosk.sync.booth import anchors, healing, remote_erasure
from kiosk.sync.format import bundle, ranges
from kiosk.sync.format.bundle import Header, JournalStatement
from kiosk.sync.format.models import ReceiptedJournal
from kiosk.sync.format.ranges import Range
from kiosk.sync.format.receipt import JournalHoldings, SyncReceipt, open_receipt

RECORDS = 1000
"""Records a bundle: short enough to make between two taps, and to send again."""


@dataclass(frozen=True)
class Waiting:
    """The number of a device's records, and of those that no receipt names."""

    records: int
    missing: int


def journals(tx: Connection) -> list[JournalStatement]:
    """State each journal of this device: its length and last digest.

    One that a fork cut short counts up to there; the rest stands in the next one.
    """
    query = (
        select(StoredRecord.epoch, func.max(StoredRecord.seq).label("length"))
        .join(Desk, Desk.device == StoredRecord.device)
        .group_by(StoredRecord.epoch)
    )
    ends = healing.cut_short(tx)
    lengths = {
        row.epoch: min(row.length, ends.get(row.epoch, row.length)) for row in tx.execute(query)
    }
    return [
        JournalStatement(epoch=epoch, length=length, digest=digest_at(tx, epoch, length).hex())
        for epoch, length in sorted(lengths.items())
        if length
    ]


def digest_at(tx: Connection, epoch: str, seq: int) -> bytes:
    """Return the digest of one of this device's records; GENESIS if it does not exist."""
    query = (
        select(StoredRecord.digest)
        .join(Desk, Desk.device == StoredRecord.device)
        .where(StoredRecord.epoch == epoch, StoredRecord.seq == seq)
    )
    return tx.execute(query).scalar() or GENESIS


def receipted_ranges(tx: Connection, epoch: str) -> list[Range]:
    """Return which records of a journal central holds, by its receipts."""
    query = (
        select(ReceiptedJournal.ranges)
        .join(Desk, Desk.device == ReceiptedJournal.device)
        .where(ReceiptedJournal.epoch == epoch)
    )
    text = tx.execute(query).scalar()
    return msgspec.json.decode(text, type=list[Range]) if text else []


def waiting(tx: Connection) -> Waiting:
    """Count what this device holds, and what central does not hold of it."""
    stated = journals(tx)
    lacking = sum(
        ranges.count(ranges.missing(receipted_ranges(tx, each.epoch), each.length))
        for each in stated
    )
    return Waiting(sum(each.length for each in stated), lacking)


def bundles(tx: Connection, *, everything: bool = False, most: int = RECORDS) -> Iterator[bytes]:
    """Yield signed bundles of what central does not hold, or of `everything`."""
    for each in journals(tx):
        runs = [] if everything else receipted_ranges(tx, each.epoch)
        for first, last in ranges.cut(ranges.missing(runs, each.length), most):
            yield from _fitting(tx, each.epoch, first, last)


def _fitting(tx: Connection, epoch: str, first: int, last: int) -> Iterator[bytes]:
    """Yield the bundles of one run of records; long texts may need several."""
    while first <= last:
        data, end = make_fitting(tx, epoch, first, last)
        yield data
        first = end + 1


def make_fitting(tx: Connection, epoch: str, first: int, last: int) -> tuple[bytes, int]:
    """Return the bundle of as many records from `first` as central takes, and the last of them."""
    data = make_bundle(tx, epoch, first, last)
    while len(data) > bundle.MOST_BYTES and last > first:
        last = first + (last - first) // 2
        data = make_bundle(tx, epoch, first, last)
    return data, last


def statement(tx: Connection) -> bytes:
    """Return a bundle without records: it states how long each journal is."""
    here = _place(tx)
    last = next((each for each in journals(tx) if each.epoch == here.epoch), None)
    length = last.length if last else 0
    return make_bundle(tx, here.epoch, length + 1, length)


def make_bundle(tx: Connection, epoch: str, first: int, last: int) -> bytes:
    """Return the signed bundle of the records `first` to `last` of one journal."""
    records = stretch(tx, _place(tx).device, epoch, first, last) if last >= first else []
    previous = digest_at(tx, epoch, first - 1)
    header = msgspec.structs.replace(
        describe_device(tx),
        epoch=epoch,
        first=first,
        last=last,
        count=len(records),
        previous=previous.hex(),
        digest=(records[-1].digest if records else previous).hex(),
        ticket=tx.execute(select(Link.ticket)).scalar(),
    )
    return bundle.seal(header, records, identity.device_key(tx))


def describe_device(tx: Connection) -> Header:
    """Return the header of a bundle without records: what this device is, and what it holds."""
    here = _place(tx)
    return Header(
        protocol=bundle.PROTOCOL,
        device=here.device,
        epoch=here.epoch,
        first=1,
        last=0,
        count=0,
        previous=GENESIS.hex(),
        digest=GENESIS.hex(),
        clock=clock.stamp(clock.now()),
        app=VERSION,
        pack=here.pack,
        event=here.event,
        unit=here.unit,
        booth=here.booth,
        journals=journals(tx),
    )


def _place(tx: Connection) -> this_device.Place:
    here = this_device.place(tx)
    assert here is not None
    return here


def open_own(tx: Connection, data: bytes) -> SyncReceipt:
    """Open a receipt for this device, and keep it as an anchor of its journals.

    Raises Refused before enrolment, and NotAllowed.
    """
    verify_key = tx.execute(select(Link.verify_key)).scalar()
    if verify_key is None:
        raise Refused("本终端还没有登记到中心。", "This device is not enrolled at a central yet.")
    receipt = open_receipt(data, verify_key, _place(tx).device)
    anchors.keep_receipt(tx, data, receipt)
    return receipt


def take_receipt(tx: Connection, receipt: SyncReceipt, *, is_answer: bool = False) -> int:
    """Store what a receipt says, erase what central erased, heal a fork.

    Return how many records were appended again. The same receipt may be taken any number of times.
    A central's answer to this very request (`is_answer`) is its latest word, even where its clock
    was set back since; one that a stick brings may be an old one, and is known by its time.
    """
    for journal in receipt.journals:
        _keep(tx, receipt, journal, is_latest=is_answer)
    if all(journal.is_whole for journal in receipt.journals):
        _forget_others(tx, receipt, is_latest=is_answer)
    _take_booths(tx, receipt, is_latest=is_answer)
    tx.execute(
        update(Link).values(
            ticket=None,
            refusal=None,
            heard_at=receipt.made_at,
            enrolled_at=func.coalesce(Link.enrolled_at, receipt.made_at),
            privacy_key=bytes.fromhex(receipt.privacy_key)
            if receipt.privacy_key
            else Link.privacy_key,
        )
    )
    remote_erasure.erase_by_receipt(tx, receipt)
    return healing.heal(tx, receipt.journals)


def _take_booths(tx: Connection, receipt: SyncReceipt, *, is_latest: bool) -> None:
    """Believe the stamps of the booths that central names, unless a later receipt was here."""
    heard_at = tx.execute(select(Link.heard_at)).scalar() or ""
    if receipt.booths is not None and (is_latest or heard_at <= receipt.made_at):
        booth_keys.take_from_central(tx, map(bytes.fromhex, receipt.booths))


def _forget_others(tx: Connection, receipt: SyncReceipt, *, is_latest: bool) -> None:
    """Forget the journals that a receipt on all of them does not name any more."""
    named = [journal.epoch for journal in receipt.journals]
    others = delete(ReceiptedJournal).where(
        ReceiptedJournal.device == receipt.device, ReceiptedJournal.epoch.not_in(named)
    )
    tx.execute(
        others if is_latest else others.where(ReceiptedJournal.received_at <= receipt.made_at)
    )


def _keep(
    tx: Connection, receipt: SyncReceipt, journal: JournalHoldings, *, is_latest: bool
) -> None:
    """Store what central holds of one journal; a receipt older than the last whole one is no news.

    A receipt for a bundle of another copy of this laptop adds nothing either.
    """
    device = receipt.device
    if not journal.is_whole and not _is_own(tx, device, journal):
        return
    of_journal = (ReceiptedJournal.device == device, ReceiptedJournal.epoch == journal.epoch)
    row = tx.execute(
        select(ReceiptedJournal.ranges, ReceiptedJournal.received_at).where(*of_journal)
    ).first()
    if row and receipt.made_at < row.received_at and not is_latest:
        return
    runs = journal.ranges
    if not journal.is_whole:
        runs = ranges.union(runs, receipted_ranges(tx, journal.epoch))
    values: dict[str, object] = {"ranges": msgspec.json.encode(runs).decode()}
    if journal.is_whole or row is None:
        values["received_at"] = receipt.made_at
    if journal.is_whole and journal.marks:
        tip = journal.marks[-1]
        values |= {"tip_seq": tip.seq, "tip_digest": bytes.fromhex(tip.digest)}
    if row:
        tx.execute(update(ReceiptedJournal).where(*of_journal).values(**values))
    else:
        tx.execute(insert(ReceiptedJournal), {"device": device, "epoch": journal.epoch} | values)


def _is_own(tx: Connection, device: str, journal: JournalHoldings) -> bool:
    """Return True if every digest that a receipt marks in a journal is also here."""
    own = healing.digests(tx, device, journal)
    return all(own.get(mark.seq) == mark.digest for mark in journal.marks)
