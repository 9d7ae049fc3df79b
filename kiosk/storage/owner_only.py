"""Keep files to the user who runs the program.

The data folder and its copies hold keys, hashes and answers, and a laptop has other users: the
kiosk's own account, guests of the house. So whatever the program writes is for its user alone, and
what former versions left readable is closed at each start.

Sticks are there to be read elsewhere. Most of them (FAT, exFAT) know no permissions at all, and one
that does would otherwise show nothing on the next computer.
"""

from __future__ import annotations

import ctypes
import logging
import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from kiosk.config import ROOT

OTHERS = 0o077
"""What group and others may do, in the modes of POSIX."""
FOLDER_ON_STICK, FILE_ON_STICK = 0o755, 0o644
STICK_PARENTS = (Path("/media"), Path("/run/media"), Path("/Volumes"))
"""Where Linux and macOS show sticks: by name, or by user and name."""
REMOVABLE = 2
"""What Windows answers for a drive that can be taken out (GetDriveTypeW)."""
OUR_NAMES = "kiosk*", "erased.jsonl"
"""What is closed in a folder that is not the program's own."""
_SID = re.compile(rb"S-1-[0-9-]+")


def restrict_new_files() -> None:
    """Let nobody else read what this process, and those that it starts, write from now on.

    On Windows this changes nothing: files there take the rights of their folder.
    """
    os.umask(OTHERS)


def close_folder(folder: Path) -> None:
    """Take a data folder, and all in it, from everybody but the user; warn where that fails.

    A folder that plainly serves others too (the home folder, the one for temporary files) stays as
    it is; of it only the program's own files are closed.
    """
    if is_shared(folder):
        left = [folder, *_close_all(each for name in OUR_NAMES for each in folder.glob(name))]
    elif sys.platform == "win32":
        left = [] if _close_on_windows(folder) else [folder]
    else:
        left = list(_close_all([folder])) + list(_close_all(_all_in(folder)))
    if left:
        logging.getLogger(__name__).warning(
            "其他用户可能读到 %s 里的数据：请用 --data 换一个专用的文件夹，放在能设权限的磁盘上，"
            "并归运行本程序的用户所有。\n"
            "Other users may be able to read the data in %s: choose with --data a folder of its "
            "own, on a disk with permissions, that belongs to the user who runs the program.",
            folder,
            folder,
        )


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


def _close_all(paths: Iterable[Path]) -> Iterator[Path]:
    """Close files and folders; yield those that others may still read.

    The owner's own rights stay as they are. Links are passed over: they lead out of the folder.
    """
    for path in paths:
        with suppress(FileNotFoundError):  # A log of the database comes and goes.
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode) or not mode & OTHERS:
                continue
            with suppress(PermissionError):
                path.chmod(stat.S_IMODE(mode) & ~OTHERS)
            if path.lstat().st_mode & OTHERS:  # FAT takes the order, and does nothing.
                yield path


def _close_on_windows(folder: Path) -> bool:
    """Give a folder to its user alone; return False if that failed."""
    sid = _own_sid()
    if sid is None or _said(icacls_own(folder, sid)) is None:
        return False
    _said(icacls_inherit(folder))  # It fails where the folder is empty, which is well.
    return True


def icacls_own(folder: Path, sid: str) -> list[str]:
    """Return the command that gives a folder, and what comes into it, to one user alone."""
    return ["icacls", str(folder), "/inheritance:r", "/grant:r", f"*{sid}:(OI)(CI)F", "/q"]


def icacls_file(file: Path, sid: str) -> list[str]:
    """Return the command that gives a file to one user alone."""
    return ["icacls", str(file), "/inheritance:r", "/grant:r", f"*{sid}:F", "/q"]


def icacls_inherit(folder: Path) -> list[str]:
    """Return the command by which all in a folder takes its rights, and drops others."""
    return ["icacls", str(folder / "*"), "/reset", "/t", "/c", "/q"]


def _own_sid() -> str | None:
    return sid_in(_said(["whoami", "/user", "/fo", "csv", "/nh"]) or b"")


def sid_in(said: bytes) -> str | None:
    """Return the user's id in what `whoami` said; names may be in any encoding, ids are ASCII."""
    found = _SID.search(said.rpartition(b",")[2])
    return found[0].decode() if found else None


def _said(words: list[str]) -> bytes | None:
    """Run a command of Windows itself and return what it said, None if it failed."""
    program = Path(os.environ.get("SystemRoot", r"C:\Windows"), "System32", f"{words[0]}.exe")
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            [str(program), *words[1:]], capture_output=True, check=False, creationflags=flags
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def make_file(path: Path) -> None:
    """Make an empty file that is the user's alone. Raises OSError if there is one already.

    What others left in its place would keep their rights to it.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def close_file(path: Path) -> None:
    """Keep a file in a folder that staff chose from other users of Windows; not so on a stick.

    Elsewhere its mode does that from its beginning.
    """
    if sys.platform == "win32" and not is_on_stick(path):
        sid = _own_sid()
        if sid:
            _said(icacls_file(path, sid))


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
