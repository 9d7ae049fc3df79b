"""Anchors: what shows that a journal was not cut or written again, beside its own chain.

A chain of digests holds as well after somebody cut its end off, or changed a record and computed
every later digest again. So the head of each journal is signed with the device's key now and then,
and central's last receipt, which central signed, is kept as it came; both stand in a file beside
the database. One head a journal is enough, since a digest covers all records before its own.

What an anchor is worth: central's receipt cannot be forged on this laptop. The device's signature
can be forged by anybody who has the database, since the key is in it; it shows damage, and changes
made by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct
from nacl.exceptions import BadSignatureError
from sqlalchemy import Connection, select

from kiosk import clock
from kiosk.decoding import Unreadable, read_json
from kiosk.errors import KioskError
from kiosk.journal import losses, this_device
from kiosk.journal.models import StoredRecord
from kiosk.sealing import identity
from kiosk.sealing.models import Link
from kiosk.storage.db import db, is_server
from kiosk.storage.whole_file import whole_file
from kiosk.storage.writer import writer_of
from kiosk.sync.format.receipt import SyncReceipt, open_receipt

SUFFIX = ".anchors"


class SignedHead(Struct, frozen=True, kw_only=True):
    """The head of a journal, signed with the device's key; digest and signature hexadecimal."""

    epoch: str
    seq: int
    digest: str
    made_at: str
    signature: str

    def words(self, device: str) -> bytes:
        """Return what is signed."""
        return f"head {device} {self.epoch} {self.seq} {self.digest} {self.made_at}".encode()


class Anchors(Struct, frozen=True, kw_only=True):
    """What the file holds: a signed head for each journal, and central's last whole receipt."""

    heads: dict[str, SignedHead] = {}
    receipt: bytes | None = None


@dataclass(frozen=True)
class Anchored:
    """A place of a journal whose digest somebody signed: central, or this device."""

    epoch: str
    seq: int
    digest: str
    is_central: bool
    made_at: str


def path_of(tx: Connection) -> Path:
    """Return the file of a database's anchors."""
    return Path(tx.engine.url.database or "").with_suffix(SUFFIX)


def sign_head() -> None:
    """Sign the head of this device's journal as it is now, unless that is done already."""
    reader = db.reader()
    head = losses.last_head(reader)
    if head is None or is_server(reader.dialect):
        return
    held = _read(path_of(reader))
    signed = held.heads.get(head.epoch)
    if signed and (signed.seq, signed.digest) == (head.seq, head.digest):
        return
    with db.transaction() as tx:
        key = identity.device_key(tx)
    plain = SignedHead(
        epoch=head.epoch,
        seq=head.seq,
        digest=head.digest,
        made_at=clock.stamp(clock.now()),
        signature="",
    )
    signature = key.sign(plain.words(head.device)).signature.hex()
    signed = msgspec.structs.replace(plain, signature=signature)
    _write(path_of(reader), Anchors(heads={**held.heads, head.epoch: signed}, receipt=held.receipt))


def keep_receipt(tx: Connection, data: bytes, receipt: SyncReceipt) -> None:
    """Keep a receipt on all of this device's journals, as it came, once `tx` commits."""
    writer = writer_of(tx)
    if writer is not None and all(journal.is_whole for journal in receipt.journals):
        writer.after_commit(tx, partial(_keep, path_of(tx), data))


def _keep(path: Path, data: bytes) -> None:
    _write(path, msgspec.structs.replace(_read(path), receipt=data))


def _read(path: Path) -> Anchors:
    """Return what the file holds; nothing where it is missing or cannot be read."""
    try:
        return read_json(path.read_bytes(), Anchors)
    except (OSError, Unreadable):
        return Anchors()


def _write(path: Path, anchors: Anchors) -> None:
    with whole_file(path) as part:
        part.touch(mode=0o600)
        part.write_bytes(msgspec.json.encode(anchors))


def held(tx: Connection) -> list[Anchored]:
    """Return the anchors whose signatures hold, those of the journals with most records last."""
    here = this_device.place(tx)
    if here is None or is_server(tx.dialect):
        return []
    anchors = _read(path_of(tx))
    found = _by_device(tx, here.device, anchors) + _by_central(tx, here.device, anchors)
    return sorted(found, key=lambda each: (each.epoch == here.epoch, each.epoch, each.seq))


def _by_device(tx: Connection, device: str, anchors: Anchors) -> list[Anchored]:
    if tx.execute(select(Link.seed)).first() is None:
        return []
    key = identity.device_key(tx).verify_key
    found = []
    for each in anchors.heads.values():
        try:
            key.verify(each.words(device), bytes.fromhex(each.signature))
        except (BadSignatureError, ValueError, TypeError):
            continue
        found.append(Anchored(each.epoch, each.seq, each.digest, False, each.made_at))
    return found


def _by_central(tx: Connection, device: str, anchors: Anchors) -> list[Anchored]:
    verify_key = tx.execute(select(Link.verify_key)).scalar()
    if anchors.receipt is None or verify_key is None:
        return []
    try:
        receipt = open_receipt(anchors.receipt, verify_key, device)
    except KioskError:
        return []
    return [
        Anchored(journal.epoch, mark.seq, mark.digest, True, receipt.made_at)
        for journal in receipt.journals
        for mark in journal.marks[-1:]
    ]


def compare(tx: Connection) -> str | None:
    """Return the first place where this device's journal is not what was signed, None if none."""
    here = this_device.place(tx)
    ends = this_device.ended(tx)
    for each in held(tx):
        assert here is not None
        if each.seq > ends.get(each.epoch, each.seq):
            continue
        query = select(StoredRecord.digest).where(
            StoredRecord.device == here.device,
            StoredRecord.epoch == each.epoch,
            StoredRecord.seq == each.seq,
        )
        digest = tx.execute(query).scalar()
        if (digest.hex() if digest else None) == each.digest:
            continue
        if each.is_central and digest is None and not _is_own(tx, here.device, each.epoch):
            continue  # A journal that only another copy of this laptop began.
        by = ("中心的回执", "central's receipt") if each.is_central else ("本机", "this device")
        return (
            f"{here.device} / {each.epoch} / {each.seq}: "
            f"与{by[0]}签过名的不符，流水被截断或改写过 / "
            f"not what {by[1]} signed: the journal was cut or written again"
        )
    return None


def _is_own(tx: Connection, device: str, epoch: str) -> bool:
    query = select(StoredRecord.seq).where(
        StoredRecord.device == device, StoredRecord.epoch == epoch
    )
    return tx.execute(query.limit(1)).first() is not None


def describe(tx: Connection) -> list[str]:
    """Return how far this device's journals are anchored, and by what, for `journal verify`."""
    found = held(tx)
    if not found:
        return [
            "没有签名锚定：只由链条自身确认 / not anchored by any signature: by its chain alone",
        ]
    return [
        f"流水 {each.epoch[:8]} 到第 {each.seq} 条由"
        f"{'中心的回执' if each.is_central else '本机签名'}确认（{each.made_at[:16]}）/ "
        f"journal {each.epoch[:8]} to record {each.seq} by "
        f"{'central’s receipt' if each.is_central else 'this device’s signature'}"
        for each in found
    ]
