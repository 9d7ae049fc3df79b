"""A record, its canonical bytes and its place in the chain.

Canonical JSON here is the part of RFC 8785 (JSON Canonicalization Scheme) that has no floats:
keys in order, no white space, UTF-8, integers below 2**53.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from msgspec import Struct

GENESIS = bytes(32)
"""Stands where the first record of a journal would name the digest before it."""

_encode = msgspec.json.Encoder(order="sorted").encode
decode = msgspec.json.decode


class Record(Struct, frozen=True, kw_only=True):
    """One immutable fact, as design and journal know it.

    `made_at` is UTC text; `body` canonical JSON; `sealed` the bytes that only the desk key opens,
    None without any, or once they were erased; `sealed_digest` and `digest` SHA-256. A record
    that was appended again after a fork names in `origin_…` where it stood first.
    """

    device: str
    epoch: str
    seq: int
    kind: str
    version: int
    sitting: str
    event: str
    unit: str | None
    booth: str
    pack: str
    made_at: str
    body: bytes
    sealed: bytes | None
    sealed_digest: bytes | None
    digest: bytes
    origin_epoch: str | None = None
    origin_seq: int | None = None
    origin_digest: bytes | None = None

    @property
    def origin(self) -> tuple[str, int, bytes] | None:
        """Return epoch, seq and digest of the place where it stood first, None if it is here."""
        if self.origin_epoch is None or self.origin_seq is None or self.origin_digest is None:
            return None
        return self.origin_epoch, self.origin_seq, self.origin_digest


class Payload(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of every kind's payload: integers, text, booleans, null, and lists of them."""


def canonical(value: Any) -> bytes:
    """Return the canonical JSON of `value`, which must hold no float (payload types have none)."""
    return _encode(value)


def chain_digest(previous: bytes, record: Record) -> bytes:
    """Return SHA-256 over the digest before and the canonical bytes of `record`.

    The sealed bytes enter by their SHA-256, so that erasing them leaves the chain whole.
    """
    sealed = record.sealed_digest
    fields: dict[str, Any] = {
        "body": msgspec.Raw(record.body),
        "booth": record.booth,
        "device": record.device,
        "epoch": record.epoch,
        "event": record.event,
        "kind": record.kind,
        "made_at": record.made_at,
        "pack": record.pack,
        "sealed": None if sealed is None else sealed.hex(),
        "seq": record.seq,
        "sitting": record.sitting,
        "unit": record.unit,
        "version": record.version,
    }
    if record.origin:
        epoch, seq, digest = record.origin
        fields["origin"] = [epoch, seq, digest.hex()]
        return hashlib.sha256(previous + canonical(fields)).digest()
    return hashlib.sha256(previous + msgspec.json.encode(fields)).digest()
