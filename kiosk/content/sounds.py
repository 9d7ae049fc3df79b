"""Recordings in a pack: what a browser records and plays, short and small."""

from __future__ import annotations

ENDINGS = ("webm", "ogg", "m4a")
MOST_SECONDS = 60
MOST_BYTES = 600_000
"""A minute of speech takes 200 to 400 kB, by the browser that records it."""
_BEGINS = {"webm": (0, b"\x1aE\xdf\xa3"), "ogg": (0, b"OggS"), "m4a": (4, b"ftyp")}
"""Where in the file of each kind stands what."""


def ending_of(data: bytes) -> str | None:
    """Return the ending of a recording's name, by what the file is; None if it is no recording."""
    found = (end for end, (at, mark) in _BEGINS.items() if data[at : at + len(mark)] == mark)
    return next(found, None)


def fault_of(data: bytes, name: str) -> tuple[str, str] | None:
    """Return what is wrong with a recording, in both languages; None if it can be played."""
    if ending_of(data) != name.rpartition(".")[2]:
        return "不是它的文件名所说的录音", "is not the recording that its name says"
    if len(data) > MOST_BYTES:
        return (
            f"太大，最多 {MOST_BYTES // 1000} kB（约一分钟）",
            f"is too large: at most {MOST_BYTES // 1000} kB, about a minute",
        )
    return None
