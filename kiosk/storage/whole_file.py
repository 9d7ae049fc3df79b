"""Files that are written whole or not at all, so that nobody ever reads half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.storage import private_files

SUFFIX = ".part"
"""Ends the names of files that are not whole yet; a power loss may leave one behind."""


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Yield the path to write to; it takes the place of `target` once it is whole and on disk.

    Nobody but the user can read it, unless it is on a stick. An error, or breaking off, leaves what
    stood at `target` before. Raises OSError.
    """
    part = target.with_name(target.name + SUFFIX)
    part.unlink(missing_ok=True)  # A power loss may have left half a file there.
    private_files.make_file(part)
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        private_files.open_on_stick(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
