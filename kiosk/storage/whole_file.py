"""Files that are written whole or not at all, so that nobody ever reads half of one."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from kiosk.storage import private_files

SUFFIX = ".part"
"""Ends the names of files that are not whole yet; a power loss may leave one behind."""

FULL = tuple(getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG") if hasattr(errno, name))
"""Errors of a disk that has no room, or of a stick that takes no file as large (FAT32: 4 GB)."""


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
        with suppress(OSError):  # A stick that was pulled out has nothing to take away from.
            part.unlink(missing_ok=True)


class _FirstFailure(io.RawIOBase):
    """A file whose first failure is kept; what is written after it goes nowhere.

    Libraries write the ends of archives when they are thrown away, long after the disk was full.
    """

    def __init__(self, path: Path) -> None:
        self.failure: OSError | None = None
        self._place = 0  # Where the library believes to be.
        self._file = io.FileIO(path, "wb")

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        size = len(view)
        try:
            while view and self.failure is None:
                view = view[self._file.write(view) :]
        except OSError as error:
            self.failure = error
            raise
        self._place += size
        return size

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        if self.failure is None:
            self._place = self._file.seek(place, whence)
        elif whence == os.SEEK_SET:
            self._place = place
        return self._place

    def tell(self) -> int:
        return self._place

    def flush(self) -> None:
        """Do nothing: what was written stands in no buffer of this process."""

    def truncate(self, size: int | None = None) -> int:
        return self._file.truncate(size)

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """Yield an open file to be written by whichever library.

    Raises OSError if any of it could not be written, also where the library said nothing of it.
    """
    with _FirstFailure(path) as file:
        try:
            yield cast("IO[bytes]", file)
        except Exception as error:
            if file.failure is None or file.failure is error:
                raise
            raise file.failure from error
        if file.failure is not None:
            raise file.failure
