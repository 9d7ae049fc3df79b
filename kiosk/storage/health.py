"""Tell staff and machines whether this booth can go on."""

from __future__ import annotations

import shutil
from pathlib import Path

from kiosk.storage.db import db

LEAST_FREE_BYTES = 200 * 2**20


class Health:
    """The state of the disk under the data folder, and whether what was last stored is on it."""

    def __init__(self, folder: Path) -> None:
        """Watch `folder`."""
        self._folder = folder

    def status(self) -> str:
        """Return `ok`, `disk-low` (under 200 MB free) or `storage-failed`."""
        if db.last_failure:
            return "storage-failed"
        return "disk-low" if self.free_bytes() < LEAST_FREE_BYTES else "ok"

    def free_bytes(self) -> int:
        """Return how many bytes the disk has left."""
        return shutil.disk_usage(self._folder).free
