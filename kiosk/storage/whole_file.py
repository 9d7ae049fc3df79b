"""Files that are written whole or not at all, so that nobody ever reads half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUFFIX = ".part"
"""Ends the names of files that are not whole yet; a power loss may leave one behind."""


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Yield the path to write to; it takes the place of `target` once it is whole and on disk.

    An error, or breaking off, leaves what stood at `target` before. Raises OSError.
    """
    part = target.with_name(target.name + SUFFIX)
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
