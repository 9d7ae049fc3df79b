"""Verify the journal: each journal's chain, and whatever else is registered to compare it with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from sqlalchemy import Connection

from kiosk.journal import gaps
from kiosk.journal.records import GENESIS, Record, chain_digest
from kiosk.journal.service import walk

Check = Callable[[Connection], str | None]
"""Take a connection; return a sentence that names the first fault of the journal, or None."""
CHECKS: list[Check] = []


def on_verify(check: Check) -> None:
    """Register what else `journal verify` compares the journal with."""
    if check not in CHECKS:
        CHECKS.append(check)


def verify(
    tx: Connection,
    progress: Callable[[int], None] = lambda _count: None,
    beside: Callable[[Record], str | None] = lambda _record: None,
) -> str | None:
    """Walk each journal's chain; return None, or a sentence that names the first bad record.

    Over a place that is known to be apart (see `gaps`) it goes on from the digest stated there.
    Each record that chains on goes to `beside`, which may find a fault of its own.
    """
    apart = gaps.known(tx)
    journal: tuple[str, str] | None = None
    previous: bytes | None = GENESIS
    expected = 1
    for count, record in enumerate(walk(tx), start=1):
        if journal != (record.device, record.epoch):
            journal, previous, expected = (record.device, record.epoch), GENESIS, 1
        while expected < record.seq and (*journal, expected) in apart:
            previous, expected = apart[*journal, expected], expected + 1
        fault = _fault(record, previous, expected, is_apart=(*journal, record.seq) in apart)
        if fault:
            return f"{record.device} / {record.epoch} / {record.seq}: {fault}"
        if other := beside(record):
            return other
        previous, expected = record.digest, record.seq + 1
        progress(count)
    return None


def _fault(record: Record, previous: bytes | None, expected: int, *, is_apart: bool) -> str | None:
    if record.seq != expected:
        return f"记录 {expected} 缺失 / record {expected} is missing"
    if is_apart:
        return None
    if record.sealed is not None and hashlib.sha256(record.sealed).digest() != record.sealed_digest:
        return "密封内容已被改动 / the sealed part was changed"
    if previous is not None and chain_digest(previous, record) != record.digest:
        return "记录已被改动 / the record was changed"
    return None


def compare(tx: Connection) -> str | None:
    """Return the first fault that a registered check finds, None if all agree."""
    return next((fault for check in CHECKS if (fault := check(tx))), None)
