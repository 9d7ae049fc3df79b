"""How much the page of photos accepts at once, and the way to what decodes them.

Pillow with its formats is loaded with the first photo instead of at each start (0.03 s, 5 MB).
"""

from __future__ import annotations

from typing import IO

from kiosk.shell.picture import MB, MOST_FILE_BYTES, PHOTO, Limit, Picture
from kiosk.shell.server import MOST_UPLOAD_BYTES

__all__ = ["FILE_MB", "MOST_UPLOAD_BYTES", "UPLOAD_MB"]
FILE_MB, UPLOAD_MB = MOST_FILE_BYTES // MB, MOST_UPLOAD_BYTES // MB


def endings() -> str:
    """Return the endings of files that can be read, as a page's field takes them."""
    from kiosk.shell import photos

    return photos.ENDINGS


def read_photo(file: IO[bytes], name: str, limit: Limit = PHOTO) -> Picture:
    """Return the photo in a file, upright and small. Raises Refused, which says why."""
    from kiosk.shell import photos

    return photos.read_photo(file, name, limit)
