"""The head of the journal, kept beside the database: where it stood at the last commit.

SQLite's log ends for it at the first frame whose checksum fails; whatever was confirmed after that
is gone without a word, and what is left is a whole database. So the last record's place and digest
are also written to a small file of two slots in turn: a write that breaks off spoils only one. It
follows the commit, never goes before it. So a head that the database does not reach means that
records were lost, and a kill in between means nothing.

The write reaches the system before an answer is confirmed, and the disk within
`SYNC_SECONDS`, by a thread of its own: to wait for a second sync would cost a tenth of a confirmed
answer on a fast disk, and half of one on a slow disk.
"""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.errors import SetupFailed

SUFFIX = ".head"
SLOT, SLOTS = 512, 2
"""Bytes of a slot: what a disk writes at once."""
SYNC_SECONDS = 0.25
CHECK = 16
_LOG = logging.getLogger(__name__)


class Head(Struct, frozen=True, kw_only=True):
    """The last record of a journal; the digest in hexadecimal."""

    device: str
    epoch: str
    seq: int
    digest: str


class _Slot(Struct, frozen=True, kw_only=True):
    """A head as it is written: `count` tells which slot is the newer one."""

    count: int
    head: Head


def path_of(database: Path) -> Path:
    """Return where the head of a database's journal is kept."""
    return database.with_suffix(SUFFIX)


def read(database: Path) -> Head | None:
    """Return the head of a database's journal; None before the first one.

    Raises SetupFailed where it is there and cannot be read.
    """
    path = path_of(database)
    try:
        found = _newest(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SetupFailed(
            f"读不了 {path}（{error.strerror}），它记着流水到哪里为止；请检查这个文件的权限。",
            f"{path} cannot be read ({error.strerror}), which holds where the journal ends; check "
            "the file's permissions.",
        ) from error
    return found.head if found else None


def write(database: Path, head: Head) -> None:
    """Write a head whatever stood there, and wait until it is on disk. Raises OSError."""
    path_of(database).unlink(missing_ok=True)
    file = HeadFile(database)
    try:
        file.write(head)
    finally:
        file.close()


def forget(database: Path) -> None:
    """Take the head away: the next start takes the journal as it then is."""
    path_of(database).unlink(missing_ok=True)


class HeadFile:
    """The head of one database's journal, open for writing."""

    def __init__(self, database: Path) -> None:
        """Keep its place; it is opened with the first head."""
        self._path = path_of(database)
        self._fd: int | None = None
        self._lock = threading.Lock()
        self._is_dirty, self._is_closed = threading.Event(), threading.Event()
        self._has_failed = False
        self._last: _Slot | None = None
        self._content = b""

    def write(self, head: Head) -> None:
        """Write a head, unless a later one of the same journal stands there already.

        Another process may append to the same journal, and be the quicker one. A head that cannot
        be written is logged: the answer itself is stored all the same.
        """
        try:
            with self._lock:
                self._write(head)
        except OSError as error:
            if not self._has_failed:
                _LOG.error("the head of the journal could not be written: %s", error)
            self._has_failed = True
        else:
            self._has_failed = False
            self._is_dirty.set()

    def _write(self, head: Head) -> None:
        if self._fd is None:
            self._open()
        assert self._fd is not None
        os.lseek(self._fd, 0, os.SEEK_SET)
        content = os.read(self._fd, SLOT * SLOTS)
        # Only what another process wrote has to be understood, which costs half of the time.
        former = self._last if content == self._content else _newest(content)
        if former and former.head.epoch == head.epoch and former.head.seq >= head.seq:
            return
        slot = _Slot(count=former.count + 1 if former else 1, head=head)
        begin, packed = slot.count % SLOTS * SLOT, _pack(slot)
        os.lseek(self._fd, begin, os.SEEK_SET)
        os.write(self._fd, packed)
        content = content.ljust(SLOT * SLOTS, b"\0")
        self._content = content[:begin] + packed + content[begin + SLOT :]
        self._last = slot

    def _open(self) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._fd = os.open(self._path, flags, 0o600)
        threading.Thread(target=self._sync_again_and_again, daemon=True, name="head").start()

    def _sync_again_and_again(self) -> None:
        while not self._is_closed.wait(SYNC_SECONDS):
            self._is_dirty.wait()
            self._is_dirty.clear()
            self._sync()

    def _sync(self) -> None:
        with self._lock:
            descriptor = None if self._fd is None else os.dup(self._fd)
        if descriptor is None:
            return
        try:
            with suppress(OSError):
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Wait until the last head is on disk, and close the file."""
        self._is_closed.set()
        self._is_dirty.set()
        self._sync()
        with self._lock:
            if self._fd is not None:
                os.close(self._fd)
                self._fd = None


def _pack(slot: _Slot) -> bytes:
    body = msgspec.json.encode(slot)
    return (_check(body) + b" " + body).ljust(SLOT - 1) + b"\n"


def _newest(data: bytes) -> _Slot | None:
    """Return the newer one of the slots that are whole, None if none is."""
    slots = (_unpack(data[begin : begin + SLOT]) for begin in range(0, SLOT * SLOTS, SLOT))
    return max((slot for slot in slots if slot), key=lambda slot: slot.count, default=None)


def _unpack(data: bytes) -> _Slot | None:
    check, _, body = data.strip().partition(b" ")
    if not body or _check(body) != check:
        return None
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(body, type=_Slot)
    return None


def _check(body: bytes) -> bytes:
    return blake2b(body, digest_size=CHECK).hexdigest().encode()
