"""A photo as records hold it, and how large a file may be that it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MB = 2**20
MOST_FILE_BYTES = 20 * MB


class Limit(NamedTuple):
    """How long the longer side of a picture may be, and how many bytes its JPEG has at most."""

    long_side: int
    most_bytes: int


PHOTO = Limit(1600, 350_000)
"""A photo that fills a screen, or half a printed page."""


@dataclass(frozen=True)
class Picture:
    """A JPEG without metadata, and its size in pixels."""

    jpeg: bytes
    width: int
    height: int
