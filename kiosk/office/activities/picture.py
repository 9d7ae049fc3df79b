"""A photo as records hold it, and how large a file may be that it is made from."""

from __future__ import annotations

from dataclasses import dataclass

MB = 2**20
MOST_FILE_BYTES = 20 * MB


@dataclass(frozen=True)
class Picture:
    """A JPEG without metadata, and its size in pixels."""

    jpeg: bytes
    width: int
    height: int
