r"""The bundle: a signed piece of one journal, the same over HTTP and on a stick.

    KIOSKB1\n | public key (32) | signature (64) | gzip( header \n record \n record \n … )

The signature (Ed25519) covers the packed bytes, so nothing is unpacked that an enrolled device did
not sign, except the header of one that brings an enrolment code. Header and records are lines of
JSON. A record's line carries its body as it stands in the journal, byte by byte.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.decoding import Unreadable, read_json
from kiosk.errors import NotAllowed, Refused
from kiosk.journal.records import Record, chain_digest

MAGIC = b"KIOSKB1\n"
PROTOCOL = 1
"""Counts up when a header means something that an older central would get wrong."""
KEY, SIGNATURE = 32, 64
MOST_RECORDS = 2000
MOST_BYTES = 4 * 2**20
"""A bundle as sent; one of 2,000 quiz rounds has about 0.4 MiB."""
MOST_PLAIN_BYTES = 48 * 2**20
"""A bundle unpacked: a gzip bomb stops here."""
MOST_HEADER_BYTES = 256 * 2**10
_GZIP = 31
"""zlib's word for a stream with gzip's head and tail."""
_LEVEL = 1
Number = Annotated[int, Meta(ge=0, le=2**53)]
"""A place or a length: no database overflows by it."""
Word = Annotated[str, Meta(pattern="^[^\\0]*$")]
"""A text that PostgreSQL can hold, which is any without NUL."""


class JournalStatement(Struct, frozen=True, kw_only=True):
    """The length of one of the device's journals, and its last digest (hexadecimal)."""

    epoch: Word
    length: Number
    digest: Word


class _Spoken(Struct):
    """The protocol that a header is written in, all that an older central understands of it."""

    protocol: int = 0


class Header(Struct, frozen=True, kw_only=True):
    """The head of a bundle: what it holds, and the state of its device.

    Records `first` to `last` of the journal `epoch`, `count` of them (none: `last` is `first` - 1);
    `previous` and `digest` are the digests before the first and of the last. `clock` is the
    device's own time when it made the bundle. `ticket` is a one-time code of enrolment.
    """

    protocol: int
    device: Word
    epoch: Word
    first: Number
    last: Number
    count: Number
    previous: str
    digest: str
    clock: Word
    app: Word
    pack: Word
    event: Word
    unit: Word | None
    booth: Word
    journals: list[JournalStatement]
    ticket: str | None = None


class OriginPlace(Struct, frozen=True, kw_only=True):
    """The place where a record stood first."""

    epoch: Word
    seq: Number
    digest: bytes


class RecordLine(Struct, frozen=True, kw_only=True):
    """A record as it travels: device and epoch stand in the header; bytes are base64."""

    seq: Number
    kind: str
    version: Number
    sitting: str
    event: str
    unit: str | None
    booth: str
    pack: str
    made_at: str
    body: Raw
    sealed: bytes | None
    sealed_digest: bytes | None
    digest: bytes
    origin: OriginPlace | None = None


@dataclass(frozen=True)
class UnfitRecord:
    """A record that cannot stand among the others: its line, the digest it states, and why."""

    seq: int
    raw: bytes
    digest: bytes | None
    reason: str


@dataclass(frozen=True)
class Bundle:
    """An opened bundle: the key that signed it, its header, its records, and the broken ones."""

    key: bytes
    header: Header
    records: list[Record] = field(default_factory=list)
    broken: list[UnfitRecord] = field(default_factory=list)


def seal(header: Header, records: list[Record], key: SigningKey) -> bytes:
    """Return the signed bundle of `records`, which lie one after the other."""
    lines = [msgspec.json.encode(header), *(write_line(record) for record in records)]
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    packed = packer.compress(b"\n".join(lines) + b"\n") + packer.flush()
    return MAGIC + bytes(key.verify_key) + key.sign(packed).signature + packed


def write_line(record: Record) -> bytes:
    """Return a record as it travels."""
    origin = record.origin
    return msgspec.json.encode(
        RecordLine(
            seq=record.seq,
            kind=record.kind,
            version=record.version,
            sitting=record.sitting,
            event=record.event,
            unit=record.unit,
            booth=record.booth,
            pack=record.pack,
            made_at=record.made_at,
            body=Raw(record.body),
            sealed=record.sealed,
            sealed_digest=record.sealed_digest,
            digest=record.digest,
            origin=OriginPlace(epoch=origin[0], seq=origin[1], digest=origin[2])
            if origin
            else None,
        )
    )


def read_line(raw: bytes, device: str, epoch: str) -> Record:
    """Return the record of a line. Raises Unreadable."""
    line = read_json(raw, RecordLine)
    origin = line.origin
    return Record(
        device=device,
        epoch=epoch,
        seq=line.seq,
        kind=line.kind,
        version=line.version,
        sitting=line.sitting,
        event=line.event,
        unit=line.unit,
        booth=line.booth,
        pack=line.pack,
        made_at=line.made_at,
        body=bytes(line.body),
        sealed=line.sealed,
        sealed_digest=line.sealed_digest,
        digest=line.digest,
        origin_epoch=origin.epoch if origin else None,
        origin_seq=origin.seq if origin else None,
        origin_digest=origin.digest if origin else None,
    )


def key_of(data: bytes) -> bytes:
    """Return the key that a bundle says it is signed by. Raises Refused where it is no bundle."""
    if not data.startswith(MAGIC[:5]) or len(data) < len(MAGIC) + KEY + SIGNATURE:
        raise Refused("这不是同步包，或者没有传完。", "This is no bundle, or not a whole one.")
    if not data.startswith(MAGIC):
        raise _too_new()
    if len(data) > MOST_BYTES:
        raise Refused(
            f"同步包太大（最多 {MOST_BYTES // 2**20} MB）。",
            f"The bundle is too large (at most {MOST_BYTES // 2**20} MB).",
        )
    return data[len(MAGIC) : len(MAGIC) + KEY]


def open_header(data: bytes) -> Header:
    """Return the header alone, the signature checked. Raises Refused, NotAllowed."""
    packed = _signed(data)
    try:
        head = zlib.decompressobj(_GZIP).decompress(packed, MOST_HEADER_BYTES)
    except zlib.error as error:
        raise _damaged(error) from None
    return _header(head.partition(b"\n")[0])


def open_bundle(data: bytes) -> Bundle:
    """Open a bundle whose signature and counts hold, and check its chain.

    Raises Refused, NotAllowed.
    """
    plain = _unpack(_signed(data))
    first, _, rest = plain.partition(b"\n")
    header = _header(first)
    lines = rest.split(b"\n")[:-1]
    if not (len(lines) == header.count == header.last - header.first + 1) or header.first < 1:
        raise Refused(
            f"同步包声明 {header.count} 条记录，实际有 {len(lines)} 条；没有收下任何一条。",
            f"The bundle states {header.count} records and holds {len(lines)}; none was taken.",
        )
    if header.count > MOST_RECORDS:
        raise Refused(
            f"同步包里的记录太多（最多 {MOST_RECORDS} 条）。",
            f"The bundle holds too many records (at most {MOST_RECORDS}).",
        )
    bundle = Bundle(key_of(data), header)
    _read_lines(bundle, lines)
    return bundle


def _signed(data: bytes) -> bytes:
    """Return the packed part, which the key in front has signed."""
    key, begin = key_of(data), len(MAGIC) + KEY
    packed = data[begin + SIGNATURE :]
    try:
        VerifyKey(key).verify(packed, data[begin : begin + SIGNATURE])
    except BadSignatureError:
        raise NotAllowed(
            "同步包的签名不对，可能在途中损坏；没有收下任何内容。",
            "The bundle's signature is wrong, it may be damaged; nothing was taken.",
        ) from None
    return packed


def _unpack(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(packed, MOST_PLAIN_BYTES)
    except zlib.error as error:
        raise _damaged(error) from None
    if not unpacker.eof or unpacker.unused_data:
        raise Refused(
            "同步包不完整，或者展开后太大；没有收下任何内容。",
            "The bundle is not whole, or unpacks to too much; nothing was taken.",
        )
    return plain


def _header(line: bytes) -> Header:
    try:
        if read_json(line, _Spoken).protocol > PROTOCOL:
            raise _too_new()
        header = read_json(line, Header)
        bytes.fromhex(header.previous), bytes.fromhex(header.digest)
        return header
    except ValueError as error:
        raise _damaged(error) from None


def _too_new() -> Refused:
    return Refused(
        "中心的程序太旧，读不懂这台终端的同步包；请先更新中心。终端上的记录都还在。",
        "Central is too old to read this device's bundles; update central first. The device keeps "
        "its records.",
    )


def _damaged(error: Exception) -> Refused:
    return Refused(
        f"同步包已损坏（{error}）；没有收下任何内容。",
        f"The bundle is damaged ({error}); nothing was taken.",
    )


def _read_lines(bundle: Bundle, lines: list[bytes]) -> None:
    """Read a bundle's records and check their chain.

    One broken record does not make the others suspect. After a record that was changed, the chain
    goes on from the digest which that one states; after a line that cannot be read, from the next
    record, which the device has signed for. Whether the first one joins what is held, central sees.
    """
    header = bundle.header
    previous: bytes | None = bytes.fromhex(header.previous)
    for seq, raw in enumerate(lines, start=header.first):
        try:
            record = read_line(raw, header.device, header.epoch)
        except Unreadable as error:
            bundle.broken.append(UnfitRecord(seq, raw, None, f"unreadable: {error}"))
            previous = None
            continue
        reason = fault_of(record, seq, previous)
        if reason:
            bundle.broken.append(UnfitRecord(seq, raw, record.digest, reason))
        else:
            bundle.records.append(record)
        previous = record.digest


def fault_of(record: Record, seq: int, previous: bytes | None) -> str | None:
    """Return why a record cannot be taken as it is, or None; `previous` is None if not known."""
    if record.seq != seq:
        return f"numbered {record.seq}, in the place of {seq}"
    if record.sealed is not None and hashlib.sha256(record.sealed).digest() != record.sealed_digest:
        return "the sealed part was changed"
    if previous is not None and chain_digest(previous, record) != record.digest:
        return "the record was changed"
    return None
