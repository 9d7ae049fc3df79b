"""Carry records to central on a stick, and receipts, packs, bulletins home; the booth's side.

The same bundles and receipts travel as over the network, in any order, any number of times. Nobody
reads a stick's bundles but central: each is sealed to it. Every step has its own transaction; while
it writes to a stick, which may be slow, none is open and people go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

from kiosk.config import Settings
from kiosk.errors import KioskError, NotAllowed, Refused, StorageFailed
from kiosk.journal import this_device
from kiosk.sealing import scrub
from kiosk.sealing.models import Link
from kiosk.storage.db import db
from kiosk.sync.booth import bulletins, outbox, packs
from kiosk.sync.booth.outbox import Waiting
from kiosk.sync.format import bulletin, bundle
from kiosk.sync.format import receipt as receipts
from kiosk.sync.format.bundle import Header
from kiosk.sync.stick import files
from kiosk.sync.stick.refusals import Refusals

BUNDLE, RECEIPT, BULLETIN, PACK = ".bundle", ".receipt", ".bulletin", "pack.kiosk"
PACK_ENDING = ".kiosk"
MOST_PACK_BYTES = 96 * 2**20
DIGITS = 9
"""Of a record's number in a file's name, so that order of name is order of the journal."""
MARK = 8
"""Letters of the last digest in a file's name: files of a clone never take each other's place."""
RECORD_BYTES = 512
"""A record sealed and packed, roughly and rather too much."""
SPARE_BYTES = 2**20
TellCount = Callable[[int], None]
_NAME = re.compile(r"(\w+)-(\w+)-(\d+)-(\d+)-([0-9a-f]+)\.bundle")


@dataclass(frozen=True)
class StickExport:
    """The result of an export: `records` of this laptop's `total`, written into `folder`."""

    folder: Path
    files: int
    records: int
    total: int


@dataclass
class TakenReceipts:
    """The content of a stick: receipts, those of other laptops, a pack, and refused files."""

    receipts: int = 0
    others: int = 0
    appended_again: int = 0
    pack: str | None = None
    refused: Refusals = field(default_factory=Refusals)
    waiting: Waiting = field(default_factory=lambda: Waiting(0, 0))


def count_due(tx: Connection, *, everything: bool = False) -> int:
    """Count the records that an export would write."""
    waiting = outbox.waiting(tx)
    return waiting.records if everything else waiting.missing


def export(
    tx: Connection,
    target: Path,
    *,
    everything: bool = False,
    progress: TellCount = lambda _count: None,
) -> StickExport:
    """Write what the last receipt does not name, or `everything`, and a statement, below `target`.

    `tx` may be a reading connection. Files of former exports that are not needed any more go.
    Raises Refused before enrolment, StorageFailed where the stick does not take it.
    """
    verify_key, box_key = _keys(tx)
    folder = files.open_folder(target)
    count, done = count_due(tx, everything=everything), 0
    files.require_space(folder, count * RECORD_BYTES + SPARE_BYTES)
    written: set[str] = set()

    def put(data: bytes) -> int:
        header = bundle.open_header(data)
        name = name_of(header)
        files.write(folder, name, files.seal(data, verify_key, box_key))
        written.add(name)
        return header.count

    try:
        for data in outbox.bundles(tx, everything=everything):
            done += put(data)
            progress(done)
        put(outbox.statement(tx))
    except OSError as error:
        raise _broken_off(error, folder, done, count) from error
    _drop_former(tx, folder, written)
    return StickExport(folder, len(written), done, outbox.waiting(tx).records)


def _keys(tx: Connection) -> tuple[bytes, bytes]:
    link = tx.execute(select(Link.verify_key, Link.box_key)).first()
    if link is None or link.verify_key is None or link.box_key is None:
        raise Refused(
            "本终端还没有登记到中心；请先用 device enroll 登记（用中心的地址和登记码，"
            "或中心写好的 U 盘）。",
            "This device is not enrolled at a central yet; enrol it first with device enroll, by "
            "central's address and code, or by a stick from central.",
        )
    return link.verify_key, link.box_key


def name_of(header: Header) -> str:
    """Return the name of a bundle's file."""
    first, last = (f"{number:0{DIGITS}}" for number in (header.first, header.last))
    mark = header.digest[:MARK]
    return f"{header.device}-{header.epoch}-{first}-{last}-{mark}{BUNDLE}"


def _broken_off(error: OSError, folder: Path, done: int, count: int) -> StorageFailed:
    why = files.failure(error, folder)
    return StorageFailed(
        f"{why.zh}已写好 {done} 条记录，共 {count} 条；展位上的记录都在。",
        f"{why.en} {done} of {count} records were written; the booth keeps them all.",
    )


def _drop_former(tx: Connection, folder: Path, written: set[str]) -> None:
    """Take away this laptop's files of former exports: what was not written now, central has.

    Those of a clone, whose last record is another, stay; so does what a stick will not let go.
    """
    here = this_device.place(tx)
    assert here is not None
    for path in folder.glob(f"{here.device}-*{BUNDLE}"):
        found = _NAME.fullmatch(path.name)
        if path.name in written or found is None:
            continue
        digest = outbox.digest_at(tx, found[2], int(found[4])).hex()
        if digest.startswith(found[5]):
            with suppress(OSError):
                path.unlink()
    for path in folder.glob(f".{here.device}-*{files.PART}"):
        with suppress(OSError):
            path.unlink()


def take_receipts(settings: Settings, target: Path) -> TakenReceipts:
    """Take this laptop's receipts, and central's pack, from below `target`.

    Raises Refused if there is no receipt for it, or the first refusal if none could be used.
    """
    reader = db.reader()
    _keys(reader)
    here = this_device.place(reader)
    assert here is not None
    taken = TakenReceipts()
    for path in files.find(target, RECEIPT):
        if here.device not in path.name.lower():
            taken.others += 1
            continue
        with _noted(taken, path):
            _take_receipt(taken, path)
    refusal = taken.refused.first
    for path in files.find(target, PACK_ENDING):
        with _noted(taken, path):
            _take_pack(taken, path)
    for path in files.find(target, BULLETIN):
        if here.device in path.name.lower():
            with _noted(taken, path):
                _take_bulletin(path)
    if not taken.receipts:
        raise refusal or _nothing(taken, target, here.device)
    if scrub.is_due(settings):
        scrub.scrub(settings)
    taken.waiting = outbox.waiting(reader)
    return taken


@contextmanager
def _noted(taken: TakenReceipts, path: Path) -> Iterator[None]:
    """Note why a file was refused, and go on with the next."""
    try:
        yield
    except (Refused, NotAllowed) as error:
        taken.refused.add(path, error)
    except OSError as error:
        taken.refused.add(path, files.failure(error, path))


def _take_receipt(taken: TakenReceipts, path: Path) -> None:
    data = files.read_at_most(path, receipts.MOST_BYTES)
    with db.transaction() as tx:
        taken.appended_again += outbox.take_receipt(tx, outbox.open_own(tx, data))
    taken.receipts += 1


def _take_pack(taken: TakenReceipts, path: Path) -> None:
    data = files.read_at_most(path, MOST_PACK_BYTES)
    with db.transaction() as tx:
        taken.pack = packs.take_pack(tx, data) or taken.pack


def _take_bulletin(path: Path) -> None:
    data = files.read_at_most(path, bulletin.MOST_BYTES)
    with db.transaction() as tx:
        bulletins.take_bulletin(tx, data)


def _nothing(taken: TakenReceipts, target: Path, device: str) -> KioskError:
    """Return why a stick brought no receipt."""
    return Refused(
        f"{target} 里没有本终端（{device[:8]}）的回执，别的终端的有 {taken.others} 个；"
        "请先把 U 盘拿到中心导入（sync import）。",
        f"{target} holds no receipt for this device ({device[:8]}), {taken.others} for others; "
        "take the stick to central first (sync import).",
    )
