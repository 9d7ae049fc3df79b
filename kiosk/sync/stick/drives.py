"""Find the sticks that are plugged in, so that nobody has to type a folder."""

from __future__ import annotations

import ctypes
import os
import string
import sys
from pathlib import Path

PARENTS = (Path("/media"), Path("/run/media"), Path("/Volumes"))
"""Where Linux and macOS show sticks: by name, or by user and name."""
REMOVABLE = 2
"""What Windows answers for a drive that can be taken out (GetDriveTypeW)."""


def sticks() -> list[Path]:
    """Return the folders of the sticks that are there now."""
    if sys.platform == "win32":
        kind_of = ctypes.windll.kernel32.GetDriveTypeW
        drives = [f"{letter}:{os.sep}" for letter in string.ascii_uppercase]
        return [Path(drive) for drive in drives if kind_of(drive) == REMOVABLE]
    folders = [folder for parent in PARENTS for folder in (*parent.glob("*"), *parent.glob("*/*"))]
    return sorted(folder for folder in folders if folder.is_mount())
