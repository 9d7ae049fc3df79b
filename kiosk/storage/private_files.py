"""Keep what lies in the data folder from other users of the machine, and from core dumps.

On Linux and macOS a file belongs to its owner alone by its mode; on Windows by an access list that
`icacls` writes. Sticks have neither: what goes onto them is sealed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

UMASK = 0o077
FOLDER, FILE = 0o700, 0o600
OTHERS = 0o077
"""The bits of a mode that let anybody but the owner in."""
SEM_NO_FAULT_BOX = 0x0002
"""Windows: a crash opens no window and hands no memory to error reporting."""


def protect_process() -> None:
    """Let every file that this process makes be its user's alone, and let a crash dump nothing."""
    os.umask(UMASK)
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(SEM_NO_FAULT_BOX)
        return
    import resource

    with suppress(ValueError, OSError):  # A hard limit of others' making may stand in the way.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def protect_folder(folder: Path) -> int:
    """Take the data folder and all in it from other users; return how many were open to them.

    What belongs to somebody else stays as it is.
    """
    if sys.platform == "win32":
        return _protect_on_windows(folder)
    found = 0
    for path in (folder, *folder.rglob("*")):
        with suppress(OSError):
            status = path.lstat()
            if path.is_symlink() or not status.st_mode & OTHERS:
                continue
            path.chmod(FOLDER if path.is_dir() else FILE)
            found += 1
    return found


def _protect_on_windows(folder: Path) -> int:
    done = subprocess.run(access_list(folder, os.environ), capture_output=True, check=False)
    return int(done.returncode == 0)


def access_list(folder: Path, environment: os._Environ[str] | dict[str, str]) -> list[str]:
    """Return the Windows command that leaves a folder to its user, the system and no one else.

    `*S-1-5-18` is the system itself, whatever it is called in the machine's language.
    """
    user = f"{environment.get('USERDOMAIN', '.')}\\{environment.get('USERNAME', '')}"
    grants = [f"{who}:(OI)(CI)F" for who in (user, "*S-1-5-18")]
    return ["icacls", str(folder), "/inheritance:r", "/grant:r", *grants, "/T", "/C", "/Q"]
