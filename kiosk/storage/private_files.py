"""Keep what the program writes from other users of the machine, and from core dumps.

On Linux and macOS a file belongs to its owner alone by its mode; on Windows by an access list that
`icacls` writes. Sticks are there to be read elsewhere: most of them know no permissions at all, and
one that does would otherwise show nothing on the next computer.
"""

from __future__ import annotations

import ctypes
import logging
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from kiosk.config import ROOT

UMASK = 0o077
OTHERS = 0o077
"""The bits of a mode that let anybody but the owner in."""
FILE = 0o600
FOLDER_ON_STICK, FILE_ON_STICK = 0o755, 0o644
STICK_PARENTS = (Path("/media"), Path("/run/media"), Path("/Volumes"))
"""Where Linux and macOS show sticks: by name, or by user and name."""
REMOVABLE = 2
"""What Windows answers for a drive that can be taken out (GetDriveTypeW)."""
OUR_NAMES = "kiosk*", "erased.jsonl"
"""What is closed in a folder that serves others too."""
SEM_NO_FAULT_BOX = 0x0002
"""Windows: a crash opens no window and hands no memory to error reporting."""
PR_SET_DUMPABLE = 4
"""Linux: whether a crash may be dumped, and the memory be read by the user's other processes."""


def protect_process() -> None:
    """Let every file that this process makes be its user's alone, and let a crash dump nothing.

    On Linux no other process of the same user can read its memory either.
    """
    os.umask(UMASK)
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(SEM_NO_FAULT_BOX)
        return
    import resource

    with suppress(ValueError, OSError):  # A hard limit of others' making may stand in the way.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # A limit of nothing does not keep a dump from programs that collect them.
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def protect_folder(folder: Path) -> int:
    """Take the data folder and all in it from other users; return how many were open to them.

    Where that fails staff are warned. A folder that plainly serves others too (the home folder, the
    one for temporary files) stays as it is; of it only the program's own files are closed.
    """
    if is_shared(folder):
        found, left = _close_all(each for name in OUR_NAMES for each in folder.glob(name))
        left += 1
    elif sys.platform == "win32":
        found, left = 0, 0 if _run(access_list(folder, os.environ)) else 1
    else:
        ours, ours_left = _close_all([folder])
        found, left = _close_all(_all_in(folder))
        found, left = found + ours, left + ours_left
    if left:
        logging.getLogger(__name__).warning(
            "其他用户可能读到 %s 里的数据：请用 --data 换一个专用的文件夹，放在能设权限的磁盘上，"
            "并归运行本程序的用户所有。\n"
            "Other users may be able to read the data in %s: choose with --data a folder of its "
            "own, on a disk with permissions, that belongs to the user who runs the program.",
            folder,
            folder,
        )
    return found


def is_shared(folder: Path) -> bool:
    """Return True if a folder holds other things than the program's data, by what it is for."""
    places = [ROOT, Path(tempfile.gettempdir()), Path(sys.prefix)]
    with suppress(RuntimeError):
        places.append(Path.home())
    places += [Path(os.environ[name]) for name in ("SystemRoot", "PUBLIC") if name in os.environ]
    real = folder.resolve()
    is_above = any(real == place or real in place.parents for place in map(Path.resolve, places))
    return is_above or bool(folder.stat().st_mode & stat.S_ISVTX)


def _all_in(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *files))


def _close_all(paths: Iterable[Path]) -> tuple[int, int]:
    """Close files and folders; return how many were open, and how many others may still read.

    The owner's own rights stay as they are. Links are passed over: they lead out of the folder.
    """
    found = left = 0
    for path in paths:
        with suppress(FileNotFoundError):  # A log of the database comes and goes.
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode) or not mode & OTHERS:
                continue
            found += 1
            with suppress(PermissionError):
                path.chmod(stat.S_IMODE(mode) & ~OTHERS)
            left += bool(path.lstat().st_mode & OTHERS)  # FAT takes the order, and does nothing.
    return found, left


def access_list(path: Path, environment: Mapping[str, str], *, is_folder: bool = True) -> list[str]:
    """Return the Windows command that leaves a folder or file to its user, the system, no one else.

    `*S-1-5-18` is the system itself, whatever it is called in the machine's language.
    """
    user = f"{environment.get('USERDOMAIN', '.')}\\{environment.get('USERNAME', '')}"
    rights, below = ("(OI)(CI)F", ["/T"]) if is_folder else ("F", [])
    grants = [f"{who}:{rights}" for who in (user, "*S-1-5-18")]
    return ["icacls", str(path), "/inheritance:r", "/grant:r", *grants, *below, "/C", "/Q"]


def _run(command: list[str]) -> bool:
    with suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


def make_file(path: Path) -> None:
    """Make an empty file that is the user's alone. Raises OSError if there is one already.

    What others left in its place would keep their rights to it.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))


def protect_file(path: Path) -> None:
    """Keep a file in a folder that staff chose from other users of Windows, unless it is a stick.

    Elsewhere its mode does that from its beginning.
    """
    if sys.platform == "win32" and not is_on_stick(path):
        _run(access_list(path, os.environ, is_folder=False))


def open_on_stick(path: Path) -> None:
    """Let the users of other computers read a file or folder, if it is on a stick."""
    if is_on_stick(path):
        with suppress(OSError):  # A stick without permissions refuses them.
            path.chmod(FOLDER_ON_STICK if path.is_dir() else FILE_ON_STICK)


def is_on_stick(path: Path) -> bool:
    """Return True if a path lies on a disk that can be taken out, or where Linux shows such."""
    real = path.resolve()
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.GetDriveTypeW(real.anchor) == REMOVABLE)
    parents = [parent for parent in STICK_PARENTS if parent in real.parents]
    return any(real.stat().st_dev != parent.stat().st_dev for parent in parents)
