"""SQLite's write-ahead log, read and put together again after damage.

SQLite stops reading its log at the first frame whose checksum fails, though all later frames may be
whole. Here each frame is judged by itself: its checksum goes on from the one that the frame before
states. So one damaged frame is known as that, and a log can be written from the others.

The format is SQLite's, https://sqlite.org/fileformat2.html#the_write_ahead_log.
"""

from __future__ import annotations

import struct
import sys
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

HEAD, FRAME_HEAD = 32, 24
MAGIC = 0x377F0682
"""The lowest bit says that checksums are made of big-endian words."""
VERSION = 3007000
PAGE_SIZE_AT = 16
"""Where a database's own head has its page size; 1 means 65,536."""
DATABASE_HEAD = 100
SIZES, USUAL = [2**power for power in range(9, 17)], 4096


@dataclass(frozen=True)
class Frame:
    """One page as a commit left it; `size` is the database's in pages where a commit ends."""

    page: int
    size: int
    salts: bytes
    check: tuple[int, int]
    content: bytes
    is_whole: bool = True


@dataclass(frozen=True)
class Log:
    """The frames of a log that belong to its last run, in order."""

    page_size: int
    frames: tuple[Frame, ...]

    @property
    def damaged(self) -> list[int]:
        """Return the numbers of the frames whose checksum fails."""
        return [number for number, frame in enumerate(self.frames) if not frame.is_whole]

    @property
    def is_mended_by_itself(self) -> bool:
        """Return True if each damaged frame's page stands whole in a later frame."""
        later = {frame.page: number for number, frame in enumerate(self.frames) if frame.is_whole}
        return all(later.get(self.frames[number].page, -1) > number for number in self.damaged)


def page_size(database: bytes, log: bytes) -> int:
    """Return the page size that the head of a database states, or of its log if that is new."""
    size = int.from_bytes(database[PAGE_SIZE_AT : PAGE_SIZE_AT + 2], "big")
    size = 65536 if size == 1 else size or int.from_bytes(log[8:12], "big")
    return size if size in SIZES else USUAL


def read(data: bytes, page: int) -> Log:
    """Return the log in the bytes of its file, with each frame judged.

    Older frames may stand behind those of the last run; their salts differ.
    """
    step = FRAME_HEAD + page
    raw = [data[begin : begin + step] for begin in range(HEAD, len(data) - step + 1, step)]
    frames = [_frame(each) for each in raw]
    salts = _salts(data, frames)
    last = max((number for number, each in enumerate(frames) if each.salts == salts), default=-1)
    is_big = _is_big(data)
    seeds = [struct.unpack(">2I", data[24:HEAD]) if len(data) >= HEAD else (0, 0)]
    seeds += [frame.check for frame in frames]
    judged = [
        replace(frame, is_whole=frame.salts == salts and _add_up(each, seed, is_big) == frame.check)
        for each, frame, seed in zip(raw[: last + 1], frames, seeds, strict=False)
    ]
    return Log(page, tuple(judged))


def write(log: Log, frames: list[Frame]) -> bytes:
    """Return a log of some of its frames, with checksums that hold; the last one commits."""
    salts = next((frame.salts for frame in frames if frame.is_whole), bytes(8))
    is_big = sys.byteorder == "big"
    head = struct.pack(">4I", MAGIC | is_big, VERSION, log.page_size, 0) + salts
    check = checksum(head, (0, 0), is_big=is_big)
    parts = [head, struct.pack(">2I", *check)]
    size = max((frame.size for frame in frames), default=0)
    for frame, following in pairwise([*frames, None]):
        assert frame is not None
        commits = frame.size or (0 if following else max(size, frame.page))
        front = struct.pack(">2I", frame.page, commits)
        check = checksum(front + frame.content, check, is_big=is_big)
        parts += [front, salts, struct.pack(">2I", *check), frame.content]
    return b"".join(parts)


def _frame(data: bytes) -> Frame:
    page, size = struct.unpack(">2I", data[:8])
    check = struct.unpack(">2I", data[16:FRAME_HEAD])
    return Frame(page, size, data[8:16], check, data[FRAME_HEAD:])


def _salts(data: bytes, frames: list[Frame]) -> bytes:
    """Return the salts of the last run: those of the head, or of the first frames if it is gone."""
    stated = data[16:24]
    counted = Counter(frame.salts for frame in frames)
    if counted[stated]:
        return stated
    first = Counter(frame.salts for frame in frames[:3])
    return max(first, key=lambda salts: (first[salts], counted[salts]), default=stated)


def _is_big(data: bytes) -> bool:
    """Return True if the log's checksums are made of big-endian words."""
    magic = int.from_bytes(data[:4], "big")
    return bool(magic & 1) if magic | 1 == MAGIC | 1 else sys.byteorder == "big"


def _add_up(frame: bytes, seed: tuple[int, ...], is_big: bool) -> tuple[int, int]:
    return checksum(frame[:8] + frame[FRAME_HEAD:], (seed[0], seed[1]), is_big=is_big)


def checksum(data: bytes, seed: tuple[int, int], *, is_big: bool) -> tuple[int, int]:
    """Return SQLite's checksum of words in pairs, going on from `seed`."""
    first, second = seed
    words = struct.unpack(f"{'>' if is_big else '<'}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
